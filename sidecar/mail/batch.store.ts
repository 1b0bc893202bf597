import { sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { addedUp, type StateCounts } from './state-counts.rules.ts';
import './message.table.ts';
import { lateBy, secondsApart } from './pace.rules.ts';

/** Where and how fast messages join a batch; `perMinute` null is as fast as the mail server takes them. */
export type BatchSchedule = { id: string; startAt: Date; perMinute: number | null };

/** A batch that messages are then put into by `enqueue`. */
export async function openBatch(trx: Db, batch: { id: string; perMinute: number | null }): Promise<void> {
  await trx.insertInto('message_batch').values({ id: batch.id, per_minute: batch.perMinute }).execute();
}

/** When the next message that joins the batch leaves. The batch stays as it is until the transaction ends, so that none joins one that was taken back. */
export async function startWithin(trx: Db, { id, startAt, perMinute }: BatchSchedule): Promise<Date> {
  const batch = await trx
    .selectFrom('message_batch')
    .select('id')
    .where('id', '=', id)
    .where('cancelled_at', 'is', null)
    .forShare()
    .executeTakeFirst();
  if (!batch) throw new AppError('conflict');
  if (perMinute === null) return startAt;
  const last = await trx
    .selectFrom('message')
    .select((is) => is.fn.max('due_at').as('dueAt'))
    .where('batch_id', '=', id)
    .where('state', '=', 'queued')
    .where('attempt', '=', 0)
    .executeTakeFirst();
  const next = last?.dueAt && addSeconds(last.dueAt, secondsApart(perMinute));
  return next && next > startAt ? next : startAt;
}

/**
 * Holds the batch: once this is committed none of its messages is claimed; what is in flight ends as it ends. Waits for claims
 * under way, which hold the batch's row. False where there is none that was open.
 */
export async function pauseBatch(trx: Db, id: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('message_batch')
    .set({ open: false })
    .where('id', '=', id)
    .where('open', '=', true)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/**
 * Spreads what is still queued anew from `from`, in the order it had; one that is being tried again comes no sooner than it would
 * have. Without a pace what is due by then stays as it is. With `late` only what was due by then and was never tried.
 */
async function spread(
  trx: Db,
  { id, perMinute, from, late }: { id: string; perMinute: number | null; from: Date; late?: Date },
): Promise<void> {
  const apart = secondsApart(perMinute);
  await sql`
    with slot as (
      select id, ${from}::timestamptz + make_interval(secs => ${apart}::float8 * (row_number() over (order by due_at, id) - 1)) as due_at
      from message where batch_id = ${id} and state = 'queued' ${apart === 0 ? sql`and due_at > ${from}` : sql``}
        ${late ? sql`and attempt = 0 and due_at <= ${late}` : sql``}
    )
    update message set due_at = case when attempt = 0 then slot.due_at else greatest(slot.due_at, message.due_at) end
    from slot where slot.id = message.id and state = 'queued'`.execute(trx);
}

/**
 * What a paced batch could not send in time, because nobody was there to send it, joins its end: otherwise all of it would leave at
 * once. Nothing is claimed that late (claim.store.ts).
 */
export async function postponeLate(db: Db, now: Date): Promise<void> {
  const late = lateBy(now);
  const { rows: batches } = await sql<{ id: string; perMinute: number }>`
    select id, per_minute as "perMinute" from message_batch b where open and per_minute is not null and exists (
      select from message m where m.batch_id = b.id and m.state = 'queued' and m.attempt = 0 and m.due_at <= ${late})`.execute(
    db,
  );
  for (const { id, perMinute } of batches)
    await db.transaction().execute(async (trx) => {
      const { rows } = await sql`select id from message_batch
        where id = ${id} and open and per_minute = ${perMinute} for no key update`.execute(trx);
      // Of two who look, or of one who pauses meanwhile, the second finds nothing to do.
      if (rows.length === 0) return;
      await spread(trx, {
        id,
        perMinute,
        from: await startWithin(trx, { id, startAt: now, perMinute }),
        late,
      });
    });
}

/** Lets a held batch go on at its pace, from `now` on. False where it was not held, or was taken back. */
export async function resumeBatch(trx: Db, id: string, now: Date): Promise<boolean> {
  const batch = await trx
    .updateTable('message_batch')
    .set({ open: true })
    .where('id', '=', id)
    .where('open', '=', false)
    .where('cancelled_at', 'is', null)
    .returning('per_minute as perMinute')
    .executeTakeFirst();
  if (!batch) return false;
  await spread(trx, { id, perMinute: batch.perMinute, from: now });
  return true;
}

/** Changes the pace of what is still queued, from `now` on; for a batch that has not begun `now` is its start. False where it was taken back. */
export async function setPace(trx: Db, id: string, perMinute: number | null, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('message_batch')
    .set({ per_minute: perMinute })
    .where('id', '=', id)
    .where('cancelled_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return false;
  await spread(trx, { id, perMinute, from: now });
  return true;
}

/** Ends what is queued in a batch, or of one kind of it, as cancelled; what is in flight is not tried again. Answers the messages that ended by it. */
export async function cancelWithin(trx: Db, id: string, now: Date, kind?: string): Promise<number> {
  const messages = await trx
    .updateTable('message')
    .set({ cancelled_at: now, state: sql`case when state = 'queued' then 'cancelled' else state end` })
    .where('batch_id', '=', id)
    .where('state', 'in', ['queued', 'sending'])
    .$if(kind !== undefined, (update) => update.where('kind', '=', kind ?? ''))
    .returning('state')
    .execute();
  return messages.filter(({ state }) => state === 'cancelled').length;
}

/**
 * Takes the batch back for good: what is queued ends as cancelled, what is in flight is not tried again. Answers the messages that
 * ended by it, or undefined where it had been taken back before.
 */
export async function cancelBatch(trx: Db, id: string, now: Date): Promise<number | undefined> {
  const closed = await trx
    .updateTable('message_batch')
    .set({ open: false, cancelled_at: now })
    .where('id', '=', id)
    .where('cancelled_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (closed.numUpdatedRows === 0n) return undefined;
  return cancelWithin(trx, id, now);
}

/** How many messages of the batch (of one kind, if named) are in each state, by one statement, so that they always add up. */
export async function readBatchCounts(db: Db, id: string, kind?: string): Promise<StateCounts> {
  const rows = await db
    .selectFrom('message')
    .select((is) => ['state', is.fn.countAll<number>().as('count')])
    .where('batch_id', '=', id)
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? ''))
    .groupBy('state')
    .execute();
  return addedUp(rows);
}
