import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';

/** How a claim ends; `queued` is tried again at `dueAt`, and `response` null leaves the words of the last try. */
export type Ending =
  | { state: 'sent' | 'failed'; response: string }
  | { state: 'cancelled' }
  | { state: 'queued'; response: string | null; dueAt: Date };
export type Settlement = { held: { id: string; attempt: number }; ending: Ending };

/**
 * Ends claims, many in one statement. Only the holder of a row's newest claim writes; a message that was cancelled on its way is
 * not tried again. Answers for each whether it was written: false says that somebody else has taken the row meanwhile.
 */
export async function settle(db: Db, settlements: readonly Settlement[], now: Date): Promise<boolean[]> {
  const column = <T>(read: (settlement: Settlement) => T): T[] => settlements.map(read);
  const { rows } = await sql<{ id: string }>`
    update message set
      state = case when ended.state = 'queued' and cancelled_at is not null then 'cancelled' else ended.state end,
      response = coalesce(ended.response, message.response),
      due_at = coalesce(ended.due_at, message.due_at),
      sent_at = case when ended.state = 'sent' then ${now}::timestamptz end,
      lease_until = null
    from unnest(
      ${column(({ held }) => held.id)}::uuid[],
      ${column(({ held }) => held.attempt)}::int[],
      ${column(({ ending }) => ending.state)}::text[],
      ${column(({ ending }) => ('response' in ending ? ending.response : null))}::text[],
      ${column(({ ending }) => ('dueAt' in ending ? ending.dueAt : null))}::timestamptz[]
    ) as ended (id, attempt, state, response, due_at)
    where message.id = ended.id and message.attempt = ended.attempt and message.state = 'sending'
    returning message.id`.execute(db);
  const written = new Set(rows.map(({ id }) => id));
  return settlements.map(({ held }) => written.has(held.id));
}
