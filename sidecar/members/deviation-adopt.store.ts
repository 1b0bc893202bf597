import { overtaken } from './deviation.rules.ts';
import { sql } from 'kysely';
import type { AuditEvent } from '../audit/event.ts';
import type { Trx } from '../platform/db.ts';
import type { OpenDeviation } from './deviation.store.ts';
import type { MemberWithGrants } from './member.ts';
import { requireOtherNetworkManager } from './person-change.service.ts';

const columns = {
  firstName: 'first_name',
  lastName: 'last_name',
  username: 'username',
  employeeNumber: 'employee_number',
} as const;
const origin = 'console';

async function adoptGrant(
  trx: Trx,
  person: MemberWithGrants,
  { kind, areaId, role }: OpenDeviation,
  by: string,
): Promise<AuditEvent[]> {
  const memberId = person.id;
  if (!areaId || !role) return [];
  const from = person.grants.find((grant) => grant.areaId === areaId)?.role;
  if (from === 'network_manager') await requireOtherNetworkManager(trx, person);
  if (kind === 'grantRemoved') {
    const { numDeletedRows } = await trx
      .deleteFrom('grant')
      .where('member_id', '=', memberId)
      .where('area_id', '=', areaId)
      .where('role', '=', role)
      .executeTakeFirst();
    if (numDeletedRows !== 1n) throw overtaken('the grant is another by now');
    return [{ act: 'grant.removed', memberId, areaId, role, origin }];
  }
  const given = { role, origin, granted_by: by };
  // Keycloak knows no ends: another role of a grant that is held ends when it would have.
  const end = from === undefined || role === 'network_manager' ? { ends_at: null } : {};
  await trx
    .insertInto('grant')
    .values({ member_id: memberId, area_id: areaId, ...given, ends_at: null })
    .onConflict((conflict) => conflict.columns(['member_id', 'area_id']).doUpdateSet({ ...given, ...end }))
    .execute();
  if (from === undefined) return [{ act: 'grant.added', memberId, areaId, role, origin }];
  return [{ act: 'grant.changed', memberId, areaId, role, from, origin }];
}

/**
 * Writes Keycloak's value into our record. The version is raised for forms that are open; nothing is due at Keycloak, so that what
 * is still undecided there stays as it is.
 */
export async function adoptDifference(
  trx: Trx,
  person: MemberWithGrants,
  deviation: OpenDeviation,
  by: string,
): Promise<AuditEvent[]> {
  const { kind, keycloakValue } = deviation;
  const change = trx
    .updateTable('member')
    .set({ sync_version: sql`sync_version + 1` })
    .where('id', '=', person.id);
  if (kind === 'grantAdded' || kind === 'grantRemoved') {
    await change.execute();
    return adoptGrant(trx, person, deviation, by);
  }
  if (kind === 'enabled') {
    await change
      .set({
        state: sql`coalesce(state_before, case when activated_at is null then 'registered' else 'active' end)`,
        state_before: null,
        unused_told_at: null,
      })
      .execute();
    return [{ act: 'member.reactivated', memberId: person.id, origin }];
  }
  if (!(kind in columns)) return [];
  await change.set({ [columns[kind as keyof typeof columns]]: keycloakValue }).execute();
  return [{ act: 'member.changed', memberId: person.id, fields: [kind] }];
}
