import { expect, test } from '@jest/globals';
import { planRow } from '../../sidecar/members/import-diff.rules.ts';
import type { MemberWithGrants } from '../../sidecar/members/member.ts';
import { north, office, northManager, networkManager } from './import-fixtures.ts';

const nora = {
  id: northManager.actor.memberId,
  salutation: null,
  firstName: 'Nora',
  lastName: 'Nord',
  email: 'nora@muster.example',
  username: 'nora.nord',
  employeeNumber: null,
  locale: 'de',
  state: 'active',
  keycloakUserId: 'k',
  syncState: 'done',
  grants: [{ areaId: north.id, role: 'newsroom_manager' }],
} as unknown as MemberWithGrants;
const known = {
  byNumber: () => undefined,
  byEmail: () => nora,
  byUsername: () => undefined,
  byName: () => [],
  taken: new Set<string>(),
};
const row = (role: 'editor' | 'newsroom_manager', areaId = north.id) => ({
  firstName: 'Nora',
  lastName: 'Nord',
  email: 'nora@muster.example',
  grants: [{ areaId, role }],
});

test('nobody changes their own grants by a file', () => {
  const plan = planRow(northManager, row('editor'), known, new Date());
  expect(plan.verdict).toBe('blocked');
  expect(plan.problems.map(({ text }) => text)).toContain('members.import.problem.ownGrants');
});

test('the own row without a change is harmless, and others may change it', () => {
  expect(planRow(northManager, row('newsroom_manager'), known, new Date()).verdict).toBe('unchanged');
  expect(planRow(networkManager, row('editor', office.id), known, new Date()).verdict).toBe('changed');
});
