import { sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import './criteria.table.ts';
import { slowing } from './guessing.rules.ts';

/** Until when tries that come near these places wait (`nearOf`); null where none does. Whether a record is there makes no difference. */
export async function slowedUntil(db: Db, near: readonly Buffer[], now: Date): Promise<Date | null> {
  const { until } = await db
    .selectFrom('near_miss')
    .select(({ fn }) => fn.max('slowed_until').as('until'))
    .where(sql<boolean>`near = any(${near}::bytea[])`)
    .where('slowed_until', '>', now)
    .executeTakeFirstOrThrow();
  return until;
}

/**
 * Counts a miss at what was typed but for one field, and slows where there were too many; answers until when it was slowed already, null
 * where it was not. What is slowed counts no further: tries of strangers do not keep it slow.
 */
export async function countMiss(trx: Trx, near: readonly Buffer[], now: Date): Promise<Date | null> {
  // In one order, so that two tries with the same names wait for one another instead of blocking each other.
  await sql`
    insert into near_miss (near, since) select near, ${now} from unnest(${near}::bytea[]) as typed (near) order by near
    on conflict (near) do update set near = excluded.near`.execute(trx);
  const before = await slowedUntil(trx, near, now);
  const inHour = sql`since > ${addSeconds(now, -slowing.withinSeconds)}`;
  await trx
    .updateTable('near_miss')
    .set({
      misses: sql`case when ${inHour} then misses + 1 else 1 end`,
      since: sql`case when ${inHour} then since else ${now} end`,
      slowed_until: sql`case when ${inHour} and misses + 1 >= ${slowing.misses}::int then ${addSeconds(now, slowing.forSeconds)} else slowed_until end`,
    })
    .where(sql<boolean>`near = any(${near}::bytea[])`)
    .where((where) => where.or([where('slowed_until', 'is', null), where('slowed_until', '<=', now)]))
    .execute();
  return before;
}

/** Removes what counts for nothing any more. */
export async function forgetMisses(db: Db, now: Date): Promise<void> {
  await db
    .deleteFrom('near_miss')
    .where('since', '<=', addSeconds(now, -slowing.withinSeconds - slowing.forSeconds))
    .execute();
}
