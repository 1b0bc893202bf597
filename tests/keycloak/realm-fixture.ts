import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import type { RealmInput } from '../../realm-config/index.ts';
import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import type { Admin } from '../../sidecar/keycloak/admin-client.ts';
import { openGateway } from '../../sidecar/keycloak/gateway.ts';
import type { Observer } from '../../sidecar/keycloak/observer.port.ts';
import type { Directory, OwnSignIns } from '../../sidecar/keycloak/port.ts';
import type { SigningKey } from '../../sidecar/keycloak/service-token.ts';
import { applyRealm } from '../../sidecar/keycloak/realm-apply.ts';
import type { Change } from '../../sidecar/keycloak/realm-apply.ts';
import { servers } from '../support/servers.ts';
import { listening } from '../support/listening.ts';

export type RealmFixture = {
  url: string;
  realm: string;
  issuer: string;
  input: RealmInput;
  admin: Admin;
  directory: Directory & Observer & OwnSignIns;
  /** The key whose public half the realm reads from the server at the sidecar's address. */
  currentKey: () => SigningKey;
  made: Change[];
  close(): Promise<void>;
};

export async function adminOfMaster(): Promise<Admin> {
  const { keycloakUrl: url, keycloakAdminUsername: username, keycloakAdminPassword: password } = servers();
  return connectAdmin({ url, username, password });
}

export const randomRealm = (): string => `t-${randomBytes(6).toString('hex')}`;

/** A realm of this file's own, and a server at the sidecar's address that publishes the key the directory signs with; `over`: what is to be different. */
export async function openRealm(over: Partial<RealmInput> = {}): Promise<RealmFixture> {
  const url = servers().keycloakUrl;
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const kid = 'test-key';
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }] });
  const sidecar = createServer((request, response) => {
    response.statusCode = request.url === '/op/jwks' ? 200 : 404;
    response.setHeader('content-type', 'application/json').end(response.statusCode === 200 ? jwks : '{}');
  });
  const publicUrl = await listening(sidecar);

  const realm = randomRealm();
  const issuer = `${url}/realms/${realm}`;
  const demoApp = { url: 'http://127.0.0.1:18190', secret: 'not-a-secret-for-tests' };
  const input: RealmInput = { realm, publicUrl, displayName: 'Muster AG', demoApp, ...over };
  const admin = await adminOfMaster();
  const made = await applyRealm(admin, input);
  const currentKey = () => ({ privateKey, kid });
  // A limit that only ends what hangs, also where twenty ask at once.
  const directory = openGateway({ url, realm, issuer, currentKey, limitMs: 60_000 });
  return {
    url,
    realm,
    issuer,
    input,
    admin,
    directory,
    currentKey,
    made,
    async close() {
      admin.realmName = 'master';
      await admin.realms.del({ realm });
      await new Promise((resolve) => sidecar.close(resolve));
    },
  };
}
