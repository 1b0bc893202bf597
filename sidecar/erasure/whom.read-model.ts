import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import type { Whom } from './whom.ts';

/** Holds the row of somebody deleted whose account is confirmed gone and who is not erased yet; of several callers one goes on. */
export async function holdDeleted(trx: Trx, memberId: string) {
  return trx
    .selectFrom('member')
    .select(['first_name as firstName', 'last_name as lastName', 'username', 'keycloak_user_id as userId'])
    .select(['erase_asked_by as askedBy', 'deleted_at as deletedAt'])
    .where('id', '=', memberId)
    .where('state', '=', 'deleted')
    .where('sync_state', '=', 'done')
    .where('erased_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
}

/** Addresses that were this person's, in small letters. */
async function addressesOf(trx: Trx, memberId: string): Promise<string[]> {
  const { rows } = await sql<{ address: string }>`
    select distinct lower(address) as address from (
      select erase_address from member where id = ${memberId}
      union all select to_address from message where member_id = ${memberId}
      union all select email from registration where ${memberId} in (member_id, account_member_id)
      union all select email from access_link where member_id = ${memberId}
      union all select input ->> 'email' from import_row where subject_id = ${memberId}
      union all select keycloak_value from deviation where member_id = ${memberId} and kind = 'email'
      union all select our_value from deviation where member_id = ${memberId} and kind = 'email'
    ) as known (address) where address like '%@%'`.execute(trx);
  return rows.map(({ address }) => address);
}

/** Those texts that are nobody's who is still there: an address is free for the next person as soon as one is deleted. */
export async function ofNobodyLiving(trx: Trx, texts: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    select text from unnest(${texts}::text[]) as asked (text)
    where not exists (select from member m where m.state <> 'deleted' and lower(m.email) = text)
      and not exists (select from member m where m.state <> 'deleted' and lower(m.username) = text)
      and not exists (select from member m where m.state <> 'deleted' and lower(m.employee_number) = text)`.execute(
    trx,
  );
  return rows.map(({ text }) => text);
}

type Deleted = NonNullable<Awaited<ReturnType<typeof holdDeleted>>>;

/** Everything by which rows of one deleted person are found. */
export async function whomOf(trx: Trx, memberId: string, deleted: Deleted, now: Date): Promise<Whom> {
  const records = await trx
    .selectFrom('criteria_record')
    .select('id')
    .where('member_id', '=', memberId)
    .execute();
  return {
    memberIds: [memberId],
    userIds: deleted.userId === null ? [] : [deleted.userId],
    recordIds: records.map(({ id }) => id),
    texts: await ofNobodyLiving(trx, await addressesOf(trx, memberId)),
    until: deleted.deletedAt ?? now,
    names: [`${deleted.firstName} ${deleted.lastName}`],
  };
}

/** Who is meant by a text alone, and of the records found with it those that nobody uses this moment. */
export async function whomOfText(
  trx: Trx,
  { text, recordIds, until }: { text: string; recordIds: readonly string[]; until: Date },
): Promise<Whom> {
  const { rows } = await sql<{ id: string }>`
    select id from criteria_record r where id = any(${recordIds}::uuid[]) and state <> 'redeeming'
      and not exists (select from member m where m.id = r.member_id and m.state <> 'deleted') for update`.execute(
    trx,
  );
  return { memberIds: [], userIds: [], recordIds: rows.map(({ id }) => id), texts: [text], until, names: [] };
}
