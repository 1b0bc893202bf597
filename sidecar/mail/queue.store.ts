import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { filtered } from './queue.read-model.ts';
import type { QueueAct, QueueFilter } from './queue.schema.ts';
import { isUuid } from '../platform/uuid.rules.ts';

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
function allowed(act: QueueAct, causes: Causes, now: Date): RawBuilder<boolean> {
  if (act === 'cancel') return sql<boolean>`message.state = 'queued'`;
  return sql<boolean>`((message.state in ('failed', 'bounced')
      or (message.state = 'queued' and message.attempt > 0 and message.due_at > ${now}))
    and ${open} and ${causeLives(causes)})`;
}

/** Which messages are meant, what is to be done with them, and when. */
export type Wanted = { act: QueueAct; filter: QueueFilter; causes: Causes; now: Date };

/** How many messages an act would change now. */
export async function countAllowed(db: Db, { act, filter, causes, now }: Wanted): Promise<number> {
  const { count } = await db
    .selectFrom('message')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(filtered(filter))
    .where(allowed(act, causes, now))
    .executeTakeFirstOrThrow();
  return count;
}

/** Due at once, with 24 hours before it again if it had ended. */
const again = (now: Date) => ({
  state: 'queued' as const,
  due_at: now,
  first_tried_at: sql<Date | null>`case when state = 'queued' then first_tried_at end`,
  lease_until: null,
  cancelled_at: null,
  sent_at: null,
  delayed_at: null,
  bounced_at: null,
});

/** Holds the open batches of what is tried again until the transaction ends, so that who cancels one meanwhile finds it in there. */
async function inHeldBatches(trx: Db, { filter }: Wanted, may: RawBuilder<boolean>) {
  const { rows } = await sql<{ id: string }>`select id from message_batch where open and id in (
    select message.batch_id from message where ${filtered(filter)} and ${may}) for share`.execute(trx);
  return sql<boolean>`(message.batch_id is null or message.batch_id = any(${rows.map(({ id }) => id)}::uuid[]))`;
}

/** Does it for at most `limit` messages that it has not been done for yet; the guard is in the statement. Answers those it changed. */
export async function changeMessages(trx: Db, wanted: Wanted, limit: number): Promise<Changed[]> {
  const { act, filter, causes, now } = wanted;
  const may = allowed(act, causes, now);
  const guard = act === 'retry' ? sql<boolean>`(${may} and ${await inHeldBatches(trx, wanted, may)})` : may;
  return trx
    .updateTable('message')
    .set(act === 'retry' ? again(now) : { state: 'cancelled', cancelled_at: now })
    .where('id', 'in', (some) =>
      some.selectFrom('message').select('id').where(filtered(filter)).where(guard).limit(limit),
    )
    .where(guard)
    .returning(['id as row', 'attempt', 'urgent', 'member_id as memberId'])
    .execute();
}

/** Whether there is a message with this id; what is no id is nobody's. */
export async function isMessage(db: Db, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  const found = await db.selectFrom('message').select('id').where('id', '=', id).executeTakeFirst();
  return found !== undefined;
}
