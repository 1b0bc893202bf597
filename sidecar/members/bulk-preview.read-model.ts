import { type RawBuilder, sql } from 'kysely';
import { canActOnIdentity } from '../areas/policy.rules.ts';
import { type Role, roles } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import type { Translate } from '../platform/i18n.ts';
import { areaOf, type BulkAct, type SkipReason, whySkipped, type WhyNotInvitable } from './bulk-act.rules.ts';
import type { Selection } from './bulk-selection.rules.ts';
import { type AreaNumbers, grantCode } from './grant-code.rules.ts';
import { resolveFilter, roleOf, viewerOf } from './member-filter.rules.ts';
import { listedStates, noFilter } from './member-filter.schema.ts';
import { matching, readAreaNumbers } from './member-filter.store.ts';

export type BulkPreview = {
  people: number;
  applies: number;
  skipped: { reason: SkipReason; count: number }[];
};

/** The condition on `listed_member l` that a selection means; ids of people whom the reader does not see are nobody. */
export async function selected(
  db: Db,
  scope: AdminScope,
  t: Translate,
  selection: Selection,
): Promise<RawBuilder<boolean>> {
  const viewer = viewerOf(scope);
  const filter = resolveFilter('filter' in selection ? selection.filter : noFilter, t, scope, viewer);
  const found = matching(viewer, filter, await readAreaNumbers(db));
  if ('filter' in selection) return found;
  return sql<boolean>`(l.member_id = any(${sql.val(selection.ids)}::uuid[]) and ${found})`;
}

/** Acts on identity are allowed where they are for every single grant: the policy is asked once a grant that there can be. */
export function identityAllowed({ tree, actor }: AdminScope, numbers: AreaNumbers): RawBuilder<boolean> {
  if (canActOnIdentity(tree, actor, [])) return sql<boolean>`true`;
  const allowed = tree.areas.flatMap(({ id: areaId }) =>
    roles
      .filter((role) => canActOnIdentity(tree, actor, [{ areaId, role }]))
      .map((role) => grantCode(numbers.get(areaId) ?? -1, role)),
  );
  return sql<boolean>`(l.highest > 0 and l.codes <@ ${sql.val(allowed)}::integer[])`;
}

/** Rank of the role held in the area of the act, 0 for none. */
function rankIn(areaId: string | undefined, numbers: AreaNumbers): RawBuilder<number> {
  const number = areaId && numbers.get(areaId);
  if (!number) return sql<number>`0`;
  const cases = roles.map(
    (role: Role, index) =>
      sql`when ${sql.lit(grantCode(number, role))} = any(l.codes) then ${sql.lit(index + 1)}`,
  );
  return sql<number>`case ${sql.join(cases, sql` `)} else 0 end`;
}

type Group = {
  self: boolean;
  identity: boolean;
  stateRank: number;
  email: boolean;
  account: boolean;
  rank: number;
  count: number;
};

/** How many people the act would change and how many it would leave out, by reason: facts are counted in SQL, the rule is the one that the run asks. */
export async function previewBulkAct(
  db: Db,
  scope: AdminScope,
  act: BulkAct,
  where: RawBuilder<boolean>,
  whyNotInvitable: WhyNotInvitable,
): Promise<BulkPreview> {
  const numbers = await readAreaNumbers(db);
  const account =
    act.act === 'invite'
      ? sql`exists (select 1 from member m where m.id = l.member_id and m.keycloak_user_id is not null)`
      : sql`false`;
  const { rows } = await sql<Group>`
    select l.member_id = ${scope.actor.memberId} as self, ${identityAllowed(scope, numbers)} as identity, l.state_rank as "stateRank",
      l.has_email as email, ${account} as account, ${rankIn(areaOf(act), numbers)} as rank, count(*)::int as count
    from listed_member l where ${where} group by 1, 2, 3, 4, 5, 6`.execute(db);
  const preview: BulkPreview = { people: 0, applies: 0, skipped: [] };
  const skipped = new Map<SkipReason, number>();
  for (const { count, stateRank, rank, ...facts } of rows) {
    const state = listedStates[stateRank - 1] ?? 'created';
    const reason = whySkipped(scope, act, { ...facts, state, from: roleOf(rank) }, whyNotInvitable);
    preview.people += count;
    if (reason) skipped.set(reason, (skipped.get(reason) ?? 0) + count);
    else preview.applies += count;
  }
  preview.skipped = [...skipped]
    .map(([reason, count]) => ({ reason, count }))
    .toSorted((a, b) => b.count - a.count);
  return preview;
}

export async function countSelected(db: Db, where: RawBuilder<boolean>): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*)::int as count from listed_member l where ${where}`.execute(db);
  return rows[0]?.count ?? 0;
}
