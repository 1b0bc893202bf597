import { type Selectable, sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { addSeconds } from '../platform/clock.ts';
import type { Member } from './member.ts';
import { memberOf } from './member.store.ts';
import type { MemberTable, PasswordDue } from './member.table.ts';
import './member.table.ts';

/** A member taken for one attempt at Keycloak; `attempt` fences off whoever held it before. */
export type ClaimedMember = Member & {
  attempt: number;
  failures: number;
  enableDue: boolean;
  passwordVersion: number;
};

/** A row of the table as claimed. */
export function claimedOf(row: Selectable<MemberTable>): ClaimedMember {
  return {
    ...memberOf(row),
    attempt: row.sync_attempt,
    failures: row.sync_failures,
    enableDue: row.enable_due,
    passwordVersion: row.password_version,
  };
}

type Attempt = Pick<ClaimedMember, 'id' | 'attempt' | 'version' | 'passwordVersion'>;
/** Whether a row that somebody else is changing right now is waited for; sets of rows never wait, because they hold others. */
type Patience = { wait: boolean };

/** Still held by these attempts. */
function heldBy(attempts: readonly Attempt[]) {
  const ids = attempts.map(({ id }) => id);
  const numbers = attempts.map(({ attempt }) => attempt);
  return sql<boolean>`(member.id, member.sync_attempt) in (select * from unnest(${ids}::uuid[], ${numbers}::int[]))`;
}

/** Only rows that nobody else is changing right now. */
function free(attempts: readonly Attempt[]) {
  const ids = attempts.map(({ id }) => id);
  return sql<boolean>`member.id in (select id from member where id = any(${ids}::uuid[]) for update skip locked)`;
}

const theirs = (attempts: readonly Attempt[], { wait }: Patience) =>
  wait ? heldBy(attempts) : sql<boolean>`${heldBy(attempts)} and ${free(attempts)}`;

async function renewAll(
  db: Db,
  claimed: readonly Attempt[],
  until: Date,
  patience: Patience,
): Promise<ClaimedMember[]> {
  const rows = await db
    .updateTable('member')
    .set({ sync_lease_until: until })
    .where(theirs(claimed, patience))
    .where('sync_state', '=', 'claimed')
    .returningAll()
    .execute();
  return rows.map(claimedOf);
}

/** The share of its lease that a claim must have left so as not to be renewed; a turn takes far less than that. */
const freshShare = 0.9;

/** Held by claims that are nearly as old as now: read as they are, but not written. */
async function readFresh(
  db: Db,
  claimed: readonly Attempt[],
  now: Date,
  leaseSeconds: number,
): Promise<ClaimedMember[]> {
  const rows = await db
    .selectFrom('member')
    .selectAll()
    .where(heldBy(claimed))
    .where('sync_state', '=', 'claimed')
    .where('sync_lease_until', '>=', addSeconds(now, leaseSeconds * freshShare))
    .execute();
  return rows.map(claimedOf);
}

/**
 * Right before the turn of claimed members: the rows as they are now, held for another lease or most of one; undefined where the
 * claim has passed to somebody else, because a batch may wait for longer than a lease and nobody may write what was true then.
 */
export async function renewClaims(
  db: Db,
  claimed: readonly Attempt[],
  now: Date,
  leaseSeconds: number,
): Promise<(ClaimedMember | undefined)[]> {
  const until = addSeconds(now, leaseSeconds);
  const held = new Map<string, ClaimedMember>();
  const hold = (members: readonly ClaimedMember[]): void => {
    for (const member of members) held.set(member.id, member);
  };
  const left = (): Attempt[] => claimed.filter(({ id }) => !held.has(id));
  hold(await readFresh(db, claimed, now, leaseSeconds));
  if (left().length > 1) hold(await renewAll(db, left(), until, { wait: false }));
  for (const one of left()) hold(await renewAll(db, [one], until, { wait: true }));
  return claimed.map(({ id }) => held.get(id));
}

/** An attempt that came to its end; `userId`: null for nobody. */
type Ended = { member: Attempt; userId: string | null };

/**
 * Ends attempts; a change that came meanwhile leaves the member due again. Answers the ids of those that were still theirs: who
 * is missing was fenced off, or is busy elsewhere where that is not waited for.
 */
export async function confirmSyncs(
  trx: Db,
  ended: readonly Ended[],
  patience: Patience,
): Promise<ReadonlySet<string>> {
  const ids = ended.map(({ member }) => member.id);
  const versions = ended.map(({ member }) => member.version);
  const passwords = ended.map(({ member }) => member.passwordVersion);
  const accounts = ended.map(({ userId }) => userId);
  const attempts = ended.map(({ member }) => member);
  const { rows } = await sql<{ id: string }>`
    update member set
      keycloak_user_id = mine.user_id,
      sync_state = case when sync_version = mine.version then 'done' else 'pending' end,
      enable_due = enable_due and sync_version <> mine.version,
      password_due = case when password_version = mine.password then null else password_due end,
      sync_error = null,
      sync_lease_until = null,
      sync_failures = 0
    from unnest(${ids}::uuid[], ${versions}::int[], ${passwords}::int[], ${accounts}::text[]) as mine (id, version, password, user_id)
    where member.id = mine.id and ${theirs(attempts, patience)}
    returning member.id`.execute(trx);
  return new Set(rows.map(({ id }) => id));
}

/** Notes how far an attempt has come with the person's password; false where the claim or what is due is another by now. */
export async function notePassword(db: Db, claimed: Attempt, due: PasswordDue): Promise<boolean> {
  const changed = await db
    .updateTable('member')
    .set({ password_due: due })
    .where('id', '=', claimed.id)
    .where('sync_state', '=', 'claimed')
    .where('sync_attempt', '=', claimed.attempt)
    .where('password_version', '=', claimed.passwordVersion)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** Claims that were never begun, because Keycloak is away: due as before, and no failure of theirs. */
export async function returnClaims(db: Db, claimed: readonly Attempt[]): Promise<void> {
  await db
    .updateTable('member')
    .set({ sync_state: 'pending', sync_lease_until: null })
    .where(theirs(claimed, { wait: false }))
    .where('sync_state', '=', 'claimed')
    .execute();
}

/**
 * Gives an attempt back: due again at `retryAt`, or ended as failed where that is undefined. A change that came meanwhile, perhaps a
 * suspension, is due at once: the time was found without it.
 */
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
      ...(retryAt
        ? {
            sync_due_at: sql`case when sync_version = ${claimed.version} then ${retryAt} else sync_due_at end`,
          }
        : {}),
    })
    .where('id', '=', claimed.id)
    .where('sync_attempt', '=', claimed.attempt)
    .execute();
}

/** Due again, also somebody deleted; a running claim keeps its turn and finds the raised version. */
export async function syncOnceMore(db: Db, memberId: string, now: Date): Promise<number> {
  const changed = await db
    .updateTable('member')
    .set({
      sync_state: sql`case when sync_state = 'claimed' then 'claimed' else 'pending' end`,
      sync_version: sql`sync_version + 1`,
      sync_due_at: now,
      // Whoever was overtaken may have set an older one; what the person chose meanwhile is spared.
      password_due: sql`case when password_access and password_due is null then 'setting' else password_due end`,
      password_version: sql`password_version + 1`,
    })
    .where('id', '=', memberId)
    .executeTakeFirst();
  return Number(changed.numUpdatedRows);
}
