import { type Selectable, sql } from 'kysely';
import type { AccessSet } from '../areas/access-size.rules.ts';
import { isLive } from '../areas/live-grant.store.ts';
import { isRole } from '../areas/role.ts';
import type { Db } from '../platform/db.ts';
import type { GrantTable } from './member.table.ts';
import './member.table.ts';

type Held = Pick<Selectable<GrantTable>, 'area_id' | 'role'>;

/** Everybody with a grant, by what they hold; of thousands of people there are but few kinds. */
export async function readAccessSets(db: Db): Promise<AccessSet[]> {
  const { rows } = await sql<{ held: Held[]; people: number }>`
    select held, count(*)::int as people
    from (
      select jsonb_agg(jsonb_build_object('area_id', area_id, 'role', role) order by area_id, role) as held
      from "grant" where ${isLive('grant')} group by member_id
    ) as of_one
    group by held`.execute(db);
  return rows.map(({ held, people }) => ({
    people,
    grants: held.flatMap(({ area_id: areaId, role }) => (isRole(role) ? [{ areaId, role }] : [])),
  }));
}
