import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { filtered } from './queue.read-model.ts';
import type { QueueAct, QueueFilter } from './queue.schema.ts';

/** By kind, a condition on a row of `message`: what caused it still wants to be told. A kind without one decides when it is sent. */
export type Causes = Readonly<Record<string, RawBuilder<boolean>>>;

/** A message as an act left it. */
export type Changed = { row: string; attempt: number; urgent: boolean; memberId: string | null };

const open = sql<boolean>`(message.batch_id is null
  or exists (select 1 from message_batch b where b.id = message.batch_id and b.open))`;

function causeLives(causes: Causes): RawBuilder<boolean> {
  const cases = Object.entries(causes).map(([kind, lives]) => sql`when ${kind} then ${lives}`);
  return cases.length > 0
    ? sql<boolean>`case message.kind ${sql.join(cases, sql` `)} else true end`
    : sql<boolean>`true`;
}

/** What an act may change: retry what ended without arriving or waits for its next try, cancel what has not left. */
function allowed(act: QueueAct, causes: Causes): RawBuilder<boolean> {
  if (act === 'cancel') return sql<boolean>`message.state = 'queued'`;
  return sql<boolean>`((message.state in ('failed', 'bounced') or (message.state = 'queued' and message.attempt > 0))
    and ${open} and ${causeLives(causes)})`;
}

/** How many messages an act would change now. */
export async function countAllowed(
  db: Db,
  act: QueueAct,
  filter: QueueFilter,
  causes: Causes,
): Promise<number> {
  const { count } = await db
    .selectFrom('message')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(filtered(filter))
    .where(allowed(act, causes))
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * Makes messages due at once, with 24 hours before them again; the guard is in the statement. Answers those it changed. Their batches
 * are held until the transaction ends, so that who cancels one meanwhile finds what waits in it again.
 */
export async function retryMessages(
  trx: Db,
  filter: QueueFilter,
  causes: Causes,
  now: Date,
): Promise<Changed[]> {
  const { rows: held } = await sql<{ id: string }>`select id from message_batch where open and id in (
    select message.batch_id from message where ${filtered(filter)} and ${allowed('retry', causes)}) for share`.execute(
    trx,
  );
  const ids = held.map(({ id }) => id);
  return trx
    .updateTable('message')
    .set({
      state: 'queued',
      due_at: now,
      first_tried_at: sql`case when state = 'queued' then first_tried_at end`,
      lease_until: null,
      cancelled_at: null,
      sent_at: null,
      delayed_at: null,
      bounced_at: null,
    })
    .where(filtered(filter))
    .where(allowed('retry', causes))
    .where(sql<boolean>`(batch_id is null or batch_id = any(${ids}::uuid[]))`)
    .returning(['id as row', 'attempt', 'urgent', 'member_id as memberId'])
    .execute();
}

/** Takes messages back that have not left; the guard is in the statement. Answers those it changed. */
export function cancelMessages(trx: Db, filter: QueueFilter, now: Date): Promise<Changed[]> {
  return trx
    .updateTable('message')
    .set({ state: 'cancelled', cancelled_at: now })
    .where(filtered(filter))
    .where(allowed('cancel', {}))
    .returning(['id as row', 'attempt', 'urgent', 'member_id as memberId'])
    .execute();
}

/** Whether there is a message with this id. */
export async function isMessage(db: Db, id: string): Promise<boolean> {
  const found = await sql`select 1 from message where id::text = ${id}`.execute(db);
  return found.rows.length > 0;
}
