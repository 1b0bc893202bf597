import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RealmInput } from '../../realm-config/index.ts';
import type { Admin } from '../../sidecar/keycloak/admin-client.ts';
import { applyRealm } from '../../sidecar/keycloak/realm-apply.ts';
import { checkRealm } from '../../sidecar/keycloak/realm-check.ts';
import { servers } from '../support/servers.ts';
import { type FakeProvider, fakeProvider, follow } from './fake-provider.ts';
import { adminOfMaster, randomRealm } from './realm-fixture.ts';

const realm = randomRealm();
const app = 'http://127.0.0.1:9/cb';
let admin: Admin;
let provider: FakeProvider;
let input: RealmInput;

beforeAll(async () => {
  [admin, provider] = await Promise.all([adminOfMaster(), fakeProvider()]);
  const demoApp = { url: 'http://127.0.0.1:9', secret: 'not-a-secret-for-tests' };
  const secondFactorRoles = ['newsroom_manager', 'network_manager'];
  input = { realm, publicUrl: provider.url, displayName: 'Muster AG', demoApp, secondFactorRoles };
  await applyRealm(admin, input);
});
afterAll(async () => {
  await admin?.realms.del({ realm });
  await provider?.close();
});

type Exported = {
  identityProviders: { alias: string; trustEmail: boolean; firstBrokerLoginFlowAlias: string }[];
  authenticationFlows: {
    alias: string;
    authenticationExecutions: { authenticator?: string; flowAlias?: string; requirement: string }[];
  }[];
  clients: { clientId: string; directAccessGrantsEnabled: boolean; redirectUris: string[] }[];
};
async function exported(): Promise<Exported> {
  return (await admin.realms.export({
    realm,
    exportClients: true,
    exportGroupsAndRoles: true,
  })) as unknown as Exported;
}
/** Authenticators that a flow of the export can reach, read independently of `check realm`. */
function reachable({ authenticationFlows }: Exported, alias: string): string[] {
  const flow = authenticationFlows.find((one) => one.alias === alias);
  return (flow?.authenticationExecutions ?? [])
    .filter((one) => one.requirement !== 'DISABLED')
    .flatMap((one) => [
      ...(one.authenticator ? [one.authenticator] : []),
      ...(one.flowAlias ? reachable({ authenticationFlows } as Exported, one.flowAlias) : []),
    ]);
}
const codes = async () => (await checkRealm(admin, input)).map((finding) => finding.code);
const repair = () => applyRealm(admin, input);
const ourClients = ['einlass-admin', 'einlass-links', 'einlass-me', 'einlass-sidecar', 'sample-app'];

test('the exported realm makes no account by itself, links none and believes no address', async () => {
  const realmFile = await exported();
  const access = realmFile.identityProviders.find((one) => one.alias === 'access');
  expect(access?.trustEmail).toBe(false);
  expect(reachable(realmFile, String(access?.firstBrokerLoginFlowAlias))).toEqual([
    'deny-access-authenticator',
  ]);
  // Keycloak's own flow has them all, so that the reading above can fail.
  expect(reachable(realmFile, 'first broker login')).toEqual(
    expect.arrayContaining([
      'idp-review-profile',
      'idp-create-user-if-unique',
      'idp-email-verification',
      'idp-confirm-link',
    ]),
  );
});

test('our clients take no passwords and redirect to exact addresses only', async () => {
  const { clients } = await exported();
  const ours = clients.filter((one) => ourClients.includes(one.clientId));
  expect(ours.map((one) => one.clientId).sort()).toEqual(ourClients);
  for (const { directAccessGrantsEnabled, redirectUris } of ours) {
    expect(directAccessGrantsEnabled).toBe(false);
    expect(redirectUris.filter((uri) => uri.includes('*') || uri === '+')).toEqual([]);
  }
});

test('check finds nothing in a realm as applied', async () => {
  expect(await checkRealm(admin, input)).toEqual([]);
});

const accountBefore = { username: 'erika.eigen', email: 'erika@example.com', emailVerified: true };

async function brokerRun() {
  const address = new URL(`${servers().keycloakUrl}/realms/${realm}/protocol/openid-connect/auth`);
  const query = { client_id: 'probe', response_type: 'code', scope: 'openid', redirect_uri: app };
  address.search = new URLSearchParams({ ...query, kc_idp_hint: 'access' }).toString();
  return follow(address.href, app);
}

test('an unlinked subject is refused in a real broker run, whatever address is claimed; no account is made', async () => {
  await admin.clients.create({ realm, clientId: 'probe', publicClient: true, redirectUris: [app] });
  const { id } = await admin.users.create({ realm, enabled: true, ...accountBefore });
  const subject = randomUUID();
  const claims = { email: accountBefore.email, email_verified: true, preferred_username: 'erika.eigen' };
  provider.vouchFor(subject, claims);
  const refused = await brokerRun();
  expect(provider.tokens()).toBe(1);
  expect(refused.url).not.toContain(app);
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect(await admin.users.count({ realm })).toBe(1);
  expect(await admin.users.listFederatedIdentities({ realm, id })).toEqual([]);
  expect(await admin.users.listSessions({ realm, id })).toEqual([]);

  const link = { userId: subject, userName: 'erika.eigen', identityProvider: 'access' };
  await admin.users.addToFederatedIdentity({
    realm,
    id,
    federatedIdentityId: 'access',
    federatedIdentity: link,
  });
  const welcome = await brokerRun();
  expect(welcome.url).toContain(`${app}?`);
  expect(await admin.users.listSessions({ realm, id })).toHaveLength(1);
});

test('check names what was loosened at the broker, and apply mends it', async () => {
  const row = await admin.identityProviders.findOne({ realm, alias: 'access' });
  const loose = { ...row, trustEmail: true, firstBrokerLoginFlowAlias: 'first broker login' };
  await admin.identityProviders.update({ realm, alias: 'access' }, loose);
  const found = await checkRealm(admin, input);
  expect(new Set(found.map((one) => one.code))).toEqual(
    new Set(['trust_email', 'first_login_flow', 'first_login_step']),
  );
  expect(found.map((one) => one.what).join('\n')).toContain('idp-review-profile');
  await repair();
  expect(await codes()).toEqual([]);

  const flow = 'access refuse unlinked';
  await admin.authenticationManagement.addExecutionToFlow({ realm, flow, provider: 'idp-auto-link' });
  expect(await codes()).toEqual([]); // added disabled
  const rows = await admin.authenticationManagement.getExecutions({ realm, flow });
  const auto = rows.find((one) => one.providerId === 'idp-auto-link');
  const on = { ...auto, requirement: 'REQUIRED' };
  await admin.authenticationManagement.updateExecution({ realm, flow }, on);
  expect(await codes()).toEqual(['first_login_step']);
  await repair();
  expect(await codes()).toEqual([]);
});

test('check names a client that was opened, and the one of somebody else as a warning', async () => {
  const [row] = await admin.clients.find({ realm, clientId: 'sample-app' });
  const open = { ...row, directAccessGrantsEnabled: true, redirectUris: ['http://127.0.0.1:9/*'] };
  await admin.clients.update({ realm, id: String(row?.id) }, open);
  expect(await codes()).toEqual(['direct_grant', 'redirect_wildcard']);
  await repair();
  const foreign = { realm, clientId: 'foreign', redirectUris: ['https://foreign.example/*'] };
  const { id } = await admin.clients.create(foreign);
  expect(await checkRealm(admin, input)).toMatchObject([{ level: 'warning', code: 'redirect_wildcard' }]);
  await admin.clients.del({ realm, id });
});

test('check names every way to a role of realm-management', async () => {
  const [management] = await admin.clients.find({ realm, clientId: 'realm-management' });
  const clientUniqueId = String(management?.id);
  const role = await admin.clients.findRole({ realm, id: clientUniqueId, roleName: 'manage-users' });
  const roles = [{ id: String(role?.id), name: 'manage-users' }];
  const user = await admin.users.create({ realm, username: 'peter.person', enabled: true });
  await admin.users.addClientRoleMappings({ realm, id: user.id, clientUniqueId, roles });
  const group = await admin.groups.create({ realm, name: 'hotline' });
  await admin.groups.addClientRoleMappings({ realm, id: group.id, clientUniqueId, roles });
  await admin.roles.create({ realm, name: 'hotline' });
  const hotline = await admin.roles.findOneByName({ realm, name: 'hotline' });
  await admin.roles.createComposite({ realm, roleId: String(hotline?.id) }, [role ?? {}]);
  const holders = (await checkRealm(admin, input)).map((one) => `${one.code} ${one.what}`);
  expect(holders).toEqual([
    'realm_management person "peter.person" holds manage-users of realm-management',
    'realm_management group "/hotline" holds manage-users of realm-management',
    'realm_management role "hotline" holds manage-users of realm-management',
  ]);
  await admin.users.del({ realm, id: user.id });
  await admin.groups.del({ realm, id: group.id });
  await admin.roles.delById({ realm, id: String(hotline?.id) });
  expect(await codes()).toEqual([]);
});

test('check names a profile that lets people write areas, and a sign-in without the second factor', async () => {
  const profile = await admin.users.getProfile({ realm });
  const attributes = (profile.attributes ?? []).map((one) =>
    one.name === 'access' ? { ...one, permissions: { view: ['admin'], edit: ['user'] } } : one,
  );
  const loose = { ...profile, attributes, unmanagedAttributePolicy: 'ENABLED', realm } as typeof profile;
  await admin.users.updateProfile(loose as Parameters<typeof admin.users.updateProfile>[0]);
  await admin.realms.update({ realm }, { browserFlow: 'browser' });
  expect(await codes()).toEqual(['second_factor', 'access_writable', 'unmanaged_attributes']);
  await repair();
  expect(await codes()).toEqual([]);
});
