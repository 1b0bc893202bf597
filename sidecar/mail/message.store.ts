import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { Locale } from '../platform/i18n.ts';
import type { Nudge } from '../platform/queue.ts';
import { type BatchSchedule, startWithin } from './batch.store.ts';
import type { KindName } from './kind.ts';
import { paced } from './pace.rules.ts';
import { isUrgent } from './urgency.rules.ts';
import './message.table.ts';

export type NewMessage = {
  kind: KindName;
  memberId: string | null;
  subjectId: string | null;
  locale: Locale;
  toAddress: string;
  /** Not before this moment; at once where it is missing. Messages of a batch follow its pace instead. */
  dueAt?: Date;
  /** Somebody waits for it in front of a screen, so that no campaign may delay it; as its kind says where it is missing. */
  urgent?: boolean;
};

/** A row that this process may send until its lease ends; `attempt` is the fencing number. */
export type ClaimedMessage = {
  id: string;
  kind: string;
  memberId: string | null;
  subjectId: string | null;
  locale: Locale;
  toAddress: string;
  /** Of the address, in small letters. */
  domain: string;
  headerId: string;
  attempt: number;
  firstTriedAt: Date;
  leaseUntil: Date;
};

/** The first nudge makes the worker take all that is due; a few more put its other hands to work. */
const nudgesAtOnce = 5;
const rowsAStatement = 1000;

/**
 * Puts messages into the outbox, in the transaction of what causes them; the Message-ID carries the host of `publicUrl`.
 * Nudge the queue with the answer after the commit; a nudge that is lost is made up for by the sweep. Messages of a `batch`
 * (`openBatch` first) leave from `startAt` on at its pace, behind those that the batch has already. Throws `conflict` where the
 * batch was taken back.
 */
export async function enqueue(
  trx: Db,
  messages: readonly NewMessage[],
  { publicUrl, now, batch }: { publicUrl: string; now: Date; batch?: BatchSchedule },
): Promise<Nudge[]> {
  const { hostname } = new URL(publicUrl);
  const startAt = batch && (await startWithin(trx, batch));
  const rows = messages.map((message, nth) => ({
    id: randomUUID(),
    kind: message.kind,
    member_id: message.memberId,
    subject_id: message.subjectId,
    locale: message.locale,
    to_address: message.toAddress,
    due_at: startAt ? paced(startAt, batch.perMinute, nth) : (message.dueAt ?? now),
    header_id: `<${randomUUID()}@${hostname}>`,
    urgent: message.urgent ?? isUrgent(message.kind),
    batch_id: batch?.id ?? null,
  }));
  for (let start = 0; start < rows.length; start += rowsAStatement) {
    await trx
      .insertInto('message')
      .values(rows.slice(start, start + rowsAStatement))
      .execute();
  }
  const nudges = (urgent: boolean) =>
    rows
      .filter((row) => row.urgent === urgent && row.due_at <= now)
      .map(({ id }): Nudge => ({ row: id, attempt: 0, ...(urgent ? { urgent } : {}) }));
  return [...nudges(true), ...nudges(false).slice(0, nudgesAtOnce)];
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
