import type { RealmFixture } from '../keycloak/realm-fixture.ts';
import { freePort } from '../support/free-port.ts';
import { operatorEnv } from './_operator.ts';
import { followRecipe } from './_recipe.ts';

export type SamlApp = { url: string; stop(): Promise<unknown> };

/** Does what docs/connect-saml.md says, in a new folder; answers the running app. */
export async function startSamlApp(
  realm: Pick<RealmFixture, 'realm' | 'issuer'>,
  einlassUrl: string,
): Promise<SamlApp> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const env = operatorEnv(realm, einlassUrl);
  const app = await followRecipe('saml', { env, addresses: { 'https://dienstplan.example': url } });
  return { url, stop: () => app.stop() };
}
