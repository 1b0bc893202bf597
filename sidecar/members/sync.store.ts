import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import type { Database, Db } from '../platform/db.ts';
import { addSeconds } from '../platform/clock.ts';
import type { Member } from './member.ts';
import { memberOf } from './member.store.ts';
import type { MemberTable } from './member.table.ts';
import './member.table.ts';

/** A member taken for one attempt at Keycloak; `attempt` fences off whoever held it before. */
export type ClaimedMember = Member & { attempt: number; failures: number; enableDue: boolean };

/** Waiting and due, or claimed by somebody whose lease ran out. */
function isDue(now: Date) {
  return ({ eb, or, and }: ExpressionBuilder<Database, 'member'>) =>
    or([
      and([eb('sync_state', '=', 'pending'), eb('sync_due_at', '<=', now)]),
      and([eb('sync_state', '=', 'claimed'), eb('sync_lease_until', '<', now)]),
    ]);
}

/** Takes due members, also those whose holder's lease ran out; each goes to one caller only. */
export async function claimMembers(
  db: Db,
  now: Date,
  leaseSeconds: number,
  limit: number,
): Promise<ClaimedMember[]> {
  const due = db
    .selectFrom('member')
    .select('id')
    .where(isDue(now))
    .orderBy('sync_due_at')
    .limit(limit)
    .forUpdate()
    .skipLocked();
  const rows = await db
    .updateTable('member')
    .set({
      sync_state: 'claimed',
      sync_attempt: sql`sync_attempt + 1`,
      sync_lease_until: addSeconds(now, leaseSeconds),
    })
    .where('id', 'in', due)
    .returningAll()
    .execute();
  return rows.map(claimedOf);
}

function claimedOf(row: Selectable<MemberTable>): ClaimedMember {
  return {
    ...memberOf(row),
    attempt: row.sync_attempt,
    failures: row.sync_failures,
    enableDue: row.enable_due,
  };
}

/**
 * Right before a claimed member's turn: the row as it is now, held for another lease; undefined where the claim has passed to
 * somebody else, because a batch may wait for longer than a lease and nobody may write what was true then.
 */
export async function renewClaim(
  db: Db,
  claimed: Attempt,
  now: Date,
  leaseSeconds: number,
): Promise<ClaimedMember | undefined> {
  const row = await db
    .updateTable('member')
    .set({ sync_lease_until: addSeconds(now, leaseSeconds) })
    .where('id', '=', claimed.id)
    .where('sync_attempt', '=', claimed.attempt)
    .where('sync_state', '=', 'claimed')
    .returningAll()
    .executeTakeFirst();
  return row && claimedOf(row);
}

type Attempt = Pick<ClaimedMember, 'id' | 'attempt' | 'version'>;

/** Ends an attempt; a change that came meanwhile leaves the member due again. False for a fenced-off caller. `userId`: null for nobody. */
export async function confirmSync(trx: Db, claimed: Attempt, userId: string | null): Promise<boolean> {
  const changed = await trx
    .updateTable('member')
    .set({
      keycloak_user_id: userId,
      sync_state: sql`case when sync_version = ${claimed.version} then 'done' else 'pending' end`,
      enable_due: sql`enable_due and sync_version <> ${claimed.version}`,
      sync_error: null,
      sync_lease_until: null,
      sync_failures: 0,
    })
    .where('id', '=', claimed.id)
    .where('sync_attempt', '=', claimed.attempt)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** Gives an attempt back: due again at `retryAt`, or ended as failed where that is undefined. */
export async function releaseSync(
  db: Db,
  claimed: Attempt,
  error: string,
  retryAt: Date | undefined,
): Promise<void> {
  await db
    .updateTable('member')
    .set({
      sync_state: sql`case when sync_version <> ${claimed.version} or ${retryAt !== undefined} then 'pending' else 'failed' end`,
      sync_error: error,
      sync_failures: sql`sync_failures + 1`,
      sync_lease_until: null,
      ...(retryAt ? { sync_due_at: retryAt } : {}),
    })
    .where('id', '=', claimed.id)
    .where('sync_attempt', '=', claimed.attempt)
    .execute();
}

/** Whether anything is due, so that the sweep nudges only where there is work. */
export async function anySyncDue(db: Db, now: Date): Promise<boolean> {
  const row = await db.selectFrom('member').select('id').where(isDue(now)).limit(1).executeTakeFirst();
  return row !== undefined;
}

/** Due again, also somebody deleted; a running claim keeps its turn and finds the raised version. */
export async function syncOnceMore(db: Db, memberId: string, now: Date): Promise<number> {
  const changed = await db
    .updateTable('member')
    .set({
      sync_state: sql`case when sync_state = 'claimed' then 'claimed' else 'pending' end`,
      sync_version: sql`sync_version + 1`,
      sync_due_at: now,
    })
    .where('id', '=', memberId)
    .executeTakeFirst();
  return Number(changed.numUpdatedRows);
}
