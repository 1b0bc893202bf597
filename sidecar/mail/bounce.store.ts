import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { MessageState } from './message.table.ts';

/** What a report has to be compared with; undefined for an unknown message. */
export type ReportedMessage = { id: string; kind: string; toAddress: string; state: MessageState };

export async function findReported(db: Db, id: string): Promise<ReportedMessage | undefined> {
  return db
    .selectFrom('message')
    .select(['id', 'kind', 'to_address as toAddress', 'state'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/**
 * Ends a message as bounced, once: also one whose sending is not confirmed yet, or was put off because its confirmation got lost. Whoever
 * holds such a one cannot write any more, because its state is no longer `sending`. False where it ended otherwise before.
 */
export async function markBounced(db: Db, id: string, response: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('message')
    .set((eb) => ({
      state: 'bounced' as const,
      response,
      bounced_at: now,
      sent_at: eb.fn.coalesce('sent_at', eb.val(now)),
      lease_until: null,
    }))
    .where('id', '=', id)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['sent', 'sending']),
        eb.and([eb('state', '=', 'queued'), eb('attempt', '>', 0)]),
      ]),
    )
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Notes that a server on the way still tries; false where that is known already, or the message's end is. */
export async function markDelayed(db: Db, id: string, response: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('message')
    .set({
      delayed_at: now,
      response: sql<string>`case when state = 'sent' then ${response} else response end`,
    })
    .where('id', '=', id)
    .where('state', 'in', ['sent', 'sending'])
    .where('delayed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
