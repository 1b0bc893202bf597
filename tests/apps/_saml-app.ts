import { appClient } from '../../realm-config/app-clients.ts';
import { addApp } from '../../sidecar/keycloak/add-app.ts';
import type { RealmFixture } from '../keycloak/realm-fixture.ts';
import { freePort } from '../support/free-port.ts';
import { start, until } from '../support/processes.ts';

export type SamlApp = { url: string; entityId: string; stop(): Promise<unknown> };

/** The SAML app of docs/connect-saml.md as its developer runs it, with a client as `einlass app add saml` makes it. */
export async function startSamlApp(
  { admin, realm, issuer }: Pick<RealmFixture, 'admin' | 'realm' | 'issuer'>,
  einlassUrl: string,
): Promise<SamlApp> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const entityId = `${url}/saml/metadata`;
  await addApp(admin, realm, appClient('saml', { clientId: entityId, url }));
  const env = {
    PORT: String(port),
    ISSUER: issuer,
    ENTITY_ID: entityId,
    APP_URL: url,
    EINLASS_URL: einlassUrl,
  };
  const running = start(process.execPath, ['tests/apps/saml/app.ts'], env);
  await Promise.race([
    until('the SAML app listens', async () => running.output().includes('listens')),
    running.exited.then(() => Promise.reject(new Error(`the SAML app ended:\n${running.output()}`))),
  ]);
  return { url, entityId, stop: () => running.stop() };
}
