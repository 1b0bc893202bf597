import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { pageWithin } from '../platform/http/paging.rules.ts';
import type { MessageState } from './message.table.ts';
import { addedUp, type StateCounts } from './state-counts.rules.ts';
import { ages, type QueueFilter } from './queue.schema.ts';

/** Never what a message says or opens. */
export type QueueRow = {
  id: string;
  kind: string;
  memberId: string | null;
  toAddress: string;
  state: MessageState;
  attempt: number;
  createdAt: Date;
  dueAt: Date;
  sentAt: Date | null;
  delayedAt: Date | null;
  response: string | null;
};
/** A domain to which mail did not get, with the newest words that were heard from there. */
export type FailingDomain = {
  domain: string;
  failed: number;
  bounced: number;
  waiting: number;
  response: string | null;
};

export const queueRowsPerPage = 50;
const mostDomains = 10;
const failingDays = 30;

/** The rows of `message` that a filter means. */
export function filtered({ state, kind, domain, age, q, id }: QueueFilter): RawBuilder<boolean> {
  const conditions = [
    ...(state ? [sql`message.state = ${state}`] : []),
    ...(kind ? [sql`message.kind = ${kind}`] : []),
    ...(domain ? [sql`message.domain = ${domain}`] : []),
    ...(age ? [sql`message.created_at < now() - make_interval(hours => ${ages[age]})`] : []),
    ...(q ? [sql`position(lower(${q}) in lower(message.to_address)) > 0`] : []),
    ...(id ? [sql`message.id = ${id}`] : []),
  ];
  return conditions.length > 0 ? sql<boolean>`(${sql.join(conditions, sql` and `)})` : sql<boolean>`true`;
}

/** How many messages are in which state, whatever state the filter names; all of them add up to `total`. */
export async function countByState(db: Db, filter: QueueFilter): Promise<StateCounts> {
  const rows = await db
    .selectFrom('message')
    .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
    .where(filtered({ ...filter, state: undefined }))
    .groupBy('state')
    .execute();
  return addedUp(rows);
}

/** One page of messages, newest first. */
export async function listQueue(
  db: Db,
  filter: QueueFilter,
  total: number,
  asked: number,
): Promise<{ rows: QueueRow[]; page: number }> {
  const page = pageWithin(asked, total, queueRowsPerPage);
  const rows = await db
    .selectFrom('message')
    .select([
      'id',
      'kind',
      'member_id as memberId',
      'to_address as toAddress',
      'state',
      'attempt',
      'created_at as createdAt',
      'due_at as dueAt',
      'sent_at as sentAt',
      'delayed_at as delayedAt',
      'response',
    ])
    .where(filtered(filter))
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(queueRowsPerPage)
    .offset((page - 1) * queueRowsPerPage)
    .execute();
  return { rows, page };
}

/** Domains with trouble in the last 30 days, the worst first. */
export async function failingDomains(db: Db): Promise<FailingDomain[]> {
  const { rows } = await sql<FailingDomain>`
    select domain,
      count(*) filter (where state = 'failed')::int as failed,
      count(*) filter (where state = 'bounced')::int as bounced,
      count(*) filter (where state = 'queued')::int as waiting,
      (array_agg(response order by coalesce(bounced_at, last_tried_at, first_tried_at, created_at) desc)
        filter (where response is not null))[1] as response
    from message
    where (state in ('failed', 'bounced') or (state = 'queued' and response is not null))
      and created_at > now() - make_interval(days => ${failingDays})
    group by domain order by count(*) desc, domain limit ${mostDomains}`.execute(db);
  return rows;
}
