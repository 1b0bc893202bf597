import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import { holdIdle } from './grant-end.store.ts';
import './member.table.ts';

export type EndingGrant = { id: string; memberId: string; areaId: string; endsAt: Date };

/** Nobody was told yet, and the end is near: so many days before it, of a short term when half of it is over. */
const due = (
  days: number,
) => sql<boolean>`(end_told_at is null and ends_at > now() and ends_at <= now() + ${days} * interval '1 day'
  and ends_at - (ends_at - coalesce(term_from, granted_at)) / 2 <= now())`;

/** Marks the grants of up to `limit` people whose end is to be told now, so that nobody else tells of it, and answers them. */
export async function takeEnding(trx: Trx, days: number, limit: number, now: Date): Promise<EndingGrant[]> {
  const ids = await holdIdle(trx, sql`select member_id from "grant" where ${due(days)}`, limit);
  return trx
    .updateTable('grant')
    .set({ end_told_at: now })
    .where('member_id', '=', sql<string>`any(${ids}::uuid[])`)
    .where(due(days))
    .returning(['id', 'member_id as memberId', 'area_id as areaId', sql<Date>`ends_at`.as('endsAt')])
    .execute();
}

/**
 * Which of these managers get a mail now for what was just found, and when it leaves: a day after the one before. Who has one
 * coming already is left out, because it counts when it is sent.
 */
export async function takeDigests(
  trx: Trx,
  memberIds: readonly string[],
  now: Date,
): Promise<Map<string, Date>> {
  const ids = [...memberIds].sort();
  const { rows } = await sql<{ memberId: string; at: Date }>`
    insert into grant_digest as d (member_id, told_at) select id, ${now} from unnest(${ids}::uuid[]) as id
    on conflict (member_id) do update set told_at = greatest(excluded.told_at, d.told_at + interval '1 day')
      where d.told_at <= excluded.told_at
    returning d.member_id as "memberId", d.told_at as at`.execute(trx);
  return new Map(rows.map(({ memberId, at }) => [memberId, at]));
}
