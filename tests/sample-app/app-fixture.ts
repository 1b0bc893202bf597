import { createServer } from 'node:http';
import { discover, type Oidc, openOidc } from '../../scripts/sample-app/oidc.ts';
import { openNotes } from '../../scripts/sample-app/notes.ts';
import { openSessions, type Sessions } from '../../scripts/sample-app/sessions.ts';
import { readSettings } from '../../scripts/sample-app/settings.ts';
import { sampleApp } from '../../scripts/sample-app/web.ts';
import type { Admin } from '../../sidecar/keycloak/admin-client.ts';
import { applyRealm } from '../../sidecar/keycloak/realm-apply.ts';
import { adminOfMaster, randomRealm } from '../keycloak/realm-fixture.ts';
import { servers } from '../support/servers.ts';
import { listening } from '../support/listening.ts';

export type AppFixture = {
  url: string;
  admin: Admin;
  realm: string;
  issuer: string;
  sessions: Sessions;
  /** Lets the app find Keycloak, which it does not before. */
  connect(): Promise<void>;
  close(): Promise<void>;
};

export const password = 'correct horse battery';

/** The sample app on a free port with a realm of its own: one person with two areas, of which one twice, and one who is only a member. */
export async function openSampleApp(): Promise<AppFixture> {
  let oidc: Oidc | undefined;
  const sessions = openSessions();
  const realm = randomRealm();
  const issuer = `${servers().keycloakUrl}/realms/${realm}`;
  const server = createServer((request, response) => void app(request, response));
  const url = await listening(server);
  const demoApp = { url, secret: 'not-a-secret-for-tests' };
  const settings = readSettings({
    APP_URL: url,
    ISSUER: issuer,
    CLIENT_SECRET: demoApp.secret,
    EINLASS_URL: 'http://127.0.0.1:9',
  });
  const app = sampleApp({ settings, sessions, notes: openNotes(), oidc: () => oidc });
  const admin = await adminOfMaster();
  await applyRealm(admin, { realm, publicUrl: 'http://127.0.0.1:9', displayName: 'Muster AG', demoApp });
  await addPeople(admin, realm);
  return {
    url,
    admin,
    realm,
    issuer,
    sessions,
    async connect() {
      oidc = openOidc(await discover(settings, () => {}, new AbortController().signal), settings);
    },
    async close() {
      await admin.realms.del({ realm });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function addPeople(admin: Admin, realm: string): Promise<void> {
  const access = {
    'nord-editor': ['werk-nord:editor', 'werk-nord:member'],
    'sued-member': ['werk-sued:member'],
  };
  for (const [name, values] of Object.entries(access)) {
    await admin.groups.create({ realm, name, attributes: { access: values } });
  }
  await admin.groups.create({ realm, name: 'nord-member', attributes: { access: ['werk-nord:member'] } });
  await admin.users.create({
    realm,
    username: 'max.mitglied',
    firstName: 'Max',
    lastName: 'Mitglied',
    email: 'max@example.com',
    enabled: true,
    groups: ['nord-member'],
    credentials: [{ type: 'password', value: password, temporary: false }],
  });
  await admin.users.create({
    realm,
    username: 'erika.mustermann',
    email: 'erika@example.com',
    emailVerified: true,
    firstName: 'Erika',
    lastName: "O'Brien-Öztürk",
    enabled: true,
    groups: Object.keys(access),
    credentials: [{ type: 'password', value: password, temporary: false }],
  });
}
