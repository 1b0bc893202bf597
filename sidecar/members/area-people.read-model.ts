import { sql } from 'kysely';
import { managingRoles } from '../areas/role.ts';
import { isLive } from '../areas/live-grant.store.ts';
import type { Db } from '../platform/db.ts';
import type { ListViewer } from './member-filter.rules.ts';
import { type ListedState, listedStates, type troubles } from './member-filter.schema.ts';
import { matching, readAreaNumbers, visibleTo } from './member-filter.store.ts';
import './listed-member.table.ts';

type Trouble = (typeof troubles)[number];
export type StateFigures = Partial<Record<ListedState, number>>;
/** `whole`: everybody whom the reader sees, each once. */
export type AreaPeople = { whole: StateFigures; byArea: ReadonlyMap<string, StateFigures> };

/** How many people hold a grant in each of the reader's areas itself, by state: what the list of members shows for each of them. */
export async function countAreaPeople(db: Db, viewer: ListViewer): Promise<AreaPeople> {
  const visible = visibleTo(viewer, await readAreaNumbers(db));
  // many people hold the same grants, so that few rows are left to take apart
  const { rows } = await sql<{ areaId: string | null; rank: number; people: number }>`
    with alike as materialized (
      select codes, state_rank as rank, count(*) as people from listed_member l where ${visible} group by 1, 2
    )
    select null as "areaId", rank, sum(people)::int as people from alike group by rank
    union all
    select a.id, rank, sum(people)::int from alike cross join unnest(codes) as code join area a on a.number = code / 8
    where a.id = any(${sql.val(viewer.areaIds)}::uuid[]) group by a.id, rank`.execute(db);
  const whole: StateFigures = {};
  const byArea = new Map<string, StateFigures>();
  for (const { areaId, rank, people } of rows) {
    const state = listedStates[rank - 1];
    if (state === undefined) continue;
    const figures = areaId === null ? whole : (byArea.get(areaId) ?? {});
    figures[state] = people;
    if (areaId !== null) byArea.set(areaId, figures);
  }
  return { whole, byArea };
}

/** The first of an area's managers by name, and how many there are. */
export type AreaManagers = { names: string[]; count: number };
const shownNames = 3;

/** Who manages an area itself, by area; areas that nobody manages are left out. Suspended people decide nothing. */
export async function areaManagers(
  db: Db,
  areaIds: readonly string[],
): Promise<ReadonlyMap<string, AreaManagers>> {
  // spelled out, because the index is of these roles alone
  const managing = sql.join(managingRoles.map((role) => sql.lit(role)));
  const { rows } = await sql<AreaManagers & { areaId: string }>`
    select g.area_id as "areaId", count(*)::int as count,
      (array_agg(m.first_name || ' ' || m.last_name order by m.last_name, m.first_name, m.id))[1:${sql.lit(shownNames)}] as names
    from "grant" g join member m on m.id = g.member_id
    where g.area_id = any(${sql.val(areaIds)}::uuid[]) and g.role in (${managing})
      and ${isLive('g')} and m.state not in ('suspended', 'deleted')
    group by g.area_id`.execute(db);
  return new Map(rows.map(({ areaId, ...managers }) => [areaId, managers]));
}

/** How many people the list of members shows for this trouble. */
export async function countTrouble(db: Db, viewer: ListViewer, trouble: Trouble): Promise<number> {
  const filter = { words: [], areaIds: undefined, trouble };
  const where = matching(viewer, filter, await readAreaNumbers(db), 'count');
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from listed_member l where ${where}`.execute(db);
  return rows[0]?.count ?? 0;
}
