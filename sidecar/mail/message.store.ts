import { randomUUID } from 'node:crypto';
import { type ExpressionBuilder, sql, type UpdateObject } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Database, Db } from '../platform/db.ts';
import { isLocale, type Locale } from '../platform/i18n.ts';
import type { Nudge } from '../platform/queue.ts';
import type { KindName } from './kind.ts';
import type { MessageState } from './message.table.ts';

export type NewMessage = {
  kind: KindName;
  memberId: string | null;
  subjectId: string | null;
  locale: Locale;
  toAddress: string;
  /** Not before this moment; at once where it is missing. */
  dueAt?: Date;
};

/** A row that this process may send until its lease ends; `attempt` is the fencing number. */
export type ClaimedMessage = {
  id: string;
  kind: string;
  memberId: string | null;
  subjectId: string | null;
  locale: Locale;
  toAddress: string;
  headerId: string;
  attempt: number;
  firstTriedAt: Date;
  cancelled: boolean;
};
type Claim = Pick<ClaimedMessage, 'id' | 'attempt'>;

/**
 * Puts messages into the outbox, in the transaction of what causes them; the Message-ID carries the host of `publicUrl`.
 * Nudge the queue with the answer after the commit; a nudge that is lost is made up for by the sweep.
 */
export async function enqueue(
  trx: Db,
  messages: readonly NewMessage[],
  { publicUrl, now }: { publicUrl: string; now: Date },
): Promise<Nudge[]> {
  const { hostname } = new URL(publicUrl);
  const rows = messages.map((message) => ({
    id: randomUUID(),
    kind: message.kind,
    member_id: message.memberId,
    subject_id: message.subjectId,
    locale: message.locale,
    to_address: message.toAddress,
    due_at: message.dueAt ?? now,
    header_id: `<${randomUUID()}@${hostname}>`,
  }));
  for (let start = 0; start < rows.length; start += 1000) {
    await trx
      .insertInto('message')
      .values(rows.slice(start, start + 1000))
      .execute();
  }
  return rows.map(({ id }) => ({ row: id, attempt: 0 }));
}

function isDue(now: Date) {
  return (eb: ExpressionBuilder<Database, 'message'>) =>
    eb.or([
      eb.and([eb('state', '=', 'queued'), eb('due_at', '<=', now)]),
      eb.and([eb('state', '=', 'sending'), eb('lease_until', '<', now)]),
    ]);
}

/** One guarded UPDATE: of any number of claimers one gets the row, and only if it is due or its holder's lease has ended. */
export async function claim(
  db: Db,
  rowId: string,
  now: Date,
  leaseSeconds: number,
): Promise<ClaimedMessage | undefined> {
  const row = await db
    .updateTable('message')
    .set((eb) => ({
      state: 'sending' as const,
      attempt: eb('attempt', '+', 1),
      lease_until: addSeconds(now, leaseSeconds),
      first_tried_at: eb.fn.coalesce('first_tried_at', eb.val(now)),
    }))
    .where('id', '=', rowId)
    .where(isDue(now))
    .returningAll()
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    id: row.id,
    kind: row.kind,
    memberId: row.member_id,
    subjectId: row.subject_id,
    locale: isLocale(row.locale) ? row.locale : 'de',
    toAddress: row.to_address,
    headerId: row.header_id,
    attempt: row.attempt,
    firstTriedAt: row.first_tried_at ?? now,
    cancelled: row.cancelled_at !== null,
  };
}

/** The rows that wait for somebody, oldest first: what the queue has to be told again. */
export async function dueMessages(db: Db, now: Date, limit: number): Promise<Nudge[]> {
  const rows = await db
    .selectFrom('message')
    .select(['id as row', 'attempt'])
    .where(isDue(now))
    .orderBy('due_at')
    .limit(limit)
    .execute();
  return rows;
}

/** Only the holder of the newest claim may write; false says that somebody else has taken the row meanwhile. */
async function settle(
  db: Db,
  { id, attempt }: Claim,
  change: UpdateObject<Database, 'message'>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('message')
    .set({ ...change, lease_until: null })
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('state', '=', 'sending')
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Ends the message as sent; false where a newer claim holds the row. */
export function confirmSent(db: Db, held: Claim, response: string, now: Date): Promise<boolean> {
  return settle(db, held, { state: 'sent', response, sent_at: now });
}

/** Ends the message as failed, with the reason a person can read; false where a newer claim holds the row. */
export function confirmFailed(db: Db, held: Claim, response: string): Promise<boolean> {
  return settle(db, held, { state: 'failed', response });
}

/** Ends the message because its cause is gone; false where a newer claim holds the row. */
export function confirmCancelled(db: Db, held: Claim): Promise<boolean> {
  return settle(db, held, { state: 'cancelled' });
}

/** Releases the message to be tried again at `dueAt`, or ends it where it was cancelled on its way; false where a newer claim holds the row. */
export function retry(db: Db, held: Claim, response: string, dueAt: Date): Promise<boolean> {
  const state = sql<MessageState>`case when cancelled_at is null then 'queued' else 'cancelled' end`;
  return settle(db, held, { state, response, due_at: dueAt });
}

/** Takes back what was not sent yet, by cause: afterwards nothing leaves but what is on its way at this moment. Answers the number of messages. */
export async function cancel(db: Db, subjectIds: readonly string[], now: Date): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('message')
    .set({ cancelled_at: now, state: sql`case when state = 'queued' then 'cancelled' else state end` })
    .where(sql<boolean>`subject_id = any(${subjectIds}::uuid[])`)
    .where('state', 'in', ['queued', 'sending'])
    .where('cancelled_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
