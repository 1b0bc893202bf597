import { expect, test } from '@jest/globals';
import { addedIds, bulkPayload } from '../../sidecar/keycloak/bulk-payload.rules.ts';
import { newUser } from './people.ts';

const given = { role: 'default-roles-muster', requiredActions: [] };
const allowed = [
  'username',
  'email',
  'emailVerified',
  'firstName',
  'lastName',
  'enabled',
  'groups',
  'requiredActions',
  'attributes',
  'federatedIdentities',
  'credentials',
  'realmRoles',
];

test('the payload holds people and nothing else, whatever hangs on the objects', () => {
  const smuggled = {
    ...newUser({ groupPaths: ['/areas/werk-nord/member'] }),
    realmRoles: ['admin'],
    clientRoles: { 'realm-management': ['realm-admin'] },
    serviceAccountClientId: 'einlass-sidecar',
    id: 'chosen',
    attributes: { access: ['werk-nord:newsroom_manager'] },
    credential: { type: 'password', temporary: true, secretData: '{}', credentialData: '{}', value: 'clear' },
  } as never;
  const payload = bulkPayload([smuggled], given);
  expect(Object.keys(payload).sort()).toEqual(['ifResourceExists', 'users']);
  expect(payload.ifResourceExists).toBe('FAIL');
  const [user] = payload.users;
  expect(Object.keys(user ?? {}).filter((key) => !allowed.includes(key))).toEqual([]);
  expect(user?.realmRoles).toEqual(['default-roles-muster']);
  expect(Object.keys(user?.attributes ?? {}).sort()).toEqual(['locale', 'member_id']);
  expect(Object.keys(user?.credentials?.[0] ?? {})).not.toContain('value');
});

test('no role but the default one of a realm, and no group that is not ours', () => {
  expect(() => bulkPayload([newUser()], { ...given, role: 'realm-admin' })).toThrow('internal');
  for (const path of [
    '/admins',
    '/areas',
    '/areas/werk-nord',
    '/areas/../admins',
    '/areas/a/b/c',
    'areas/a/b',
  ])
    expect(() => bulkPayload([newUser({ groupPaths: [path] })], given)).toThrow('internal');
});

test('an answer counts only if it says of everybody that they were added', () => {
  const users = [newUser({ username: 'Anna.Ast' }), newUser({ username: 'berta.bach' })];
  const row = (resourceName: string, id: unknown, action = 'ADDED') => ({
    action,
    resourceType: 'USER',
    resourceName,
    id,
  });
  const whole = { results: [row('berta.bach', 'b'), row('anna.ast', 'a')] };
  expect(addedIds(users, whole)).toEqual(['a', 'b']);
  expect(addedIds(users, { results: [row('anna.ast', 'a')] })).toBeUndefined();
  expect(
    addedIds(users, { results: [row('anna.ast', 'a'), row('berta.bach', 'b', 'SKIPPED')] }),
  ).toBeUndefined();
  expect(addedIds(users, { results: [row('anna.ast', 'a'), row('berta.bach', undefined)] })).toBeUndefined();
  for (const answer of [undefined, '', 'half an ans', {}, { results: 'x' }, { added: 2 }])
    expect(addedIds(users, answer)).toBeUndefined();
});
