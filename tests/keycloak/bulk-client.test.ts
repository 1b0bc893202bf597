import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RealmInput } from '../../realm-config/index.ts';
import type { Admin } from '../../sidecar/keycloak/admin-client.ts';
import { applyRealm } from '../../sidecar/keycloak/realm-apply.ts';
import { checkRealm } from '../../sidecar/keycloak/realm-check.ts';
import { bulkSecret } from './lanes.ts';
import { adminOfMaster, randomRealm } from './realm-fixture.ts';

const realm = randomRealm();
const off: RealmInput = { realm, publicUrl: 'http://127.0.0.1:9', displayName: 'Muster AG' };
const on: RealmInput = { ...off, bulkSecret };
let admin: Admin;
beforeAll(async () => {
  admin = await adminOfMaster();
  await applyRealm(admin, off);
});
afterAll(() => admin.realms.del({ realm }));

const found = async (input: RealmInput) =>
  (await checkRealm(admin, input)).map(({ level, code, what }) => ({ level, code, what }));
const client = async () => (await admin.clients.find({ realm, clientId: 'einlass-bulk' }))[0];

test('nobody who did not ask for the bulk lane has its client', async () => {
  expect(await client()).toBeUndefined();
  expect(await found(off)).toEqual([]);
});

test('asked for it is made once, signs in nobody, and check names it as a warning', async () => {
  expect((await applyRealm(admin, on)).length).toBeGreaterThan(0);
  expect(await applyRealm(admin, on)).toEqual([]);
  expect(await client()).toMatchObject({
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
    directAccessGrantsEnabled: false,
    implicitFlowEnabled: false,
    publicClient: false,
  });
  const findings = await found(on);
  expect(new Set(findings.map(({ level, code }) => `${level} ${code}`))).toEqual(
    new Set(['warning bulk_lane']),
  );
  expect(findings.map(({ what }) => what).join()).toContain('einlass-bulk');
});

test('not asked for any more it is an error until apply has removed it, with all it could do', async () => {
  await applyRealm(admin, on);
  const findings = await found(off);
  expect(findings.map(({ level }) => level)).toContain('error');
  expect(findings.map(({ what }) => what).join()).toContain('"einlass-bulk" holds manage-realm');
  const changes = await applyRealm(admin, off);
  expect(changes).toEqual([
    { resource: 'client "einlass-bulk"', field: 'client', from: 'there', to: undefined },
  ]);
  expect(await client()).toBeUndefined();
  expect(await found(off)).toEqual([]);
  expect(await applyRealm(admin, off)).toEqual([]);
});

test('a role beyond those that the lane needs is an error even while it is on', async () => {
  await applyRealm(admin, on);
  const account = await admin.clients.getServiceAccountUser({ realm, id: String((await client())?.id) });
  const [management] = await admin.clients.find({ realm, clientId: 'realm-management' });
  const where = { realm, id: String(account.id), clientUniqueId: String(management?.id) };
  const roles = await admin.clients.listRoles({ realm, id: where.clientUniqueId });
  const surplus = roles.filter(({ name }) => name === 'impersonation');
  await admin.users.addClientRoleMappings({
    ...where,
    roles: surplus.map(({ id, name }) => ({ id: String(id), name: String(name) })),
  });
  expect((await found(on)).filter(({ level }) => level === 'error').map(({ what }) => what)).toEqual([
    'client "einlass-bulk" holds impersonation of realm-management',
  ]);
  await applyRealm(admin, on);
  expect((await found(on)).filter(({ level }) => level === 'error')).toEqual([]);
});
