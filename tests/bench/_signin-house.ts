import type { Admin } from '../../sidecar/keycloak/admin-client.ts';
import { adminOfMaster } from '../keycloak/realm-fixture.ts';
import { freePort } from '../support/free-port.ts';
import { type Installation, installation } from '../support/installation.ts';
import { ownThemes } from '../support/own-themes.ts';
import { addPeople, cheapHashing, type SignInRealm } from './_signin-realms.ts';
import { type TimedProxy, timedProxy } from './_timed-proxy.ts';

export type SignInHouse = {
  house: Installation;
  admin: Admin;
  /** At the sidecar's public address. */
  proxy: TimedProxy;
  realm: SignInRealm;
  close(): Promise<void>;
};

/** A whole installation as in production, reached through the proxy, with its people beside the demo's. */
export async function signInHouse(): Promise<SignInHouse> {
  const [port, behind] = [await freePort(), await freePort()];
  const proxy = await timedProxy(port, behind);
  const settings = {
    PUBLIC_URL: `http://localhost:${port}`,
    PORT: String(behind),
    REQUIRE_SECOND_FACTOR: 'true',
    SWEEP_SECONDS: '15',
  };
  const house = await installation({ ...settings, LOG_LEVEL: 'warn' });
  const admin = await adminOfMaster();
  const own = ownThemes(house.realm);
  const look = { passwordPolicy: cheapHashing, ...own.themes };
  await admin.realms.update({ realm: house.realm }, look);
  await addPeople(admin, house.realm, { groups: ['/areas/werk-nord/member'] });
  const realm = {
    issuer: `${house.keycloakUrl}/realms/${house.realm}`,
    clientId: 'sample-app',
    secret: String(house.env['DEMO_APP_SECRET']),
    redirectUri: `${house.appUrl}/callback`,
  };
  const close = async () => {
    own.remove();
    await house.close();
    await proxy.become('nothing');
  };
  return { house, admin, proxy, realm, close };
}
