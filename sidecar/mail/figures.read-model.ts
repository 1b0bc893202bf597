import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';

/** How many messages there are of each kind in each state. */
export async function countMessages(db: Db): Promise<{ state: string; kind: string; count: number }[]> {
  return db
    .selectFrom('message')
    .select(['state', 'kind', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy(['state', 'kind'])
    .execute();
}

/** For how many seconds the message that is due longest has been waiting; 0 where none is due. */
export async function oldestDueSeconds(db: Db, now: Date): Promise<number> {
  const { rows } = await sql<{ seconds: number }>`
    select coalesce(extract(epoch from ${now}::timestamptz - min(due_at)), 0)::float8 as seconds from message
    where (state = 'queued' and due_at <= ${now} or state = 'sending' and lease_until < ${now})
      and (batch_id is null or exists (select 1 from message_batch b where b.id = batch_id and b.open))`.execute(
    db,
  );
  return rows[0]?.seconds ?? 0;
}
