import { type Selectable, sql } from 'kysely';
import type { Db, Trx } from '../platform/db.ts';
import type { AccessLink } from './access-link.rules.ts';
import type { AccessLinkTable } from './access-link.table.ts';
import './access-link.table.ts';

function linkOf(row: Selectable<AccessLinkTable>): AccessLink {
  return {
    id: row.id,
    batchId: row.batch_id,
    areaId: row.area_id,
    role: row.role,
    state: row.state,
    secretRef: { keyId: row.key_id, generation: row.generation },
    expiresAt: row.expires_at,
    reservedAt: row.reserved_at,
    salutation: row.salutation,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
  };
}

/** The link that a secret belongs to; `replaced` where it has another one by now. */
export async function findLinkByLookups(
  db: Db,
  lookups: readonly Buffer[],
): Promise<{ link: AccessLink; replaced: boolean } | undefined> {
  const all = [...lookups];
  const row = await db.selectFrom('access_link').selectAll().where('lookup', 'in', all).executeTakeFirst();
  if (row) return { link: linkOf(row), replaced: false };
  const former = await db
    .selectFrom('access_link')
    .selectAll()
    .where('id', 'in', (some) =>
      some.selectFrom('access_link_former').select('link_id').where('lookup', 'in', all),
    )
    .executeTakeFirst();
  return former && { link: linkOf(former), replaced: true };
}

export async function findLinks(db: Db, ids: readonly string[]): Promise<Map<string, AccessLink>> {
  const rows = await db
    .selectFrom('access_link')
    .selectAll()
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, linkOf(row)]));
}

/** Somebody has clicked: shown to administrators, and nobody else is kept out by it. False where the link is over or was replaced meanwhile. */
export async function reserveLink(
  db: Db,
  { id, secretRef }: Pick<AccessLink, 'id' | 'secretRef'>,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('access_link')
    .set({ reserved_at: now })
    .where('id', '=', id)
    .where('generation', '=', secretRef.generation)
    .where('state', '=', 'open')
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Who wants which link; the generation tells the secret they came by. */
export type Claim = { id: string; generation: number; registrationId: string };
export type ClaimedLink = { registrationId: string; areaId: string; role: string };

/**
 * Takes links for registrations, in the transaction that lets their people in: a guarded UPDATE, so that of any number of claims,
 * revocations and expiries one comes first; who came by an earlier secret gets nothing. Asked again by the same registration it answers the same.
 */
export async function claimLinks(trx: Trx, claims: readonly Claim[], now: Date): Promise<ClaimedLink[]> {
  const ids = claims.map(({ id }) => id);
  const { rows } = await sql<ClaimedLink>`
    with wanted as (
      select * from unnest(${ids}::uuid[], ${claims.map(({ generation }) => generation)}::int[],
        ${claims.map(({ registrationId }) => registrationId)}::uuid[]) as c (id, generation, registration_id)
    ), held as (
      -- everybody in one order, so that nobody waits for somebody who waits for them
      select id from access_link where id in (select id from wanted) order by id for update
    )
    update access_link l set state = 'redeeming', registration_id = c.registration_id
    from wanted c join held on held.id = c.id
    where l.id = c.id and l.generation = c.generation
      and (l.state = 'open' and l.expires_at > ${now} or l.state = 'redeeming' and l.registration_id = c.registration_id)
    returning c.registration_id as "registrationId", l.area_id as "areaId", l.role`.execute(trx);
  return rows;
}

export type UsedLink = { id: string; batchId: string; areaId: string; memberId: string };

/** What these registrations hold is used for good, by the members they let in. */
export async function confirmLinks(
  trx: Trx,
  registrations: readonly { id: string; memberId: string }[],
  now: Date,
): Promise<UsedLink[]> {
  const ids = registrations.map(({ id }) => id);
  const memberIds = registrations.map(({ memberId }) => memberId);
  const { rows } = await sql<UsedLink>`
    update access_link l set state = 'used', member_id = r.member_id, used_at = ${now}
    from unnest(${ids}::uuid[], ${memberIds}::uuid[]) r (id, member_id)
    where l.registration_id = r.id and l.state = 'redeeming'
    returning l.id, l.batch_id as "batchId", l.area_id as "areaId", l.member_id as "memberId"`.execute(trx);
  return rows;
}

/** What these registrations hold can be used by somebody again. */
export async function releaseLinks(trx: Trx, registrationIds: readonly string[]): Promise<void> {
  await trx
    .updateTable('access_link')
    .set({ state: 'open', registration_id: null, reserved_at: null })
    .where(sql<boolean>`registration_id = any(${registrationIds}::uuid[])`)
    .where('state', '=', 'redeeming')
    .execute();
}
