import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { record } from '../audit/audit.store.ts';
import type { KeycloakChange } from '../keycloak/event-feed.rules.ts';
import { addSeconds } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { markSignedIn } from './first-sign-in.store.ts';
import './feed.table.ts';
import './member.table.ts';

/** Whoever comes all the way in has chosen a password on the way, if they were given one (feed-look.service.ts). */
type OwnPassword = (trx: Trx, memberIds: readonly string[], now: Date) => Promise<unknown>;

export type FeedLease = { id: string; cursorAt: Date | null };
const leaseSeconds = 30;

/** Takes the feed for one poll; undefined where another process has it or it is not due. */
export async function claimFeed(db: Db, now: Date): Promise<FeedLease | undefined> {
  const id = randomUUID();
  const row = await db
    .updateTable('feed')
    .set({ lease_id: id, lease_until: addSeconds(now, leaseSeconds) })
    .where('due_at', '<=', now)
    .where((or) => or.or([or('lease_until', 'is', null), or('lease_until', '<', now)]))
    .returning('cursor_at')
    .executeTakeFirst();
  return row && { id, cursorAt: row.cursor_at };
}

export async function releaseFeed(db: Db, lease: FeedLease, dueAt: Date): Promise<void> {
  await db
    .updateTable('feed')
    .set({ lease_id: null, lease_until: null, due_at: dueAt })
    .where('lease_id', '=', lease.id)
    .execute();
}

/** Queues accounts to be looked at; a further event of an account raises its version. */
export async function queueLooks(
  trx: Db,
  looks: ReadonlyMap<string, { byConsole: boolean }>,
  now: Date,
): Promise<void> {
  const rows = [...looks].map(([user_id, { byConsole }]) => ({
    user_id,
    by_console: byConsole,
    due_at: now,
  }));
  for (let start = 0; start < rows.length; start += 1000) {
    await trx
      .insertInto('feed_look')
      .values(rows.slice(start, start + 1000))
      .onConflict((conflict) =>
        conflict.column('user_id').doUpdateSet({
          by_console: sql`feed_look.by_console or excluded.by_console`,
          version: sql`feed_look.version + 1`,
          due_at: sql`excluded.due_at`,
        }),
      )
      .execute();
  }
}

async function unknownOnes(trx: Db, changes: readonly KeycloakChange[]): Promise<KeycloakChange[]> {
  const ids = changes.map(({ id }) => id);
  const rows = await sql<{ id: string }>`
    select id from unnest(${sql.val(ids)}::text[]) as given (id)
    where not exists (select 1 from feed_event where feed_event.id = given.id)`.execute(trx);
  const unknown = new Set(rows.rows.map(({ id }) => id));
  return changes.filter(({ id }) => unknown.has(id));
}

/** First completed sign-in, also of somebody who dropped out before our own callback; everything else is only looked at. */
async function activate(
  trx: Trx,
  userIds: readonly string[],
  now: Date,
  ownPassword: OwnPassword | undefined,
): Promise<string[]> {
  if (userIds.length === 0) return [];
  const rows = await markSignedIn(trx, { keycloakUser: userIds }, now);
  for (const { id: memberId } of rows)
    await record(trx, { kind: 'employee', memberId }, [{ act: 'member.activated', memberId }]);
  await ownPassword?.(
    trx,
    rows.map(({ id }) => id),
    now,
  );
  return rows.map(({ keycloakUserId }) => keycloakUserId);
}

/**
 * Counts these changes in: activations at once, accounts queued to be looked at, known ids remembered, the cursor moved; all or
 * nothing, and nothing for a caller whose lease has passed to another. Answers how many were new.
 */
export async function storeChanges(
  db: Db,
  lease: FeedLease,
  changes: readonly KeycloakChange[],
  now: Date,
  keepSince: Date,
  ownPassword?: OwnPassword,
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const latest = changes.at(-1)?.at ?? lease.cursorAt ?? now;
    const reached = lease.cursorAt && lease.cursorAt > latest ? lease.cursorAt : latest;
    // A clock of Keycloak's that runs ahead must not make the feed deaf until that time has come.
    const cursorAt = reached > now ? now : reached;
    const held = await trx
      .updateTable('feed')
      .set({ cursor_at: cursorAt, read_at: now })
      .where('lease_id', '=', lease.id)
      .executeTakeFirst();
    if (held.numUpdatedRows !== 1n) return 0;
    const news = await unknownOnes(trx, changes);
    const signedIn = news.flatMap((change) => (change.kind === 'signedIn' ? change.userId : []));
    const activated = await activate(trx, [...new Set(signedIn)], now, ownPassword);
    const looks = new Map(activated.map((userId) => [userId, { byConsole: false }]));
    for (const change of news) {
      if (change.kind !== 'account') continue;
      const byConsole = change.byConsole || looks.get(change.userId)?.byConsole === true;
      looks.set(change.userId, { byConsole });
    }
    await queueLooks(trx, looks, now);
    if (news.some(({ kind }) => kind === 'groups'))
      await trx.updateTable('feed').set({ groups_due: true }).execute();
    for (let start = 0; start < news.length; start += 1000)
      await trx
        .insertInto('feed_event')
        .values(news.slice(start, start + 1000).map(({ id, at }) => ({ id, at })))
        .execute();
    await trx.deleteFrom('feed_event').where('at', '<', keepSince).execute();
    return news.length;
  });
}

export type Look = { userId: string; byConsole: boolean; doubted: boolean; version: number };

export async function dueLooks(db: Db, now: Date, limit: number): Promise<Look[]> {
  const rows = await db
    .selectFrom('feed_look')
    .select(['user_id', 'by_console', 'doubted', 'version'])
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .execute();
  return rows.map(({ user_id: userId, by_console: byConsole, doubted, version }) => ({
    userId,
    byConsole,
    doubted,
    version,
  }));
}

/** Ends a look unless another event came meanwhile. */
export async function endLook(db: Db, look: Look): Promise<void> {
  await db
    .deleteFrom('feed_look')
    .where('user_id', '=', look.userId)
    .where('version', '=', look.version)
    .execute();
}

export async function postponeLook(db: Db, look: Look, dueAt: Date, doubted = look.doubted): Promise<void> {
  await db
    .updateTable('feed_look')
    .set({ due_at: dueAt, doubted })
    .where('user_id', '=', look.userId)
    .where('version', '=', look.version)
    .execute();
}

/** True for the caller who is to compare the role groups now. */
export async function takeGroupsDue(db: Db): Promise<boolean> {
  const done = await db
    .updateTable('feed')
    .set({ groups_due: false })
    .where('groups_due', '=', true)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

export async function setGroupsDue(db: Db): Promise<void> {
  await db.updateTable('feed').set({ groups_due: true }).execute();
}
