import { type RawBuilder, sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import { deleting, type Forgetting } from '../platform/forgetting.ts';
import './message.table.ts';

const ended = sql`state in ('sent', 'failed', 'bounced', 'cancelled')`;

/**
 * Mails that ended. Those of a campaign go with it, and those of things that go by a period of their own go with those: `kept` are
 * such things, each a query for ids.
 */
export function endedMessages(kept: readonly RawBuilder<unknown>[]): Forgetting {
  const needed = sql.join(
    kept.map((ids) => sql`and (subject_id is null or subject_id not in (${ids}))`),
    sql` `,
  );
  return deleting(
    'message',
    (before) => sql`${ended} and created_at < ${before} and batch_id is null ${needed}`,
  );
}

/** The mails of things that go. */
export async function forgetMessagesOf(trx: Trx, subjectIds: readonly string[]): Promise<void> {
  await sql`delete from message where subject_id = any(${subjectIds}::uuid[]) and ${ended}`.execute(trx);
}
