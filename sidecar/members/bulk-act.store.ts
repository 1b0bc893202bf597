import { type RawBuilder, sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import type { BulkAct, SkipReason } from './bulk-act.rules.ts';
import type { BulkActTable } from './bulk-act.table.ts';
import './bulk-act.table.ts';
import './listed-member.table.ts';

/** An act that this process works on until its lease ends; `attempt` fences every change. */
export type ClaimedAct = { id: string; attempt: number; createdBy: string; act: BulkAct };
type Lease = Pick<ClaimedAct, 'id' | 'attempt'>;

export function actOf(row: Pick<BulkActTable, 'act' | 'area_id' | 'role'>): BulkAct {
  const { act, area_id: areaId, role } = row;
  if (act === 'grant' && areaId && role) return { act, areaId, role };
  if (act === 'revoke' && areaId) return { act, areaId };
  return { act: act as 'invite' | 'suspend' | 'reactivate' | 'delete' | 'erase' };
}

/** The new act's id, or undefined where this form has started one already; a second sender waits for the first. */
export async function insertBulkAct(
  trx: Trx,
  act: BulkAct,
  form: { formKey: string; createdBy: string },
): Promise<string | undefined> {
  const row = await trx
    .insertInto('bulk_act')
    .values({
      act: act.act,
      area_id: 'areaId' in act ? act.areaId : null,
      role: 'role' in act ? act.role : null,
      form_key: form.formKey,
      created_by: form.createdBy,
    })
    .onConflict((conflict) => conflict.column('form_key').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export async function startedBy(
  db: Db,
  { formKey, createdBy }: { formKey: string; createdBy: string },
): Promise<string | undefined> {
  const row = await db
    .selectFrom('bulk_act')
    .select('id')
    .where('form_key', '=', formKey)
    .where('created_by', '=', createdBy)
    .executeTakeFirst();
  return row?.id;
}

/** Fixes who is meant, in the order of their names; answers how many. */
export async function snapshot(trx: Trx, id: string, where: RawBuilder<boolean>): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into bulk_act_item (bulk_act_id, number, member_id)
    select ${id}, row_number() over (order by l.name_key, l.member_id), l.member_id from listed_member l where ${where}`.execute(
    trx,
  );
  const people = Number(numAffectedRows ?? 0);
  await trx.updateTable('bulk_act').set({ people }).where('id', '=', id).execute();
  return people;
}

/** Takes an act that has work and that nobody holds; one of several callers gets it. */
export async function claimBulkAct(
  db: Db,
  id: string,
  now: Date,
  leaseSeconds: number,
): Promise<ClaimedAct | undefined> {
  const row = await db
    .updateTable('bulk_act')
    .set({ attempt: sql`attempt + 1`, lease_until: addSeconds(now, leaseSeconds) })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where((or) => or.or([or('lease_until', 'is', null), or('lease_until', '<=', now)]))
    .returningAll()
    .executeTakeFirst();
  return row && { id: row.id, attempt: row.attempt, createdBy: row.created_by, act: actOf(row) };
}

/** Prolongs the lease; false once the act was stopped or somebody else has it. */
export async function keepLease(db: Db, { id, attempt }: Lease, until: Date): Promise<boolean> {
  const changed = await db
    .updateTable('bulk_act')
    .set({ lease_until: until })
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** Locks of rows are given to whoever is quickest; this one keeps its queue, so that a stop comes before the next person. */
const inTurn = (id: string, kind: 'shared' | 'alone') =>
  kind === 'shared'
    ? sql`select pg_advisory_xact_lock_shared(hashtextextended(${`bulk:${id}`}, 0))`
    : sql`select pg_advisory_xact_lock(hashtextextended(${`bulk:${id}`}, 0))`;

/** Whether the transaction may still change somebody for this act; until it ends nobody can stop or take over the act. */
export async function holdAct(trx: Trx, { id, attempt }: Lease): Promise<boolean> {
  await inTurn(id, 'shared').execute(trx);
  const row = await trx
    .selectFrom('bulk_act')
    .select('id')
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('state', '=', 'running')
    .forShare()
    .executeTakeFirst();
  return row !== undefined;
}

export async function waitingItems(
  db: Db,
  id: string,
  limit: number,
): Promise<{ number: number; memberId: string }[]> {
  return db
    .selectFrom('bulk_act_item')
    .select(['number', 'member_id as memberId'])
    .where('bulk_act_id', '=', id)
    .where('state', '=', 'waiting')
    .orderBy('number')
    .limit(limit)
    .execute();
}

/** Ends one person's part, once; false where it has ended. */
export async function closeItem(trx: Trx, id: string, number: number, reason?: SkipReason): Promise<boolean> {
  const changed = await trx
    .updateTable('bulk_act_item')
    .set(reason ? { state: 'skipped', reason } : { state: 'done' })
    .where('bulk_act_id', '=', id)
    .where('number', '=', number)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** running → done where nobody waits any more. */
export async function finishBulkAct(db: Db, { id, attempt }: Lease, now: Date): Promise<void> {
  await db
    .updateTable('bulk_act')
    .set({ state: 'done', finished_at: now, lease_until: null })
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('state', '=', 'running')
    .where(
      sql<boolean>`not exists (select 1 from bulk_act_item i where i.bulk_act_id = bulk_act.id and i.state = 'waiting')`,
    )
    .execute();
}

/** running → stopped; waits for the person who is being changed this moment. False where it had ended. */
export async function stopBulkAct(trx: Trx, id: string, now: Date): Promise<boolean> {
  await inTurn(id, 'alone').execute(trx);
  const changed = await trx
    .updateTable('bulk_act')
    .set({ state: 'stopped', finished_at: now, lease_until: null })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** Acts with work and without anybody at it: their nudge was lost, or their worker died. */
export async function dueBulkActs(db: Db, now: Date): Promise<Nudge[]> {
  return db
    .selectFrom('bulk_act')
    .select(['id as row', 'attempt'])
    .where('state', '=', 'running')
    .where((or) => or.or([or('lease_until', 'is', null), or('lease_until', '<=', now)]))
    .orderBy('created_at')
    .execute();
}
