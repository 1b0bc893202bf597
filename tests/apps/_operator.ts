import type { RealmFixture } from '../keycloak/realm-fixture.ts';
import { servers } from '../support/servers.ts';

/** Settings of an Einlass at that address, as far as `app add` looks at them; its database is away. */
export function operatorEnv(
  { realm, issuer }: Pick<RealmFixture, 'realm' | 'issuer'>,
  einlassUrl: string,
): NodeJS.ProcessEnv {
  const { keycloakAdminUsername, keycloakAdminPassword } = servers();
  return {
    NODE_ENV: 'test',
    PUBLIC_URL: einlassUrl,
    DATABASE_URL: 'postgres://127.0.0.1:9/away',
    REDIS_URL: 'redis://127.0.0.1:9',
    SMTP_URL: 'smtp://127.0.0.1:9',
    KEYS_DIR: '/nowhere',
    KEYCLOAK_URL: new URL(issuer).origin,
    KEYCLOAK_REALM: realm,
    KEYCLOAK_ADMIN_USERNAME: keycloakAdminUsername,
    KEYCLOAK_ADMIN_PASSWORD: keycloakAdminPassword,
  };
}
