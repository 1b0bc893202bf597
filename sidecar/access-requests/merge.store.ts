import { isLive } from '../areas/live-grant.store.ts';
import { randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { MemberWithGrants } from '../members/member.ts';
import { holdMember } from '../members/person.store.ts';
import type { Db, Trx } from '../platform/db.ts';
import { type KeyRing, lookupsOf } from '../platform/secrets.ts';
import { newMergeSecret } from './merge.rules.ts';
import type { AccountMergeTable, MergeState, TimedGrant } from './request.table.ts';
import './request.table.ts';

export type Merge = Selectable<AccountMergeTable>;
export type NewMerge = {
  requestId: string;
  applicantId: string;
  existingId: string;
  grants: readonly TimedGrant[];
  createdBy: string;
  now: Date;
  expiresAt: Date;
};

/** Answers the new row's id; undefined where somebody is asked about this request already. */
export async function insertMerge(trx: Trx, ring: KeyRing, merge: NewMerge): Promise<string | undefined> {
  const id = randomUUID();
  const row = await trx
    .insertInto('account_merge')
    .values({
      id,
      request_id: merge.requestId,
      applicant_id: merge.applicantId,
      existing_id: merge.existingId,
      grants: sql`${JSON.stringify(merge.grants)}::jsonb`,
      ...newMergeSecret(ring, id),
      created_by: merge.createdBy,
      created_at: merge.now,
      expires_at: merge.expiresAt,
    })
    .onConflict((conflict) => conflict.column('request_id').where('state', '=', 'open').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export async function findMergeBySecret(db: Db, ring: KeyRing, secret: string): Promise<Merge | undefined> {
  return db
    .selectFrom('account_merge')
    .selectAll()
    .where('lookup', 'in', lookupsOf(ring, secret))
    .executeTakeFirst();
}

/** By id; ids of other things are left out. */
export async function findMerges(db: Db, ids: readonly string[]): Promise<Map<string, Merge>> {
  const rows = await db
    .selectFrom('account_merge')
    .selectAll()
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** What is asked about each of these requests, else what was asked last; by request id. */
export async function lastMerges(db: Db, requestIds: readonly string[]): Promise<Map<string, Merge>> {
  const rows = await db
    .selectFrom('account_merge')
    .selectAll()
    .distinctOn('request_id')
    .where(sql<boolean>`request_id = any(${requestIds}::uuid[])`)
    .orderBy('request_id')
    .orderBy(sql`state = 'open'`, 'desc')
    .orderBy('created_at', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.request_id, row]));
}

/** Ends an open one; false where it was answered or ended before. */
export async function endMerge(
  trx: Trx,
  id: string,
  state: Exclude<MergeState, 'open'>,
  now: Date,
): Promise<boolean> {
  const changed = await trx
    .updateTable('account_merge')
    .set({ state, ended_at: now })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** Ends what nobody answered in time, and what lost its request or one of its people meanwhile; answers how many. */
export async function endStaleMerges(db: Db, now: Date): Promise<number> {
  const { rows } = await sql`
    update account_merge m set state = case when found.lost then 'cancelled' else 'expired' end, ended_at = ${now}
    from (
      select open.id, r.state <> 'pending' or exists (
        select from member p where p.id in (open.applicant_id, open.existing_id) and p.state = 'deleted') as lost
      from account_merge open join access_request r on r.id = open.request_id where open.state = 'open'
    ) as found
    where found.id = m.id and m.state = 'open' and (found.lost or m.expires_at <= ${now}) returning m.id`.execute(
    db,
  );
  return rows.length;
}

/** One or two people, held in one order whatever their parts, so that two merges of the same two wait for each other. */
export async function holdBoth(
  trx: Trx,
  oneId: string,
  otherId?: string,
): Promise<[MemberWithGrants | undefined, MemberWithGrants | undefined]> {
  const ids = otherId === undefined ? [oneId] : [oneId, otherId].toSorted();
  const held = new Map<string, MemberWithGrants | undefined>();
  for (const id of ids) held.set(id, await holdMember(trx, id));
  return [held.get(oneId), otherId === undefined ? undefined : held.get(otherId)];
}

/** Takes the row of one merge, so that it is answered once. */
export async function holdMerge(trx: Trx, id: string): Promise<Merge | undefined> {
  return trx.selectFrom('account_merge').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

/** What else the account asked for that goes is asked by the account that stays, where it asks for no such area already. */
export async function movePending(trx: Trx, fromId: string, toId: string): Promise<void> {
  await sql`
    update access_request r set member_id = ${toId} where member_id = ${fromId} and state = 'pending'
      and not exists (select from access_request p where p.member_id = ${toId} and p.area_id = r.area_id and p.state = 'pending')
      and not exists (select from "grant" g where g.member_id = ${toId} and g.area_id = r.area_id and ${isLive('g')})`.execute(
    trx,
  );
}
