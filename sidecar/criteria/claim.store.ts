import { sql } from 'kysely';
import type { Facts } from '../areas/field.ts';
import type { Trx } from '../platform/db.ts';
import type { MatchedRecord } from './record.ts';
import './criteria.table.ts';

/** Takes an open record, as it was read, for one registration; answers its facts, undefined where somebody was faster or it has changed. */
export async function claimRecord(
  trx: Trx,
  { id, version }: Pick<MatchedRecord, 'id' | 'version'>,
  registrationId: string,
  now: Date,
): Promise<Facts | undefined> {
  const row = await trx
    .updateTable('criteria_record')
    .set({ state: 'redeeming', registration_id: registrationId })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('version', '=', version)
    .where((where) => where.or([where('ends_at', 'is', null), where('ends_at', '>', now)]))
    .returning('values')
    .executeTakeFirst();
  return row && (row.values ?? {});
}

/** The records that these registrations hold; in order of their ids, as imports and acts on many hold theirs. */
const heldBy = (registrationIds: readonly string[]) => sql`
  select id from criteria_record where registration_id = any(${registrationIds}::uuid[]) and state = 'redeeming'
  order by id for update`;

/** The accounts are there, so the records let nobody in any more; answers those that changed. */
export async function useRecords(
  trx: Trx,
  registrations: readonly { id: string; memberId: string }[],
  now: Date,
): Promise<{ recordId: string; memberId: string; registrationId: string }[]> {
  const { rows } = await sql<{ recordId: string; memberId: string; registrationId: string }>`
    with held as (${heldBy(registrations.map(({ id }) => id))})
    update criteria_record r set state = 'used', member_id = done."memberId", used_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(registrations)}::jsonb) as done(id uuid, "memberId" uuid)
    where r.registration_id = done.id and r.id in (select id from held)
    returning r.id as "recordId", r.member_id as "memberId", r.registration_id as "registrationId"`.execute(
    trx,
  );
  return rows;
}

/** There will be no account: the records are open again for whoever they belong to. */
export async function releaseRecords(trx: Trx, registrationIds: readonly string[]): Promise<void> {
  await sql`
    with held as (${heldBy(registrationIds)})
    update criteria_record set state = 'open', registration_id = null where id in (select id from held)`.execute(
    trx,
  );
}

/** Whether the network keeps what used records were compared by; dropped unless it said so. */
export async function keepsFacts(trx: Trx): Promise<boolean> {
  const row = await trx.selectFrom('network_setting').select('keep_criteria').executeTakeFirst();
  return row?.keep_criteria ?? false;
}
