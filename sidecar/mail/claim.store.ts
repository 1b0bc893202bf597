import { type RawBuilder, type Selectable, sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { storedLocale } from '../platform/i18n.ts';
import type { Nudge } from '../platform/queue.ts';
import type { ClaimedMessage } from './message.store.ts';
import type { MessageTable } from './message.table.ts';
import { lateBy } from './pace.rules.ts';

/** Which of the two lanes a worker's hand serves, how many rows it takes at once, and what it leaves alone. */
export type ClaimWish = {
  /** The nudged row, if any. */
  row: string | null;
  urgent: boolean;
  /** So many of the oldest due rows besides. */
  limit: number;
  /** Domains whose mail waits. */
  without: readonly string[];
  now: Date;
  leaseSeconds: number;
};

function claimedOf(row: Selectable<MessageTable>, leaseUntil: Date, now: Date): ClaimedMessage {
  return {
    id: row.id,
    kind: row.kind,
    memberId: row.member_id,
    subjectId: row.subject_id,
    locale: storedLocale(row.locale),
    toAddress: row.to_address,
    domain: row.domain,
    headerId: row.header_id,
    attempt: row.attempt,
    firstTriedAt: row.first_tried_at ?? now,
    leaseUntil,
  };
}

/**
 * Due, of this lane, not of a batch that is held, and not what a paced batch is late with (postponeLate); the planner finds `state`
 * and `urgent` in the index only as they stand here.
 */
function isDue({ urgent, without, now }: Pick<ClaimWish, 'urgent' | 'without' | 'now'>): RawBuilder<boolean> {
  return sql`
    state = 'queued' and ${urgent ? sql`urgent` : sql`not urgent`} and due_at <= ${now}
    and (batch_id is null or exists (select from message_batch b where b.id = batch_id and b.open))
    and (batch_id is null or attempt > 0 or due_at > ${lateBy(now)}
      or exists (select from message_batch b where b.id = batch_id and b.per_minute is null))
    and domain <> all(${without}::text[])`;
}

/**
 * One guarded UPDATE: of any number of claimers one gets a row, and only if it is due. The rows of the batches are held meanwhile
 * (`for share`), so that who pauses or cancels one waits for claims under way, and no later claim sees it open.
 */
export async function claimDue(db: Db, wish: ClaimWish): Promise<ClaimedMessage[]> {
  const { row, limit, now, leaseSeconds } = wish;
  const leaseUntil = addSeconds(now, leaseSeconds);
  const due = isDue(wish);
  const { rows } = await sql<Selectable<MessageTable>>`
    with nudged as materialized (
      select id, batch_id from message where id = ${row}::uuid and ${due} for update skip locked
    ), oldest as materialized (
      select id, batch_id from message where id is distinct from ${row}::uuid and ${due}
      order by due_at limit ${limit} for update skip locked
    ), due as materialized (
      select * from nudged union all select * from oldest
    ), open_batch as materialized (
      select id from message_batch where open and id in (select batch_id from due) for share skip locked
    )
    update message set state = 'sending', attempt = attempt + 1, lease_until = ${leaseUntil},
      last_tried_at = ${now}, first_tried_at = coalesce(first_tried_at, ${now})
    from due
    where message.id = due.id and (message.batch_id is null or message.batch_id in (select id from open_batch))
    returning message.*`.execute(db);
  return rows.map((claimed) => claimedOf(claimed, leaseUntil, now));
}

/** What a process held that died with it goes back into the line, or ends where it was cancelled meanwhile. */
export async function releaseLapsed(db: Db, now: Date): Promise<void> {
  await db
    .updateTable('message')
    .set({
      state: sql`case when cancelled_at is null then 'queued' else 'cancelled' end`,
      lease_until: null,
    })
    .where('state', '=', 'sending')
    .where('lease_until', '<', now)
    .execute();
}

/**
 * What waits for a domain comes at `until`, by one statement, and tells why it waits. Leaves out what somebody else is at, so that
 * it never waits for a lock, nor others for it.
 */
export async function putOff(
  db: Db,
  { urgent, domain, until, words }: { urgent: boolean; domain: string; until: Date; words: string },
): Promise<void> {
  await sql`
    update message set due_at = ${until}, response = coalesce(response, ${words})
    where id in (
      select id from message
      where state = 'queued' and ${urgent ? sql`urgent` : sql`not urgent`} and domain = ${domain} and due_at < ${until}
      for update skip locked
    )`.execute(db);
}

/** The oldest due rows of a lane, at most `limit`: a nudge for each hand that may be idle. */
export async function dueNudges(
  db: Db,
  wish: { urgent: boolean; now: Date; limit: number },
): Promise<Nudge[]> {
  const { rows } = await sql<{ row: string; attempt: number }>`
    select id as row, attempt from message
    where ${isDue({ ...wish, without: [] })} order by due_at limit ${wish.limit}`.execute(db);
  return rows.map((nudge) => ({ ...nudge, ...(wish.urgent ? { urgent: true } : {}) }));
}
