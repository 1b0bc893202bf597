import type { Facts } from '../areas/field.ts';
import { canGrant, type HeldGrant } from '../areas/policy.rules.ts';
import type { Role } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import { endOf } from '../platform/day.rules.ts';
import { type CriteriaRow, problem, type Problem } from './import.ts';
import { changedParts } from './record-change.rules.ts';
import type { ListedRecord } from './record-list.read-model.ts';
import { actsOn } from './record-scope.rules.ts';

/** What a row would do. `record` is the one that it means; `wanted` is how that, or a new one, would be. */
export type Plan = {
  verdict: 'new' | 'changed' | 'unchanged' | 'blocked';
  record?: ListedRecord;
  wanted?: { facts: Facts; grants: readonly HeldGrant[]; endsAt: Date | null };
  problems: readonly Problem[];
};
/** What the database knows of a row: the records with its key, and the one that has equal facts already. */
export type Known = { byKey: readonly ListedRecord[]; equal: ListedRecord | undefined };

const blocked = (problems: readonly Problem[], record?: ListedRecord): Plan => ({
  verdict: 'blocked',
  problems,
  ...(record ? { record } : {}),
});

/** Grants as they would be: an area that is there keeps its role where the row names none, and none is taken away. */
function wantedGrants(row: CriteriaRow, held: readonly HeldGrant[]): HeldGrant[] {
  const given = row.grants.map(({ areaId, role }): HeldGrant => {
    const before = held.find((grant) => grant.areaId === areaId)?.role;
    return { areaId, role: role ?? before ?? 'member' };
  });
  const named = new Set(given.map(({ areaId }) => areaId));
  return [...held.filter(({ areaId }) => !named.has(areaId)), ...given];
}

function grantProblems({ tree, actor }: AdminScope, grants: readonly HeldGrant[]): Problem[] {
  return grants
    .filter(({ areaId, role }: { areaId: string; role: Role }) => !canGrant(tree, actor, areaId, role))
    .map(({ areaId }) => ({
      text: 'members.import.problem.mayNotGrant',
      column: 'role',
      params: { area: tree.byId(areaId)?.name ?? '' },
    }));
}

/** The record that a row means: one that can still be changed before one that was used; several of those are for a person to sort out. */
function meant({ byKey, equal }: Known): { record?: ListedRecord; several?: true } {
  const open = byKey.filter(({ state }) => state !== 'used');
  if (open.length > 1) return { several: true };
  const record = open[0] ?? byKey[0] ?? equal;
  return record ? { record } : {};
}

/** What one row would do; pure, so that preview and run decide alike. */
export function planRow(scope: AdminScope, row: CriteriaRow, known: Known): Plan {
  const { record, several } = meant(known);
  if (several) return blocked([problem('several')]);
  if (!record) {
    const wanted = {
      facts: row.facts,
      grants: wantedGrants(row, []),
      endsAt: row.lastDay ? endOf(row.lastDay) : null,
    };
    const problems = grantProblems(scope, wanted.grants);
    return problems.length > 0 ? blocked(problems) : { verdict: 'new', wanted, problems };
  }
  if (!actsOn(scope, record.grants)) return blocked([problem('elsewhere')]);
  // used stays used: a later file does not open the door again
  if (record.state === 'used' || record.state === 'redeeming')
    return { verdict: 'unchanged', record, problems: [] };
  const before = { facts: record.facts ?? {}, grants: record.grants, endsAt: record.endsAt };
  const wanted = {
    facts: { ...before.facts, ...row.facts },
    grants: wantedGrants(row, record.grants),
    endsAt: row.lastDay ? endOf(row.lastDay) : record.endsAt,
  };
  const problems = grantProblems(scope, wanted.grants);
  if (problems.length > 0) return blocked(problems, record);
  const changed = changedParts(before, wanted).length > 0;
  return { verdict: changed ? 'changed' : 'unchanged', record, wanted, problems };
}
