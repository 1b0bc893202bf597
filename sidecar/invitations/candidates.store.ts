import { sql } from 'kysely';
import type { HeldGrant } from '../areas/policy.rules.ts';
import { isLive } from '../areas/live-grant.store.ts';
import { grantsOf } from '../members/member.store.ts';
import { storedLocale, type Locale } from '../platform/i18n.ts';
import type { Db } from '../platform/db.ts';

/** A newly created person of the asked areas, as far as inviting is concerned. */
export type Candidate = {
  memberId: string;
  salutation: string | null;
  firstName: string;
  lastName: string;
  email: string | null;
  locale: Locale;
  /** Keycloak has the account, so the link will open. */
  ready: boolean;
  /** The last invitation was taken back: a campaign must not bring it back. */
  withdrawn: boolean;
  grants: readonly HeldGrant[];
};

const held = (areaIds: readonly string[]) =>
  sql<boolean>`exists (select 1 from "grant" g where g.member_id = member.id and g.area_id = any(${areaIds}::uuid[])
    and ${isLive('g')})`;

/** Everyone of these areas who has no link now and never used one, by name; `among` narrows it to some of them. */
export async function newlyCreated(
  db: Db,
  areaIds: readonly string[],
  among?: readonly string[],
): Promise<Candidate[]> {
  const rows = await db
    .selectFrom('member')
    .select(['id', 'salutation', 'first_name', 'last_name', 'email', 'locale', 'keycloak_user_id'])
    .select(
      sql<boolean>`coalesce((select i.state = 'revoked' from invitation i where i.member_id = member.id
        and not i.unsent order by i.generation desc limit 1), false)`.as('withdrawn'),
    )
    .where('state', '=', 'created')
    .where(held(areaIds))
    .$if(among !== undefined, (query) => query.where(sql<boolean>`id = any(${among ?? []}::uuid[])`))
    .orderBy(sql`lower(last_name), lower(first_name), id`)
    .execute();
  const grants = await grantsOf(
    db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    memberId: row.id,
    salutation: row.salutation,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    locale: storedLocale(row.locale),
    ready: row.keycloak_user_id !== null,
    withdrawn: row.withdrawn,
    grants: grants.get(row.id) ?? [],
  }));
}

export async function countInvited(db: Db, areaIds: readonly string[]): Promise<number> {
  const row = await db
    .selectFrom('member')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('state', '=', 'invited')
    .where(held(areaIds))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Marks those who are still new as invited; of two presses at once each person is answered to one of them only. */
export async function markInvited(trx: Db, memberIds: readonly string[]): Promise<Set<string>> {
  const rows = await trx
    .updateTable('member')
    .set({ state: 'invited' })
    .where(sql<boolean>`id = any(${memberIds}::uuid[])`)
    .where('state', '=', 'created')
    .returning('id')
    .execute();
  return new Set(rows.map((row) => row.id));
}
