import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RealmRow } from '../../sidecar/keycloak/admin-client.ts';
import { applyRealm } from '../../sidecar/keycloak/realm-apply.ts';
import { openRealm } from './realm-fixture.ts';
import type { RealmFixture } from './realm-fixture.ts';

let fixture: RealmFixture;
const roles = ['newsroom_manager', 'network_manager'];

beforeAll(async () => {
  fixture = await openRealm();
});
afterAll(() => fixture.close());

const apply = (secondFactorRoles: readonly string[]) =>
  applyRealm(fixture.admin, { ...fixture.input, secondFactorRoles });
const on = () => apply(roles);

async function bound() {
  const { admin, realm } = fixture;
  const row = await admin.realms.findOne({ realm });
  const provider = await admin.identityProviders.findOne({ realm, alias: 'access' });
  return [row?.browserFlow, row?.resetCredentialsFlow, provider?.postBrokerLoginFlowAlias];
}
async function steps(flow: string) {
  const rows = await fixture.admin.authenticationManagement.getExecutions({ realm: fixture.realm, flow });
  return rows.map((row) => `${'  '.repeat(row.level ?? 0)}${row.displayName}: ${row.requirement}`);
}

test('without roles the realm keeps the flows of Keycloak', async () => {
  expect(await bound()).toEqual(['browser', 'reset credentials', undefined]);
});

test('with roles every way to a session has the second factor; a second run has nothing to do', async () => {
  const changes = await on();
  expect(changes.length).toBeGreaterThan(3);
  expect(await bound()).toEqual(['einlass browser', 'einlass reset credentials', 'einlass after link']);
  expect(await steps('einlass browser')).toEqual([
    'Cookie: ALTERNATIVE',
    'Identity Provider Redirector: ALTERNATIVE',
    'einlass browser forms: ALTERNATIVE',
    '  Username Password Form: REQUIRED',
    '  einlass browser factor: CONDITIONAL',
    '    Condition - user configured: REQUIRED',
    '    Condition - credential: REQUIRED',
    '    OTP Form: ALTERNATIVE',
    '    WebAuthn Authenticator: ALTERNATIVE',
    '    WebAuthn Passwordless Authenticator: ALTERNATIVE',
    '  einlass browser factor of managers: CONDITIONAL',
    '    Condition - user attribute: REQUIRED',
    '    Condition - sub-flow executed: REQUIRED',
    '    Condition - credential: REQUIRED',
    '    OTP Form: REQUIRED',
  ]);
  expect(await on()).toEqual([]);
});

test('whatever was loosened in the flow comes back', async () => {
  const { admin, realm } = fixture;
  const flows = admin.authenticationManagement;
  const flow = 'einlass browser factor of managers';
  const before = await steps('einlass browser');
  const [condition, , , otp] = await flows.getExecutions({ realm, flow });
  await flows.updateExecution({ realm, flow }, { ...otp, requirement: 'DISABLED' });
  await flows.updateConfig({
    realm,
    id: String(condition?.authenticationConfig),
    alias: 'einlass browser manages',
    config: { attribute_name: 'access', attribute_expected_value: 'nobody', regex: 'true' },
  });
  await flows.addExecutionToFlow({ realm, flow, provider: 'allow-access-authenticator' });
  const [first] = await flows.getExecutions({ realm, flow: 'einlass browser forms' });
  await flows.lowerPriorityExecution({ realm, id: String(first?.id) });
  await admin.realms.update({ realm }, { browserFlow: 'browser' });
  expect(await steps('einlass browser')).not.toEqual(before);
  const fields = (await on()).map((change) => change.field.replace(/^.*> /, ''));
  expect(fields).toEqual(expect.arrayContaining(['steps', 'browserFlow']));
  expect(await steps('einlass browser')).toEqual(before);
  expect(await on()).toEqual([]);
});

test('passkeys come on with PIN or fingerprint, and the rest of their policy stays as the operator has it', async () => {
  await on();
  const { admin, realm } = fixture;
  const ofTheOperator = {
    webAuthnPolicyPasswordlessRpEntityName: 'Muster',
    webAuthnPolicyPasswordlessCreateTimeout: 77,
    webAuthnPolicyPasswordlessUserVerificationRequirement: 'discouraged',
  };
  await admin.realms.update({ realm }, ofTheOperator as RealmRow);
  expect((await on()).map((change) => change.field).toSorted()).toEqual([
    'webAuthnPolicyPasswordlessPasskeysEnabled',
    'webAuthnPolicyPasswordlessRequireResidentKey',
    'webAuthnPolicyPasswordlessUserVerificationRequirement',
  ]);
  expect(await admin.realms.findOne({ realm })).toMatchObject({
    webAuthnPolicyPasswordlessPasskeysEnabled: true,
    webAuthnPolicyPasswordlessUserVerificationRequirement: 'required',
    webAuthnPolicyPasswordlessRpEntityName: 'Muster',
    webAuthnPolicyPasswordlessCreateTimeout: 77,
  });
  expect(await on()).toEqual([]);
});

test('taken back, the flows of Keycloak return; one of the operator stays', async () => {
  const { admin, realm } = fixture;
  const flow = { alias: 'of the operator', providerId: 'basic-flow', topLevel: true, builtIn: false };
  await admin.authenticationManagement.createFlow({ realm, ...flow });
  await admin.realms.update({ realm }, { resetCredentialsFlow: 'of the operator' });
  expect((await apply([])).map((change) => change.field)).toEqual([
    'postBrokerLoginFlowAlias',
    'browserFlow',
  ]);
  expect(await bound()).toEqual(['browser', 'of the operator', undefined]);
  expect(await apply([])).toEqual([]);
});
