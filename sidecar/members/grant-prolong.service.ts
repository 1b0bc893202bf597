import { sql } from 'kysely';
import { canGrant } from '../areas/policy.rules.ts';
import { isRole } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import type { Db, Trx } from '../platform/db.ts';
import { prolonged, type Prolonging } from './grant-term.rules.ts';
import { administrator } from './person-change.service.ts';
import { holdMember } from './person.store.ts';
import './member.table.ts';

/** A grant with the end that the administrator saw. */
export type SeenGrant = { id: string; endsAt: Date };
/**
 * `already`: somebody prolonged it from that very end, by a second press of the button or in another window; `changed`: it has another
 * end by now, has ended, or is gone; `refused`: not this administrator's to give.
 */
export type Prolongation = 'prolonged' | 'already' | 'changed' | 'refused';

const sameMoment = (one: Date, other: Date): boolean => one.getTime() === other.getTime();

async function memberOfGrant(db: Db, id: string): Promise<string | undefined> {
  const row = await db.selectFrom('grant').select('member_id').where('id', '=', id).executeTakeFirst();
  return row?.member_id;
}

type Live = { areaId: string; role: string; from: Date; endsAt: Date };

/** The grant as it is, unless it has ended. */
async function liveGrant(trx: Trx, id: string): Promise<Live | undefined> {
  const { rows } = await sql<Live>`
    select area_id as "areaId", role, coalesce(term_from, granted_at) as "from", ends_at as "endsAt"
    from "grant" where id = ${id} and ends_at > now()`.execute(trx);
  return rows[0];
}

async function prolongOne(db: Db, scope: AdminScope, seen: SeenGrant, by: Prolonging): Promise<Prolongation> {
  const memberId = await memberOfGrant(db, seen.id);
  if (!memberId) return 'changed';
  return db.transaction().execute(async (trx) => {
    const person = await holdMember(trx, memberId);
    const grant = person && (await liveGrant(trx, seen.id));
    if (!grant || !isRole(grant.role)) return 'changed';
    const { areaId, role } = grant;
    if (memberId === scope.actor.memberId || !canGrant(scope.tree, scope.actor, areaId, role))
      return 'refused';
    if (sameMoment(grant.from, seen.endsAt)) return 'already';
    if (!sameMoment(grant.endsAt, seen.endsAt)) return 'changed';
    const { endsAt } = prolonged(grant, by);
    await trx
      .updateTable('grant')
      .set({ ends_at: endsAt, term_from: grant.endsAt, end_told_at: null })
      .where('id', '=', seen.id)
      .execute();
    // For forms that are open; at Keycloak nothing changes.
    const version = { sync_version: sql<number>`sync_version + 1` };
    await trx.updateTable('member').set(version).where('id', '=', memberId).execute();
    await record(trx, administrator(scope), [{ act: 'grant.prolonged', memberId, areaId, role }]);
    return 'prolonged';
  });
}

/**
 * Prolongs grants, each only from the end that was seen, so that a second press and a second administrator prolong nothing. Nobody
 * prolongs their own. Answers what became of each, in order.
 */
export async function prolongGrants(
  db: Db,
  scope: AdminScope,
  seen: readonly SeenGrant[],
  by: Prolonging,
): Promise<Prolongation[]> {
  const outcomes: Prolongation[] = [];
  for (const grant of seen) outcomes.push(await prolongOne(db, scope, grant, by));
  return outcomes;
}
