import { describe, expect, test } from '@jest/globals';
import { desiredRealm } from '../../realm-config/index.ts';
import { profile } from '../../realm-config/profile.ts';
import { mergeProfile } from '../../sidecar/keycloak/apply-profile.ts';
import { changedFields, diffOwned, formatChanges, mergeOwned } from '../../sidecar/keycloak/realm-diff.ts';

describe('diffOwned', () => {
  test('sees only owned fields, also inside maps', () => {
    const desired = { a: 1, config: { x: 'y' } };
    expect(diffOwned('r', desired, { a: 1, b: 2, config: { x: 'y', z: 'foreign' } })).toEqual([]);
    expect(diffOwned('r', desired, { a: 2, config: { x: 'n' } })).toEqual([
      { resource: 'r', field: 'a', from: 2, to: 1 },
      { resource: 'r', field: 'config/x', from: 'n', to: 'y' },
    ]);
  });
  test('takes lists as sets, and what is missing as false or empty', () => {
    expect(diffOwned('r', { l: ['a', 'b'], f: false, e: [], u: undefined }, { l: ['b', 'a'] })).toEqual([]);
    expect(diffOwned('r', { l: ['a'] }, { l: ['a', 'b'] })).toHaveLength(1);
    expect(diffOwned('r', { f: false, u: undefined }, { f: true, u: 'set' })).toHaveLength(2);
  });
  test('a list that must include lets others stand', () => {
    const desired = { l: { including: ['a', 'b'] } };
    expect(diffOwned('r', desired, { l: ['c', 'b', 'a'] })).toEqual([]);
    expect(diffOwned('r', desired, { l: ['c', 'b'] })).toMatchObject([{ to: ['c', 'b', 'a'] }]);
    expect(diffOwned('r', desired, undefined)).toMatchObject([{ to: ['a', 'b'] }]);
  });
  test('never holds a secret', () => {
    const changes = diffOwned('r', { secret: 'new', smtp: { password: 'p' } }, { secret: 'old' });
    expect(JSON.stringify(changes)).not.toMatch(/new|old|"p"/);
    expect(changes).toHaveLength(2);
    expect(diffOwned('r', { password: 'p' }, { password: '**********' })).toEqual([]);
    expect(diffOwned('r', { password: undefined }, { password: '**********' })).toHaveLength(1);
  });
});

test('mergeOwned keeps foreign entries and removes what must not be set', () => {
  const merged = mergeOwned({ a: { x: 1 }, gone: undefined }, { a: { x: 0, y: 2 }, gone: 'here', b: 3 });
  expect(merged).toEqual({ a: { x: 1, y: 2 }, b: 3 });
});

test('changedFields sends a map whole, and nothing that is right already', () => {
  const desired = { a: 1, b: 2, attributes: { own: 'new' } };
  const actual = { a: 1, b: 0, attributes: { own: 'old', foreign: 'f' } };
  expect(changedFields(desired, actual)).toEqual({ b: 2, attributes: { own: 'new', foreign: 'f' } });
});

test('formatChanges tells new, changed and removed, and counts', () => {
  const text = formatChanges([
    { resource: 'realm', field: 'a', from: undefined, to: 'x' },
    { resource: 'realm', field: 'b', from: 1, to: 2 },
    { resource: 'realm', field: 'c', from: 'x', to: undefined },
  ]);
  expect(text).toBe('+ realm  a = "x"\n~ realm  b: 1 → 2\n- realm  c (was "x")\n3 changes');
  expect(formatChanges([])).toBe('0 changes');
});

test('mergeProfile declares ours, frees e-mail and names, and keeps the rest in order', () => {
  const actual = {
    attributes: [
      { name: 'username', permissions: { view: ['admin'], edit: ['admin'] } },
      { name: 'email', required: { roles: ['user'] }, validations: { email: {} } },
      { name: 'foreign', required: { roles: ['user'] } },
    ],
    groups: [{ name: 'g' }],
  };
  const { changes, merged } = mergeProfile(profile, actual);
  expect(merged.attributes?.map((one) => one.name)).toEqual([
    'username',
    'email',
    'foreign',
    'access',
    'member_id',
    'employee_number',
  ]);
  expect(merged.attributes?.[1]).toEqual({
    name: 'email',
    validations: { email: {} },
    annotations: { inputHelperTextBefore: '${einlassEmailHelp}' },
  });
  expect(merged.attributes?.[2]).toEqual(actual.attributes[2]);
  expect(merged.groups).toEqual(actual.groups);
  expect(changes).toContainEqual({
    resource: 'user profile',
    field: 'email/required',
    from: { roles: ['user'] },
    to: undefined,
  });
  expect(mergeProfile(profile, merged).changes).toEqual([]);
});

describe('the desired realm', () => {
  const input = { realm: 'r', publicUrl: 'https://s.example/', displayName: 'M' };
  const realm = desiredRealm(input);

  test('lets nobody in by e-mail or name through the broker', () => {
    expect(realm.provider.fields).toMatchObject({
      trustEmail: false,
      firstBrokerLoginFlowAlias: 'access refuse unlinked',
    });
    expect(JSON.stringify(realm.flows)).not.toContain('idp-auto-link');
  });
  test('has exact redirect addresses, PKCE and no shared secret of our own', () => {
    for (const { clientId, fields } of realm.clients) {
      expect(fields['clientAuthenticatorType']).toBe('client-jwt');
      expect(JSON.stringify(fields)).not.toContain('*');
      if (clientId !== 'einlass-sidecar')
        expect(fields['attributes']).toMatchObject({ 'pkce.code.challenge.method': 'S256' });
    }
  });
  test('has the sample app only where it is asked for', () => {
    const names = (demo: object) => desiredRealm({ ...input, ...demo }).clients.map((one) => one.clientId);
    expect(names({})).toEqual(['einlass-sidecar', 'einlass-admin', 'einlass-me', 'einlass-links']);
    expect(names({ demoApp: { url: 'http://a', secret: 's' } })).toContain('sample-app');
  });
});
