import { sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Trx } from '../platform/db.ts';
import './criteria.table.ts';
import { slowing } from './guessing.rules.ts';

/**
 * Counts a miss against the open records it names, and slows those that have had too many; answers until when the slowest of them is
 * slowed already, null where none was. A slowed record counts no further: tries of strangers do not keep it slow.
 */
export async function countMiss(trx: Trx, recordIds: readonly string[], now: Date): Promise<Date | null> {
  if (recordIds.length === 0) return null;
  const rows = await trx
    .selectFrom('criteria_record')
    .select(['id', 'slowed_until as slowedUntil'])
    .where(sql<boolean>`id = any(${recordIds}::uuid[])`)
    .where('state', '=', 'open')
    .orderBy('id')
    .forUpdate()
    .execute();
  const slowed = rows.flatMap(({ slowedUntil }) => (slowedUntil && slowedUntil > now ? slowedUntil : []));
  const inHour = sql`misses_since > ${addSeconds(now, -slowing.withinSeconds)}`;
  await trx
    .updateTable('criteria_record')
    .set({
      misses: sql`case when ${inHour} then misses + 1 else 1 end`,
      misses_since: sql`case when ${inHour} then misses_since else ${now} end`,
      slowed_until: sql`case when ${inHour} and misses + 1 >= ${slowing.misses}::int then ${addSeconds(now, slowing.forSeconds)} else slowed_until end`,
    })
    .where(sql<boolean>`id = any(${rows.map(({ id }) => id)}::uuid[])`)
    .where((where) => where.or([where('slowed_until', 'is', null), where('slowed_until', '<=', now)]))
    .execute();
  return slowed.toSorted((a, b) => a.getTime() - b.getTime()).at(-1) ?? null;
}
