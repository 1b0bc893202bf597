import { sql } from 'kysely';
import { isLive } from '../areas/live-grant.store.ts';
import type { Trx } from '../platform/db.ts';
import './member.table.ts';

export type SignedIn = { id: string; keycloakUserId: string };

/** Whose first sign-in it would be; who registered keeps that state until something is granted, so that only the time tells. */
const neverWasIn = sql<boolean>`(state in ('created', 'invited')
  or (state in ('registered', 'waiting') and activated_at is null))`;

/** Who registered and holds nothing yet is known, but not in any area. */
const stateInside = sql`case when state in ('registered', 'waiting') and not exists
  (select from "grant" where member_id = member.id and ${isLive('grant')}) then state else 'active' end`;

/** Whoever comes all the way in has no use for the first password any more, unless a new one is on its way. */
const stillGiven = sql`password_access and password_due is not null`;

/**
 * Marks the first completed sign-in of these people, told by their id or their account's; from then on Keycloak owns their e-mail
 * address. Answers those whose first one it is. Their rows are held before their grants are read, so that a grant of the same moment
 * is seen here, or sees that they have been in.
 */
export async function markSignedIn(
  trx: Trx,
  who: { id: readonly string[] } | { keycloakUser: readonly string[] },
  now: Date,
): Promise<SignedIn[]> {
  const wanted =
    'id' in who
      ? sql`id = any(${sql.val(who.id)}::uuid[])`
      : sql`keycloak_user_id = any(${sql.val(who.keycloakUser)}::text[])`;
  const held = await sql<{ id: string }>`
    select id from member where ${wanted} and ${neverWasIn} order by id for no key update`.execute(trx);
  if (held.rows.length === 0) return [];
  const ids = held.rows.map(({ id }) => id);
  const { rows } = await sql<SignedIn>`
    update member set activated_at = ${now}, state = ${stateInside}, password_access = ${stillGiven}
    where id = any(${sql.val(ids)}::uuid[])
    returning id, keycloak_user_id as "keycloakUserId"`.execute(trx);
  return rows;
}
