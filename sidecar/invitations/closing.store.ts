import { sql } from 'kysely';
import { maySignIn } from '../members/member.ts';
import { addSeconds } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { lockMembers } from './life.store.ts';
import './invitation.table.ts';

/** The right to close one person's account until `until`; meanwhile none of their links can be redeemed. */
export type Closing = { memberId: string; userId: string | null; from: Date; until: Date };

const ofMember = (db: Db, memberId: string) => db.updateTable('invitation').where('member_id', '=', memberId);

/** Whose accounts have to be looked at, oldest first. */
export async function dueClosings(db: Db, now: Date, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('invitation')
    .select('member_id')
    .where('close_due_at', '<=', now)
    .where((is) => is.or([is('close_lease_until', 'is', null), is('close_lease_until', '<=', now)]))
    .groupBy('member_id')
    .orderBy((is) => is.fn.min('close_due_at'))
    .limit(limit)
    .execute();
  return rows.map((row) => row.member_id);
}

/**
 * Takes the right to close. The lease is written to every row of the person first: from then on each claim fails on its own row,
 * and what was claimed before is seen by the look that follows.
 */
async function take(trx: Trx, memberId: string, now: Date, until: Date): Promise<Closing | undefined> {
  if ((await lockMembers(trx, [memberId])).length === 0) return undefined;
  const taken = await ofMember(trx, memberId)
    .set({ close_lease_until: until })
    .where((is) => is.or([is('close_lease_until', 'is', null), is('close_lease_until', '<=', now)]))
    .returning(['state', 'lease_until', 'close_due_at', 'void_at'])
    .execute();
  if (taken.length === 0) return undefined;
  const member = await trx
    .selectFrom('member')
    .select(['state', 'keycloak_user_id', 'password_access as passwordAccess'])
    .where('id', '=', memberId)
    .executeTakeFirstOrThrow();
  // A suspended or deleted person's account is to be closed, whatever they redeemed before.
  const redeemed =
    maySignIn(member) ||
    (member.state !== 'suspended' &&
      member.state !== 'deleted' &&
      taken.some(({ state, void_at: voidAt }) => state === 'accepted' && voidAt === null));
  const running = taken.find(
    ({ state, lease_until: lease }) => state === 'redeeming' && lease && lease > now,
  );
  if (!redeemed && !running) return { memberId, userId: member.keycloak_user_id, from: now, until };
  await ofMember(trx, memberId).set({ close_lease_until: null }).execute();
  await ofMember(trx, memberId)
    .set({ close_due_at: redeemed ? null : (running?.lease_until ?? null) })
    .where('close_due_at', 'is not', null)
    .execute();
  return undefined;
}

/** The right to close this person's account now; none where it is rightly open, or somebody else is at it. */
export function claimClosing(
  db: Db,
  memberId: string,
  now: Date,
  leaseSeconds: number,
): Promise<Closing | undefined> {
  const until = addSeconds(now, leaseSeconds);
  return db.transaction().execute((trx) => take(trx, memberId, now, until));
}

/** The account is closed. A redeemer whose lease was cut off may still be acting: looked at once more when it ends. */
export async function confirmClosing(db: Db, closing: Closing): Promise<void> {
  const { memberId, from, until } = closing;
  await ofMember(db, memberId)
    .set({
      close_lease_until: null,
      close_due_at: sql<Date | null>`case
        when close_due_at > ${from} then close_due_at
        when state in ('expired', 'revoked') and lease_until > ${from} then lease_until
        else null end`,
    })
    .where('close_lease_until', '=', until)
    .execute();
}

/** Nothing is known of the account: tried again at `retryAt`. */
export async function releaseClosing(db: Db, closing: Closing, retryAt: Date): Promise<void> {
  await ofMember(db, closing.memberId)
    .set({
      close_lease_until: null,
      close_due_at: sql<Date | null>`case when close_due_at is null then null else ${retryAt}::timestamptz end`,
    })
    .where('close_lease_until', '=', closing.until)
    .execute();
}

/** Redemptions that nobody went on with for a minute are given back, and what they may have left open is closed. */
export async function releaseStale(db: Db, now: Date): Promise<void> {
  await db
    .updateTable('invitation')
    .set({ state: 'open', lease_id: null, lease_until: null, close_due_at: now })
    .where('state', '=', 'redeeming')
    .where('lease_until', '<', addSeconds(now, -60))
    .execute();
}

export async function closeAgain(db: Db, invitationId: string, now: Date): Promise<void> {
  await db.updateTable('invitation').set({ close_due_at: now }).where('id', '=', invitationId).execute();
}
