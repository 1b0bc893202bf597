import { sql } from 'kysely';
import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import { cancel } from '../mail/message.store.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { newSecret } from './access-link.rules.ts';
import './access-link.table.ts';

/**
 * Ends open links, in the caller's transaction with their audit rows; mails that have not left are taken back. Who expires them
 * reaches only what ran out. A link that somebody's account is being made with stays: it is decided already. Answers how many.
 */
export async function endLinks(
  trx: Trx,
  ids: readonly string[],
  how: { state: 'expired' | 'revoked'; actor: AuditActor; now: Date },
): Promise<number> {
  const { state, actor, now } = how;
  // In one order, so that two who end overlapping sets wait for each other.
  await trx
    .selectFrom('access_link')
    .select('id')
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .where('state', '=', 'open')
    .orderBy('id')
    .forUpdate()
    .execute();
  const ended = await trx
    .updateTable('access_link')
    .set({ state, ended_at: now, ended_by: actor.kind === 'administrator' ? actor.memberId : null })
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .where('state', '=', 'open')
    .$if(state === 'expired', (update) => update.where('expires_at', '<=', now))
    .returning(['id', 'area_id as areaId'])
    .execute();
  await cancel(
    trx,
    ended.map(({ id }) => id),
    now,
  );
  const act = state === 'expired' ? 'accessLink.expired' : 'accessLink.revoked';
  await record(
    trx,
    actor,
    ended.map(({ id, areaId }) => ({ act, accessLinkId: id, areaId })),
  );
  return ended.length;
}

/** Gives an open link another secret, if it still has the one before; that one stays known by `former`, its look-up value. */
export async function replaceSecret(
  trx: Trx,
  id: string,
  former: Buffer,
  secret: ReturnType<typeof newSecret>,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('access_link')
    .set({
      key_id: secret.keyId,
      generation: secret.generation,
      lookup: secret.lookup,
      last_four: secret.lastFour,
      reserved_at: null,
    })
    .where('id', '=', id)
    .where('lookup', '=', former)
    .where('state', '=', 'open')
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return false;
  await trx.insertInto('access_link_former').values({ lookup: former, link_id: id }).execute();
  return true;
}

/** Open links whose time is over, the longest first. */
export async function runOut(db: Db, now: Date, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('access_link')
    .select('id')
    .where('state', '=', 'open')
    .where('expires_at', '<=', now)
    .orderBy('expires_at')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}
