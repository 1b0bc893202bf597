import { expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { accessValues, areaTree, slugFrom } from '../../sidecar/areas/area.ts';
import {
  actions,
  areasFor,
  can,
  canActOnIdentity,
  canGrant,
  type Action,
} from '../../sidecar/areas/policy.rules.ts';
import { compareRoles, roles, type Role } from '../../sidecar/areas/role.ts';
import { actor, area } from './named.ts';

const tree = areaTree([area('net', null), area('nord', 'net'), area('halle', 'nord'), area('sued', 'net')]);
const ids = ['net', 'nord', 'halle', 'sued'];

test('managing rights come down the tree and do not go up or sideways', () => {
  const nora = actor(['nord', 'newsroom_manager']);
  expect(areasFor(tree, nora, 'members.read').sort()).toEqual(['halle', 'nord']);
  expect(can(tree, nora, 'members.read', 'sued')).toBe(false);
  expect(can(tree, nora, 'network.manage', 'net')).toBe(false);
});

test('members and editors manage nothing', () => {
  for (const role of ['member', 'editor'] as const)
    expect(areasFor(tree, actor(['net', role]), 'members.read')).toEqual([]);
});

test('nobody grants above the own role, outside the own areas, or makes a network manager of a site', () => {
  const nora = actor(['nord', 'newsroom_manager']);
  expect(canGrant(tree, nora, 'halle', 'newsroom_manager')).toBe(true);
  expect(canGrant(tree, nora, 'halle', 'network_manager')).toBe(false);
  expect(canGrant(tree, nora, 'sued', 'member')).toBe(false);
  const chief = actor(['net', 'network_manager']);
  expect(canGrant(tree, chief, 'net', 'network_manager')).toBe(true);
  expect(canGrant(tree, chief, 'nord', 'network_manager')).toBe(false);
});

test('acts on identity need every area of the person and a role above all of theirs', () => {
  const nora = actor(['nord', 'newsroom_manager']);
  const held = (...grants: [string, Role][]) => actor(...grants).grants;
  expect(canActOnIdentity(tree, nora, held(['nord', 'member'], ['halle', 'editor']))).toBe(true);
  expect(canActOnIdentity(tree, nora, held(['nord', 'member'], ['sued', 'member']))).toBe(false);
  expect(canActOnIdentity(tree, nora, held(['nord', 'newsroom_manager']))).toBe(false);
  expect(canActOnIdentity(tree, nora, [])).toBe(false);
  expect(canActOnIdentity(tree, actor(['net', 'network_manager']), held(['net', 'network_manager']))).toBe(
    true,
  );
});

test('more roles never remove a right', () => {
  const grant = fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...roles));
  const action = fc.constantFrom(...(Object.keys(actions) as Action[]));
  fc.assert(
    fc.property(
      fc.array(grant, { maxLength: 5 }),
      grant,
      action,
      fc.constantFrom(...ids),
      (held, more, act, where) => {
        const before = can(tree, actor(...held), act, where);
        const after = can(tree, actor(...held, more), act, where);
        expect(!before || after).toBe(true);
      },
    ),
  );
});

test('what a role opens includes everything below the area', () => {
  expect(accessValues(tree, 'net', 'network_manager')).toEqual(ids.map((id) => `${id}:network_manager`));
  expect(accessValues(tree, 'halle', 'member')).toEqual(['halle:member']);
});

test('the ladder has an order', () => {
  expect(compareRoles('member', 'editor')).toBeLessThan(0);
  expect(compareRoles('network_manager', 'newsroom_manager')).toBeGreaterThan(0);
});

test.each([
  ['Werk Süd', 'werk-sued'],
  ['Straße & Hof', 'strasse-hof'],
  ['Łódź', 'odz'],
  ['  Zentrale  ', 'zentrale'],
])('the slug of %p is %p', (name, slug) => {
  expect(slugFrom(name)).toBe(slug);
});
