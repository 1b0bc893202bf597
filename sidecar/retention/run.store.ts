import { sql } from 'kysely';
import { addSeconds, type Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { RetentionKey } from './kinds.rules.ts';
import './retention.table.ts';

/** A night that this process works on until its lease ends; `attempt` fences later writes. */
export type Night = { night: string; attempt: number };
const aheadSeconds = 3600;

/** Takes the night, if nobody holds it and it is not done; one of any number of callers gets it. `again`: also where it is done. */
export async function claimNight(
  db: Db,
  night: string,
  { now, until, again = false }: { now: Date; until: Date; again?: boolean },
): Promise<Night | undefined> {
  await db
    .insertInto('retention_run')
    .values({ night, started_at: now })
    .onConflict((conflict) => conflict.column('night').doNothing())
    .execute();
  return db
    .updateTable('retention_run')
    .set({ attempt: sql`attempt + 1`, lease_until: until, finished_at: null })
    .where('night', '=', night)
    .where((is) => is.or([is('lease_until', 'is', null), is('lease_until', '<=', now)]))
    .$if(!again, (update) => update.where('finished_at', 'is', null))
    .returning(['night', 'attempt'])
    .executeTakeFirst();
}

/** A clock that leaped would make everything old at once; the database's tells. What is behind only waits. */
export async function clockIsAhead(db: Db, clock: Clock): Promise<boolean> {
  const { rows } = await sql<{ now: Date }>`select now() as now`.execute(db);
  const [at] = rows;
  return at === undefined || addSeconds(at.now, aheadSeconds) < clock();
}

/** A sign of life within each step; false once the night is another's: then nothing of the step may stay. */
export async function holdNight(trx: Trx, { night, attempt }: Night, until: Date): Promise<boolean> {
  const held = await trx
    .updateTable('retention_run')
    .set({ lease_until: until })
    .where('night', '=', night)
    .where('attempt', '=', attempt)
    .where('finished_at', 'is', null)
    .executeTakeFirst();
  return held.numUpdatedRows === 1n;
}

/** Adds to what was counted of this kind tonight; in the transaction of what is counted. */
export async function count(
  trx: Trx,
  night: string,
  kind: RetentionKey,
  { forgotten, failed = false }: { forgotten: number; failed?: boolean },
): Promise<void> {
  await sql`
    insert into retention_count (night, kind, forgotten, failed) values (${night}, ${kind}, ${forgotten}, ${failed})
    on conflict (night, kind) do update set forgotten = retention_count.forgotten + excluded.forgotten,
      failed = excluded.failed`.execute(trx);
}

/** Done, or given back where `finishedAt` is null, so that another process goes on at once. Nights before `oldest` go. */
export async function endNight(
  db: Db,
  { night, attempt }: Night,
  finishedAt: Date | null,
  oldest: string,
): Promise<void> {
  await db
    .updateTable('retention_run')
    .set({ finished_at: finishedAt, lease_until: null })
    .where('night', '=', night)
    .where('attempt', '=', attempt)
    .execute();
  await db.deleteFrom('retention_run').where('night', '<', oldest).execute();
}
