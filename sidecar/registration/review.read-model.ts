import { sql } from 'kysely';
import { visibleTo } from '../criteria/record-filter.store.ts';
import type { RecordViewer } from '../criteria/record-scope.rules.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { Waited } from './refused.message.ts';
import { forgottenBefore } from './review.rules.ts';
import './registration.table.ts';

/** Registrations that wait in an area: so many whose facts are right, with the first of their records, and so many whose are not. */
export type HeldArea = {
  areaId: string;
  matches: number;
  recordIds: readonly string[];
  oldest: Date | null;
  misses: number;
};

/** So many of those who wait are named. */
export const mostNamed = 10;

/** `reg` waits for a manager, not for time. */
const waits = sql<boolean>`reg.state = 'held' and reg.due_at is null and reg.released_at is null`;

/** Who waits in the areas of this reader, by area; only records that the reader may act on, and of misses nothing but their number. */
export async function readHeld(db: Db, viewer: RecordViewer): Promise<HeldArea[]> {
  const { rows } = await sql<HeldArea>`
    with matches as (
      select g.area_id, count(distinct reg.id)::int as matches, min(reg.decided_at) as oldest,
        (array_agg(r.id order by reg.decided_at, r.id))[1:${sql.lit(mostNamed)}] as record_ids
      from registration reg join criteria_record r on r.id = reg.record_id join criteria_grant g on g.record_id = r.id
      where ${waits} and g.area_id = any(${sql.val(viewer.areaIds)}::uuid[]) and ${visibleTo(viewer)}
      group by g.area_id
    ), misses as (
      select held.area_id, count(*)::int as misses
      from registration reg, unnest(reg.held_area_ids) as held(area_id)
      where ${waits} and reg.record_id is null and held.area_id = any(${sql.val(viewer.areaIds)}::uuid[])
      group by held.area_id
    )
    select area_id as "areaId", coalesce(matches, 0) as matches, coalesce(record_ids, '{}') as "recordIds", oldest,
      coalesce(misses, 0) as misses
    from matches full join misses using (area_id)`.execute(db);
  return rows;
}

/** Ids of those with right facts who have waited in this area since before `upTo`, the longest first; as far as the reader may act on them. */
export async function heldMatches(
  db: Db,
  viewer: RecordViewer,
  areaId: string,
  upTo: Date,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select reg.id from registration reg join criteria_record r on r.id = reg.record_id
    where ${waits} and reg.decided_at <= ${upTo} and ${visibleTo(viewer)}
      and exists (select from criteria_grant g where g.record_id = r.id and g.area_id = ${areaId})
    order by reg.decided_at, reg.id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Ends those whom nobody let through in time and forgets what they typed; answers them, `limit` at most. */
export async function expireHeld(trx: Trx, now: Date, limit: number): Promise<Waited[]> {
  const { match, miss } = forgottenBefore(now);
  const { rows } = await sql<Waited>`
    update registration r set state = 'expired', "values" = null, email = null, answer = null
    from (
      select id, email from registration reg where ${waits}
        and decided_at < case when record_id is null then ${miss}::timestamptz else ${match}::timestamptz end
      order by decided_at limit ${limit} for update skip locked) before
    where r.id = before.id
    returning r.id, before.email, r.locale, r.account_member_id`.execute(trx);
  return rows;
}
