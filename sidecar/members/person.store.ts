import { sql } from 'kysely';
import { isLive } from '../areas/live-grant.store.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { MemberWithGrants } from './member.ts';
import { grantsOf, memberOf } from './member.store.ts';
import './member.table.ts';

/**
 * Takes the row for one change: only at the version that the form was made from, raises it and lets it be synchronised. A running
 * synchronisation keeps its claim and finds the new version at its end, so that two never write to one account at once.
 */
export async function takeMember(
  trx: Trx,
  id: string,
  version: number,
  now: Date,
): Promise<MemberWithGrants | undefined> {
  const row = await trx
    .updateTable('member')
    .set({
      sync_version: sql`sync_version + 1`,
      sync_state: sql`case when sync_state = 'claimed' then 'claimed' else 'pending' end`,
      sync_due_at: now,
      sync_failures: 0,
      sync_error: null,
      // Somebody looks after them: before they could be deleted as unused, they are told anew.
      unused_told_at: null,
    })
    .where('id', '=', id)
    .where('sync_version', '=', version)
    .where('state', '<>', 'deleted')
    .returningAll()
    .executeTakeFirst();
  if (!row) return undefined;
  return { ...memberOf(row), grants: (await grantsOf(trx, [id])).get(id) ?? [] };
}

/** The person as they are, whom nobody else changes until the transaction ends; undefined for who is gone. */
export async function holdMember(trx: Trx, id: string): Promise<MemberWithGrants | undefined> {
  const row = await trx
    .selectFrom('member')
    .selectAll()
    .where('id', '=', id)
    .where('state', '<>', 'deleted')
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row && { ...memberOf(row), grants: (await grantsOf(trx, [id])).get(id) ?? [] };
}

export async function setSuspended(trx: Trx, id: string): Promise<void> {
  await trx
    .updateTable('member')
    .set({ state_before: sql`state`, state: 'suspended', enable_due: false })
    .where('id', '=', id)
    .where('state', 'not in', ['suspended', 'deleted'])
    .execute();
}

/** Back to where the person was; who was only invited is new again, because the link is dead. */
export async function setReactivated(trx: Trx, id: string): Promise<void> {
  await trx
    .updateTable('member')
    .set({
      state: sql`case when state_before is null and activated_at is not null then 'active'
        when state_before is null or state_before = 'invited' then 'created' else state_before end`,
      state_before: null,
      enable_due: true,
    })
    .where('id', '=', id)
    .where('state', '=', 'suspended')
    .execute();
}

/** What a deletion leaves of a row: keys free for others, what may be blank is blank (docs/adr/012). */
export const deletedRow = (now: Date) =>
  ({
    state: 'deleted',
    state_before: null,
    enable_due: false,
    deleted_at: now,
    // What nobody owns and holds it goes with the person once they are erased.
    erase_address: sql<string | null>`coalesce(lower(email), erase_address)`,
    email: null,
    employee_number: null,
    salutation: null,
  }) as const;

/** Gone for good: hidden everywhere, without any grant. */
export async function setDeleted(trx: Trx, id: string, now: Date): Promise<void> {
  await trx.updateTable('member').set(deletedRow(now)).where('id', '=', id).execute();
  await trx.deleteFrom('grant').where('member_id', '=', id).execute();
}

/** A failed synchronisation is due again; false where there is none. */
export async function retrySync(trx: Trx, id: string, now: Date): Promise<boolean> {
  const changed = await trx
    .updateTable('member')
    .set({ sync_state: 'pending', sync_due_at: now, sync_failures: 0 })
    .where('id', '=', id)
    .where('sync_state', '=', 'failed')
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/**
 * Whether somebody else can still manage the network, asked before one of its managers goes. All who ask wait for each other, so
 * that two who remove each other at once do not both find the other one there.
 */
export async function otherNetworkManagerStays(trx: Trx, id: string): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtext('einlass network managers'))`.execute(trx);
  const other = await trx
    .selectFrom('grant')
    .innerJoin('member', 'member.id', 'grant.member_id')
    .select('member.id')
    .where('grant.role', '=', 'network_manager')
    .where(isLive('grant'))
    .where('member.state', '=', 'active')
    .where('member.id', '<>', id)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

/** Whether this administrator deleted this person: the second press of the same button is no error. */
export async function deletedBy(db: Db, id: string, actorId: string): Promise<boolean> {
  const row = await db
    .selectFrom('audit')
    .select('id')
    .where('member_id', '=', id)
    .where('act', '=', 'member.deleted')
    .where('actor_id', '=', actorId)
    .executeTakeFirst();
  return row !== undefined;
}
