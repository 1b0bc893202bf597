import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { desiredRealm } from '../../realm-config/index.ts';
import { applyRealm } from '../../sidecar/keycloak/realm-apply.ts';
import { checkRealm } from '../../sidecar/keycloak/realm-check.ts';
import { openRealm, type RealmFixture } from './realm-fixture.ts';

let fixture: RealmFixture;

beforeAll(async () => {
  fixture = await openRealm();
});
afterAll(() => fixture.close());

const again = () => applyRealm(fixture.admin, fixture.input);
const codes = async () => (await checkRealm(fixture.admin, fixture.input)).map(({ code }) => code);

async function actions() {
  const { admin, realm } = fixture;
  admin.realmName = realm;
  const rows = await admin.authenticationManagement.getRequiredActions();
  admin.realmName = 'master';
  return new Map(rows.map((row) => [String(row.alias), row]));
}

async function change(alias: string, to: object): Promise<void> {
  const row = (await actions()).get(alias);
  const where = { realm: fixture.realm, alias };
  await fixture.admin.authenticationManagement.updateRequiredAction(where, { ...row, ...to });
}

test('adding an e-mail is on, its mail link counts, and it comes after the own password; the rest is as Keycloak has it', async () => {
  const found = await actions();
  expect(found.get('UPDATE_EMAIL')).toMatchObject({ enabled: true, config: { verifyEmail: 'true' } });
  const order = [...found.values()].sort((a, b) => (a.priority ?? 0) - (b.priority ?? 0));
  const names = order.map(({ alias }) => alias);
  expect(names.indexOf('UPDATE_EMAIL')).toBeGreaterThan(names.indexOf('UPDATE_PASSWORD'));
  expect(found.get('TERMS_AND_CONDITIONS')).toMatchObject({ enabled: false });
  expect(await codes()).toEqual([]);
});

test('check names what was changed of it, and apply mends just that', async () => {
  await change('UPDATE_EMAIL', { enabled: false, config: { verifyEmail: 'false', max_auth_age: '120' } });
  expect(await codes()).toEqual(['email_action', 'email_unverified']);
  expect((await again()).map(({ field }) => field)).toEqual(['enabled', 'config/verifyEmail']);
  expect((await actions()).get('UPDATE_EMAIL')?.config).toEqual({ verifyEmail: 'true', max_auth_age: '120' });
  expect(await codes()).toEqual([]);
});

test('an order of the operator stays as long as the password comes first', async () => {
  await change('UPDATE_EMAIL', { priority: 400 });
  expect(await again()).toEqual([]);
  await change('UPDATE_PASSWORD', { priority: 500 });
  expect(await again()).toMatchObject([{ resource: 'required action "UPDATE_EMAIL"', from: 400, to: 501 }]);
  expect(await again()).toEqual([]);
});

test('an e-mail that the profile demands is named, because people without one would be stuck', async () => {
  const { admin, realm } = fixture;
  const profile = await admin.users.getProfile({ realm });
  const attributes = (profile.attributes ?? []).map((one) =>
    one.name === 'email' ? { ...one, required: { roles: ['user'] } } : one,
  );
  await admin.users.updateProfile({ ...profile, attributes, realm } as Parameters<
    typeof admin.users.updateProfile
  >[0]);
  expect(await codes()).toEqual(['email_required']);
  await again();
  expect(await codes()).toEqual([]);
});

test('each text that Einlass says on the pages around it is there in both languages', () => {
  const { de = {}, en = {} } = desiredRealm(fixture.input).texts;
  expect(Object.keys(de)).toContain('emailVerificationPending');
  expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
});
