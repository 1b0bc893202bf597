import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { MessageState } from './message.table.ts';

/** What a report has to be compared with. */
export type ReportedMessage = {
  id: string;
  kind: string;
  memberId: string | null;
  toAddress: string;
  state: MessageState;
};
/** What a report says, and by which it is known again: its SHA-256. */
export type Reported = { response: string; digest: Buffer };

/** The message of an envelope sender; undefined where there is none any more. */
export async function findReported(db: Db, id: string): Promise<ReportedMessage | undefined> {
  return db
    .selectFrom('message')
    .select(['id', 'kind', 'member_id as memberId', 'to_address as toAddress', 'state'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/**
 * Ends a message as bounced: also one whose sending is not confirmed yet, or was put off because its confirmation got lost. Whoever
 * holds such a one cannot write any more, because its state is no longer `sending`. False where it ended before, or where this very
 * report ended it before and it was tried again since.
 */
export async function markBounced(
  trx: Db,
  id: string,
  { response, digest }: Reported,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('message')
    .set((eb) => ({
      state: 'bounced' as const,
      response,
      bounced_at: now,
      report_digest: digest,
      sent_at: eb.fn.coalesce('sent_at', eb.val(now)),
      lease_until: null,
    }))
    .where('id', '=', id)
    .where('report_digest', 'is distinct from', digest)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['sent', 'sending']),
        eb.and([eb('state', '=', 'queued'), eb('first_tried_at', 'is not', null)]),
      ]),
    )
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Notes that a server on the way still tries; false where that is known already, or the message's end is. */
export async function markDelayed(trx: Db, id: string, reported: Reported, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('message')
    .set({
      delayed_at: now,
      response: sql`case when state = 'sent' then ${reported.response} else response end`,
    })
    .where('id', '=', id)
    .where('state', 'in', ['sent', 'sending'])
    .where('delayed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Nothing more goes by itself to an address that is known to be dead: what waits fails, what is on its way is not tried again. */
export async function stopOthers(
  trx: Db,
  { id, memberId, toAddress }: ReportedMessage,
  response: string,
  now: Date,
): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('message')
    .set({
      response: sql`case when state = 'queued' then ${response} else response end`,
      cancelled_at: sql`case when state = 'sending' then coalesce(cancelled_at, ${now}) else cancelled_at end`,
      state: sql`case when state = 'queued' then 'failed' else state end`,
    })
    .where('member_id', '=', memberId)
    .where(sql<boolean>`lower(to_address) = lower(${toAddress})`)
    .where('id', '<>', id)
    .where('state', 'in', ['queued', 'sending'])
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
