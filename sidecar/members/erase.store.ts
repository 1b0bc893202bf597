import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import './deviation.table.ts';
import './feed.table.ts';
import './listed-member.table.ts';
import './member.table.ts';

type Whom = { memberIds: readonly string[]; userIds: readonly string[] };

/** What is kept beside the rows of people: deviations, looks at their accounts, when they were told of ends. Items of acts stay, they hold ids. */
export async function eraseBeside(trx: Trx, { memberIds, userIds }: Whom): Promise<void> {
  const theirs = sql<boolean>`member_id = any(${memberIds}::uuid[])`;
  await trx.deleteFrom('deviation').where(theirs).execute();
  await trx.deleteFrom('grant_digest').where(theirs).execute();
  await trx.deleteFrom('listed_member').where(theirs).execute();
  await trx.deleteFrom('feed_look').where(sql<boolean>`user_id = any(${userIds}::text[])`).execute();
}

/** Leaves of a deleted person's row what the log refers to: id, state and dates. */
export async function buryMember(trx: Trx, id: string, now: Date): Promise<void> {
  await trx
    .updateTable('member')
    .set({
      salutation: null,
      first_name: '–',
      last_name: '–',
      email: null,
      erase_address: null,
      employee_number: null,
      // Nobody's: it must be one, and may not be taken by the next person of the same name.
      username: `deleted-${id}`,
      locale: 'de',
      keycloak_user_id: null,
      form_key: null,
      sync_error: null,
      import_id: null,
      erased_at: now,
    })
    .where('id', '=', id)
    .where('state', '=', 'deleted')
    .where('erased_at', 'is', null)
    .execute();
}

/** Notes who wants that nothing of these deleted people is kept; who asked first counts. Answers how many are new. */
export async function askErasure(
  trx: Trx,
  ids: readonly string[],
  askedBy: string,
  now: Date,
): Promise<number> {
  const asked = await trx
    .updateTable('member')
    .set({ erase_asked_at: now, erase_asked_by: askedBy })
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .where('state', '=', 'deleted')
    .where('erase_asked_at', 'is', null)
    .where('erased_at', 'is', null)
    .executeTakeFirst();
  return Number(asked.numUpdatedRows);
}
