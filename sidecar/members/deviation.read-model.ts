import { sql } from 'kysely';
import { areasFor } from '../areas/policy.rules.ts';
import type { Role } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import { isLive } from '../areas/live-grant.store.ts';
import type { Db } from '../platform/db.ts';
import { pageWithin } from '../platform/http/paging.rules.ts';
import { managesNetwork, waysFor, type Ways } from './deviation-rights.rules.ts';
import type { DeviationKind } from './deviation.table.ts';
import type { MemberState } from './member.table.ts';
import { grantsOf } from './member.store.ts';
import './deviation.table.ts';

export const deviationsPerPage = 50;

export type DeviationRow = Ways & {
  id: string;
  kind: DeviationKind;
  memberId: string | null;
  name: string | null;
  area: string | null;
  role: Role | null;
  keycloakValue: string | null;
  ourValue: string | null;
  seenAt: Date;
};
type Found = Omit<DeviationRow, keyof Ways> & {
  areaId: string | null;
  state: MemberState | null;
  total: number;
};

/**
 * Open deviations that this administrator may see: of people in their areas (grants only of these areas), of role groups only for
 * who manages the network; newest first. With `memberId` those of one person.
 */
export async function listDeviations(
  db: Db,
  scope: AdminScope,
  options: { memberId?: string; page?: number } = {},
): Promise<{ rows: DeviationRow[]; total: number; page: number }> {
  const all = managesNetwork(scope);
  const areaIds = areasFor(scope.tree, scope.actor, 'members.read');
  const asked = Math.max(1, options.page ?? 1);
  const { rows: found } = await sql<Found>`
    select d.id, d.kind, d.member_id as "memberId", nullif(concat_ws(' ', m.first_name, m.last_name), '') as name, a.name as area,
      d.area_id as "areaId", d.role, d.keycloak_value as "keycloakValue", d.our_value as "ourValue", d.seen_at as "seenAt", m.state,
      count(*) over ()::int as total
    from deviation d left join member m on m.id = d.member_id left join area a on a.id = d.area_id
    where d.state = 'open' and m.state is distinct from 'deleted'
      and (${options.memberId ?? null}::uuid is null or d.member_id = ${options.memberId ?? null}::uuid)
      and (${all} or (d.member_id is not null
        and (d.area_id is null or d.area_id = any(${sql.val(areaIds)}::uuid[]))
        and exists (select 1 from "grant" g where g.member_id = d.member_id and g.area_id = any(${sql.val(areaIds)}::uuid[])
          and ${isLive('g')})))
    order by d.member_id is not null, d.seen_at desc, d.id
    limit ${deviationsPerPage} offset ${(asked - 1) * deviationsPerPage}
  `.execute(db);
  const total = found[0]?.total ?? 0;
  const grants = await grantsOf(db, [...new Set(found.flatMap(({ memberId }) => memberId ?? []))]);
  const rows = found.map(({ state, areaId, total: _all, ...row }) => {
    const person =
      row.memberId && state ? { id: row.memberId, state, grants: grants.get(row.memberId) ?? [] } : undefined;
    return { ...row, ...waysFor(scope, { ...row, areaId }, person) };
  });
  return { rows, total, page: pageWithin(asked, total, deviationsPerPage) };
}
