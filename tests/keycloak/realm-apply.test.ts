import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { applyRealm, formatChanges } from '../../sidecar/keycloak/realm-apply.ts';
import { adminOfMaster, openRealm, randomRealm } from './realm-fixture.ts';
import type { RealmFixture } from './realm-fixture.ts';
import { servers } from '../support/servers.ts';

let fixture: RealmFixture;

beforeAll(async () => {
  fixture = await openRealm();
});
afterAll(() => fixture.close());

const again = () => applyRealm(fixture.admin, fixture.input);

async function clientRow(clientId: string) {
  const [row] = await fixture.admin.clients.find({ realm: fixture.realm, clientId });
  if (!row?.id) throw new Error(`no client ${clientId}`);
  return { ...row, id: row.id };
}

test('the first run tells what it made, without a secret; the second has nothing to do', async () => {
  const text = formatChanges(fixture.made);
  expect(text).toContain('+ realm  realm = ');
  expect(text).toContain('+ client "sample-app"  secret = "***"');
  expect(JSON.stringify(fixture.made)).not.toContain(fixture.input.demoApp?.secret);
  expect(await again()).toEqual([]);
});

test('what Einlass does not own stays as it is', async () => {
  const { admin, realm } = fixture;
  const foreignSettings = {
    displayNameHtml: '<b>Muster</b>',
    rememberMe: true,
    webAuthnPolicyRpEntityName: 'Muster',
    otpPolicyDigits: 8,
  };
  const whole = await admin.realms.findOne({ realm });
  await admin.realms.update({ realm }, { ...whole, ...foreignSettings });
  await admin.clients.create({ realm, clientId: 'foreign', redirectUris: ['https://foreign.example/*'] });
  const flow = { alias: 'foreign flow', providerId: 'basic-flow', topLevel: true, builtIn: false };
  await admin.authenticationManagement.createFlow({ realm, ...flow });
  const link = await clientRow('einlass-links');
  await admin.clients.update({ realm, id: link.id }, { ...link, description: 'a note of the operator' });
  // One owned setting makes the apply write, so that a careless write would show.
  await admin.realms.update({ realm }, { resetPasswordAllowed: false });

  expect(await again()).toEqual([
    { resource: 'realm', field: 'resetPasswordAllowed', from: false, to: true },
  ]);
  expect(await admin.realms.findOne({ realm })).toMatchObject({
    ...foreignSettings,
    resetPasswordAllowed: true,
  });
  expect(await clientRow('foreign')).toMatchObject({ redirectUris: ['https://foreign.example/*'] });
  expect(await clientRow('einlass-links')).toMatchObject({ description: 'a note of the operator' });
  const flows = await admin.authenticationManagement.getFlows({ realm });
  expect(flows.filter((one) => one.alias === 'foreign flow')).toHaveLength(1);
  expect(await again()).toEqual([]);
});

test('a map of the realm keeps foreign entries when ours is repaired', async () => {
  const { admin, realm } = fixture;
  const row = await admin.realms.findOne({ realm });
  const attributes = { ...row?.attributes, foreign: 'stays', adminEventsExpiration: '60' };
  await admin.realms.update({ realm }, { attributes });
  expect(await again()).toMatchObject([
    { field: 'attributes/adminEventsExpiration', from: '60', to: '2592000' },
  ]);
  expect((await admin.realms.findOne({ realm }))?.attributes).toMatchObject({ foreign: 'stays' });
});

test('user events are not switched off by an apply that repairs admin events', async () => {
  const { admin, realm } = fixture;
  await admin.realms.update(
    { realm },
    { adminEventsDetailsEnabled: true, enabledEventTypes: ['LOGIN', 'LOGOUT'] },
  );
  expect(await again()).toMatchObject([{ field: 'adminEventsDetailsEnabled' }]);
  const config = await admin.realms.getConfigEvents({ realm });
  expect(config).toMatchObject({
    eventsEnabled: true,
    adminEventsEnabled: true,
    adminEventsDetailsEnabled: false,
  });
  expect(config.enabledEventTypes?.toSorted()).toEqual(['LOGIN', 'LOGOUT']);
});

test('an operator may add languages, but not lose ours', async () => {
  const { admin, realm } = fixture;
  await admin.realms.update({ realm }, { supportedLocales: ['de', 'en', 'fr'] });
  expect(await again()).toEqual([]);
  await admin.realms.update({ realm }, { supportedLocales: ['fr', 'de'] });
  expect(await again()).toMatchObject([{ field: 'supportedLocales' }]);
  const row = await admin.realms.findOne({ realm });
  expect(row?.supportedLocales?.toSorted()).toEqual(['de', 'en', 'fr']);
});

test('each owned thing that was changed comes back, with one line', async () => {
  const { admin, realm } = fixture;
  const provider = await admin.identityProviders.findOne({ realm, alias: 'access' });
  await admin.identityProviders.update({ realm, alias: 'access' }, { ...provider, trustEmail: true });
  expect(await again()).toMatchObject([
    { resource: 'identity provider "access"', field: 'trustEmail', to: false },
  ]);

  const app = await clientRow('sample-app');
  await admin.clients.update({ realm, id: app.id }, { ...app, redirectUris: ['*'] });
  expect(await again()).toMatchObject([
    { resource: 'client "sample-app"', field: 'redirectUris', from: ['*'] },
  ]);

  const profile = await admin.users.getProfile({ realm });
  const opened = { ...profile, unmanagedAttributePolicy: 'ENABLED' } as typeof profile;
  await admin.users.updateProfile({ ...opened, realm });
  expect(await again()).toMatchObject([
    { resource: 'user profile', field: 'unmanagedAttributePolicy', from: 'ENABLED' },
  ]);

  const scope = await admin.clientScopes.findOneByName({ realm, name: 'einlass-access' });
  const mapper = scope?.protocolMappers?.find((one) => one.name === 'access');
  const where = { realm, id: String(scope?.id), mapperId: String(mapper?.id) };
  const config = { ...mapper?.config, 'aggregate.attrs': 'false' };
  await admin.clientScopes.updateProtocolMapper(where, { ...mapper, config });
  expect(await again()).toMatchObject([
    { field: 'mapper access/config/aggregate.attrs', from: 'false', to: 'true' },
  ]);
  expect(await again()).toEqual([]);
});

test('the refusing flow is repaired, whatever was put into it', async () => {
  const { admin, realm } = fixture;
  const flow = 'access refuse unlinked';
  const [deny] = await admin.authenticationManagement.getExecutions({ realm, flow });
  await admin.authenticationManagement.updateExecution({ realm, flow }, { ...deny, requirement: 'DISABLED' });
  await admin.authenticationManagement.addExecutionToFlow({
    realm,
    flow,
    provider: 'idp-create-user-if-unique',
  });
  expect((await again()).map((one) => one.field)).toEqual(['steps', 'requirement']);
  const steps = await admin.authenticationManagement.getExecutions({ realm, flow });
  expect(steps).toMatchObject([{ providerId: 'deny-access-authenticator', requirement: 'REQUIRED' }]);
  const registration = 'registration via access';
  const [redirect] = await admin.authenticationManagement.getExecutions({ realm, flow: registration });
  await admin.authenticationManagement.updateConfig({
    realm,
    id: String(redirect?.authenticationConfig),
    alias: 'to access',
    config: { defaultProvider: 'elsewhere' },
  });
  expect(await again()).toMatchObject([{ field: 'config/defaultProvider', from: 'elsewhere', to: 'access' }]);
  expect(await again()).toEqual([]);
});

test('a superfluous right of the service account is taken away', async () => {
  const { admin, realm } = fixture;
  const sidecar = await clientRow('einlass-sidecar');
  const management = await clientRow('realm-management');
  const account = await admin.clients.getServiceAccountUser({ realm, id: sidecar.id });
  const role = await admin.clients.findRole({ realm, id: management.id, roleName: 'realm-admin' });
  if (!role) throw new Error('no role realm-admin');
  const where = { realm, id: String(account.id), clientUniqueId: management.id };
  await admin.users.addClientRoleMappings({
    ...where,
    roles: [{ id: String(role.id), name: 'realm-admin' }],
  });
  await admin.users.delClientRoleMappings({
    ...where,
    roles: (await admin.users.listClientRoleMappings(where))
      .filter((one) => one.name === 'view-events')
      .map((one) => ({ id: String(one.id), name: String(one.name) })),
  });
  const [change, ...others] = await again();
  expect(others).toEqual([]);
  expect(change?.from).toEqual(expect.arrayContaining(['manage-users', 'realm-admin']));
  const names = (await admin.users.listClientRoleMappings(where)).map((one) => String(one.name));
  expect(names.toSorted()).toEqual(['manage-users', 'view-events', 'view-realm']);
});

test('a dry run changes nothing, on a missing realm either', async () => {
  const { admin, realm, input } = fixture;
  await admin.realms.update({ realm }, { loginTheme: 'keycloak.v2' });
  const planned = await applyRealm(admin, input, { dryRun: true });
  expect(planned).toEqual([{ resource: 'realm', field: 'loginTheme', from: 'keycloak.v2', to: 'einlass' }]);
  expect((await admin.realms.findOne({ realm }))?.loginTheme).toBe('keycloak.v2');
  expect(await again()).toEqual(planned);

  const missing = { ...input, realm: randomRealm() };
  const plan = await applyRealm(admin, missing, { dryRun: true });
  expect(plan.length).toBeGreaterThan(50);
  expect(await admin.realms.findOne({ realm: missing.realm })).toBeNull();
});

test('a run that broke off is completed by the next', async () => {
  const { admin, realm } = fixture;
  const links = await clientRow('einlass-links');
  await admin.clients.del({ realm, id: links.id });
  const scope = await admin.clientScopes.findOneByName({ realm, name: 'einlass-access' });
  await admin.clientScopes.del({ realm, id: String(scope?.id) });
  const resources = new Set((await again()).map((one) => one.resource));
  expect([...resources].toSorted()).toEqual(
    ['client "einlass-links"', 'client "sample-app"', 'client scope "einlass-access"'].toSorted(),
  );
  expect(await again()).toEqual([]);
});

test('a changed mail password is noticed although Keycloak never shows it', async () => {
  const smtp = { host: '127.0.0.1', port: 2525, from: 'a@example.com', user: 'u', password: 'first' };
  const { admin, input } = fixture;
  await applyRealm(admin, { ...input, smtp });
  expect(await applyRealm(admin, { ...input, smtp })).toEqual([]);
  const changes = await applyRealm(admin, { ...input, smtp: { ...smtp, password: 'second' } });
  expect(changes).toMatchObject([{ field: 'attributes/einlass.smtpPasswordMark', from: '***', to: '***' }]);
});

test('a wrong password of the administrator is refused, a dead address unavailable', async () => {
  const { keycloakUrl: url, keycloakAdminUsername: username } = servers();
  const wrong = connectAdmin({ url, username, password: 'wrong' });
  await expect(wrong).rejects.toMatchObject({ code: 'keycloak_rejected' });
  const dead = connectAdmin({ url: 'http://127.0.0.1:1', username, password: 'x' });
  await expect(dead).rejects.toMatchObject({ code: 'keycloak_unavailable' });
});

test('a client of master with a secret can apply, too', async () => {
  const master = await adminOfMaster();
  const clientId = randomRealm();
  const made = await master.clients.create({
    clientId,
    serviceAccountsEnabled: true,
    secret: 'for-this-test',
  });
  const account = await master.clients.getServiceAccountUser({ id: made.id });
  const role = await master.roles.findOneByName({ name: 'admin' });
  const roles = [{ id: String(role?.id), name: 'admin' }];
  await master.users.addRealmRoleMappings({ id: String(account.id), roles });
  try {
    const url = fixture.url;
    const admin = await connectAdmin({ url, clientId, clientSecret: 'for-this-test' });
    expect(await applyRealm(admin, fixture.input, { dryRun: true })).toBeInstanceOf(Array);
  } finally {
    await master.clients.del({ id: made.id });
  }
});
