import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { Difference } from './deviation.rules.ts';
import type { DeviationKind, DeviationState } from './deviation.table.ts';
import './deviation.table.ts';

export type OpenDeviation = Difference & { id: string; memberId: string | null };
const groupKinds: readonly DeviationKind[] = ['groupRenamed', 'groupDeleted'];

const keyOf = ({ kind, areaId, role }: Pick<Difference, 'kind' | 'areaId' | 'role'>): string =>
  `${kind} ${areaId ?? ''} ${role ?? ''}`;

async function openOf(db: Db, memberId: string | null): Promise<OpenDeviation[]> {
  const rows = await db
    .selectFrom('deviation')
    .selectAll()
    .where('state', '=', 'open')
    .where('member_id', memberId === null ? 'is' : '=', memberId)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    memberId: row.member_id,
    kind: row.kind,
    areaId: row.area_id,
    role: row.role as Difference['role'],
    keycloakValue: row.keycloak_value,
    ourValue: row.our_value,
  }));
}

/**
 * Makes the open deviations of a member (null: of the role groups) equal to what was seen just now; answers how many rows said
 * something new. What is no longer seen is settled, and its values are forgotten. `inCharge` tells the kinds that were looked for:
 * a second account is found only by comparing everybody.
 */
export async function storeDifferences(
  trx: Db,
  memberId: string | null,
  seen: readonly Difference[],
  now: Date,
  inCharge: (kind: DeviationKind) => boolean = (kind) => kind !== 'accountTwice',
): Promise<number> {
  const open = (await openOf(trx, memberId)).filter(({ kind }) => inCharge(kind));
  const wanted = new Map(seen.map((difference) => [keyOf(difference), difference]));
  const settled = open.filter((row) => !wanted.has(keyOf(row))).map(({ id }) => id);
  const kept = new Map(open.map((row) => [keyOf(row), row]));
  if (settled.length > 0) await endDeviations(trx, settled, 'settled', now, null);
  let news = settled.length;
  for (const [key, { kind, areaId, role, keycloakValue, ourValue }] of wanted) {
    const known = kept.get(key);
    const changed = known?.keycloakValue !== keycloakValue || known.ourValue !== ourValue;
    if (changed) news += 1;
    const values = { keycloak_value: keycloakValue, our_value: ourValue, looked_at: now };
    if (known) {
      const seenAt = changed ? { seen_at: now } : {};
      await trx
        .updateTable('deviation')
        .set({ ...values, ...seenAt })
        .where('id', '=', known.id)
        .execute();
      continue;
    }
    await trx
      .insertInto('deviation')
      .values({
        ...values,
        member_id: memberId,
        kind,
        area_id: areaId,
        role,
        seen_at: now,
        decided_at: null,
        decided_by: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  return news;
}

/** Ends open ones and forgets the values, which may be names; answers how many were still open. */
export async function endDeviations(
  trx: Db,
  ids: readonly string[],
  state: Exclude<DeviationState, 'open'>,
  now: Date,
  decidedBy: string | null,
): Promise<number> {
  const done = await trx
    .updateTable('deviation')
    .set({ state, decided_at: now, decided_by: decidedBy, keycloak_value: null, our_value: null })
    .where('id', 'in', [...ids])
    .where('state', '=', 'open')
    .executeTakeFirst();
  return Number(done.numUpdatedRows);
}

/** For whoever deletes a person: nothing about them stays open. */
export async function settleDeviationsOf(trx: Db, memberId: string, now: Date): Promise<void> {
  await storeDifferences(trx, memberId, [], now, () => true);
}

export async function findDeviation(db: Db, id: string): Promise<OpenDeviation | undefined> {
  const row = await db
    .selectFrom('deviation')
    .select(['member_id'])
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return row && (await openOf(db, row.member_id)).find((open) => open.id === id);
}

/** Members of whom a second account is reported. */
export async function membersWithTwo(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('deviation')
    .select('member_id')
    .where('kind', '=', 'accountTwice')
    .where('state', '=', 'open')
    .execute();
  return rows.flatMap((row) => row.member_id ?? []);
}

/** Role groups that are known to be gone. */
export async function lostGroupIds(db: Db): Promise<Set<string>> {
  const rows = await db
    .selectFrom('deviation')
    .innerJoin('area_group', (join) =>
      join
        .onRef('area_group.area_id', '=', 'deviation.area_id')
        .onRef('area_group.role', '=', 'deviation.role'),
    )
    .select('keycloak_group_id')
    .where('deviation.kind', '=', 'groupDeleted')
    .where('state', '=', 'open')
    .execute();
  return new Set(rows.flatMap((row) => row.keycloak_group_id ?? []));
}

/** Accounts whose open deviation was not looked at since `before`: another hand or a sync of ours may have ended it. */
export async function accountsToLookAgain(db: Db, before: Date, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('deviation')
    .innerJoin('member', 'member.id', 'deviation.member_id')
    .select('keycloak_user_id')
    .distinct()
    .where('deviation.state', '=', 'open')
    .where('looked_at', '<', before)
    .where('member.state', '<>', 'deleted')
    .where('kind', 'not in', [...groupKinds])
    .where('keycloak_user_id', 'is not', null)
    .limit(limit)
    .execute();
  return rows.flatMap((row) => row.keycloak_user_id ?? []);
}

/** Deviations of people who are deleted by now. */
export async function settleOrphans(db: Db, now: Date): Promise<void> {
  await db
    .updateTable('deviation')
    .set({ state: 'settled', decided_at: now, keycloak_value: null, our_value: null })
    .where('state', '=', 'open')
    .where('member_id', 'in', sql<string>`(select id from member where state = 'deleted')`)
    .execute();
}
