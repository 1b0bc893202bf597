import { type RawBuilder, sql } from 'kysely';
import type { Role } from '../areas/role.ts';
import { roles } from '../areas/role.ts';
import { isLive } from '../areas/live-grant.store.ts';
import type { Db } from '../platform/db.ts';
import { pageWithin } from '../platform/http/paging.rules.ts';
import { type AreaNumbers, bitsAreExact } from './grant-code.rules.ts';
import { firstOf, highestIn } from './grant-condition.store.ts';
import type { ListViewer, ResolvedFilter } from './member-filter.rules.ts';
import type { MemberOrder } from './member-filter.schema.ts';
import { matching, readAreaNumbers } from './member-filter.store.ts';
import type { MemberState, SyncState } from './member.table.ts';

export type MemberListRow = {
  id: string;
  firstName: string;
  lastName: string;
  email: string | null;
  username: string;
  employeeNumber: string | null;
  /** `endsAt` as JSON writes it, where the grant ends. */
  areas: { name: string; role: Role; endsAt?: string }[];
  /** Top of the ladder over the areas that may be seen. */
  highestRole: Role | null;
  state: MemberState;
  origin: string;
  locale: string;
  syncState: SyncState;
  syncError: string | null;
  invitedAt: Date | null;
  /** The newest invitation could not be delivered. */
  mailFailed: boolean;
  /** Keycloak differs from our record, and nobody has decided. */
  deviating: boolean;
};
/** `more`: there are more than the `total` that can be paged through, because counting them all would be slow. */
export type MemberList = { rows: MemberListRow[]; total: number; page: number; more: boolean };
/** How many hits of a search are counted; every other number is exact, however large. */
export const mostHits = 10_000;
type Sorted = Pick<MemberOrder, 'sort' | 'dir'>;

/** What *Bereiche* and *höchste Rolle* mean to a reader who does not see all areas, where there are too many of them for bits. */
const heldBy = (viewer: ListViewer): RawBuilder<unknown> => sql`join (
    select g.member_id, max(array_position(${sql.val(roles)}::text[], g.role)) as highest, min(einlass_fold(a.name)) as area_key
    from "grant" g join area a on a.id = g.area_id
    where g.area_id = any(${sql.val(viewer.areaIds)}::uuid[]) and ${isLive('g')}
    group by g.member_id
  ) held on held.member_id = l.member_id`;

const keys = {
  name: sql`l.name_key`,
  contact: sql`l.contact_key`,
  areas: sql`l.area_key`,
  highest: sql`l.highest`,
  state: sql`l.state_rank`,
  origin: sql`l.origin`,
} as const;

function keyOf(viewer: ListViewer, sort: Sorted['sort'], numbers: AreaNumbers) {
  if (viewer.all || (sort !== 'areas' && sort !== 'highest')) return { key: keys[sort], join: sql`` };
  if (!bitsAreExact(numbers)) {
    const key = sort === 'areas' ? sql`held.area_key collate "C"` : sql`held.highest`;
    return { key, join: heldBy(viewer) };
  }
  return { key: (sort === 'areas' ? firstOf : highestIn)(numbers, viewer.areaIds), join: sql`` };
}

/** Which people for whom: made once a request; `counted` are the same people as `where`, asked for in the way that is fast to count. */
type Asked = {
  viewer: ListViewer;
  numbers: AreaNumbers;
  where: RawBuilder<boolean>;
  counted: RawBuilder<boolean>;
};

async function ask(db: Db, viewer: ListViewer, filter: ResolvedFilter): Promise<Asked> {
  const numbers = await readAreaNumbers(db);
  const where = matching(viewer, filter, numbers);
  return { viewer, numbers, where, counted: matching(viewer, filter, numbers, 'count') };
}

/** From where, and in which order; `backwards` is the exact reverse, so that each order needs one index only. */
function ordered({ viewer, numbers, where }: Asked, { sort, dir }: Sorted, backwards = false) {
  const { key, join } = keyOf(viewer, sort, numbers);
  const direction = sql.raw((dir === 'desc') !== backwards ? ' desc' : '');
  const columns = [...(sort === 'name' ? [] : [key]), sql`l.name_key`, sql`l.member_id`];
  const by = sql.join(columns.map((column) => sql`${column}${direction}`));
  return { from: sql`from listed_member l ${join} where ${where}`, by, key, direction };
}

async function count(db: Db, { counted }: Asked): Promise<number> {
  const { rows } = await sql<{
    total: number;
  }>`select count(*)::int as total from listed_member l where ${counted}`.execute(db);
  return rows[0]?.total ?? 0;
}

type Place = { page: number; size: number };
type Ids = { ids: string[]; total: number; page: number; more: boolean };

type Range = { offset: number; length: number };

/** Ids of a range of `total` people; those of the second half are counted from the end, so that nothing is further away than half the list. */
async function walkedIds(db: Db, asked: Asked, order: Sorted, { offset, length }: Range, total: number) {
  const backwards = offset > total / 2;
  const { from, by } = ordered(asked, order, backwards);
  const start = backwards ? total - offset - length : offset;
  const { rows } = await sql<{
    id: string;
  }>`select l.member_id as id ${from} order by ${by} limit ${length} offset ${start}`.execute(db);
  const ids = rows.map(({ id }) => id);
  return backwards ? ids.toReversed() : ids;
}

/** Ids of one page of as many people as there are, or of the first of `more`, whose end nobody knows. */
async function pageIds(
  db: Db,
  asked: Asked,
  order: Sorted,
  at: Place & { total: number; more: boolean },
): Promise<Ids> {
  const { size, total, more } = at;
  const page = pageWithin(at.page, total, size);
  const offset = (page - 1) * size;
  const length = Math.min(size, total - offset);
  if (length <= 0) return { ids: [], total, page, more };
  const counted = more ? Number.POSITIVE_INFINITY : total;
  return { ids: await walkedIds(db, asked, order, { offset, length }, counted), total, page, more };
}

/** Whether the order begins with a value that no index holds, because it depends on the areas of the reader. */
const isComputed = ({ viewer, numbers }: Asked, { sort }: Sorted): boolean =>
  !viewer.all && (sort === 'areas' || sort === 'highest') && bitsAreExact(numbers);

/** A page of an order by a computed value, which has few different ones: counted by value, then walked by name within those of the page. */
async function groupedIds(db: Db, asked: Asked, order: Sorted, { page: wanted, size }: Place): Promise<Ids> {
  const { key, direction } = ordered(asked, order);
  const { rows: groups } = await sql<{ key: number; people: number }>`
    select ${key} as key, count(*)::int as people from listed_member l where ${asked.where} group by 1 order by 1${direction}`.execute(
    db,
  );
  const total = groups.reduce((sum, { people }) => sum + people, 0);
  const page = pageWithin(wanted, total, size);
  const ids: string[] = [];
  let before = (page - 1) * size;
  for (const group of groups) {
    if (ids.length === size) break;
    if (before < group.people) {
      const within = { ...asked, where: sql<boolean>`(${asked.where} and ${key} = ${group.key})` };
      const range = { offset: before, length: Math.min(size - ids.length, group.people - before) };
      ids.push(...(await walkedIds(db, within, { sort: 'name', dir: order.dir }, range, group.people)));
    }
    before = Math.max(0, before - group.people);
  }
  return { ids, total, page, more: false };
}

/** Hits of a search: found once, counted and sorted where they are few; of many only `mostHits` can be paged through. */
async function searchIds(db: Db, asked: Asked, order: Sorted, { page, size }: Place): Promise<Ids> {
  const { from, key, direction } = ordered(asked, order);
  const { rows } = await sql<{ total: number; ids: string[] | null }>`
    with hits as materialized (select l.member_id, l.name_key, ${key} as key ${from} limit ${mostHits + 1}),
      counted as (select count(*)::int as total from hits)
    select total, array(
      select member_id from hits order by key${direction}, name_key${direction}, member_id${direction} limit ${size}
      offset (least(${page} - 1, greatest(0, (total - 1) / ${size})) * ${size})
    ) as ids from counted`.execute(db);
  const { total = 0, ids } = rows[0] ?? {};
  if (total > mostHits) return pageIds(db, asked, order, { page, size, total: mostHits, more: true });
  return { ids: ids ?? [], total, page: pageWithin(page, total, size), more: false };
}

/** All ids of a list in its order, as one text of 37 characters an id, because 100,000 rows would keep the process busy. */
export async function allIds(
  db: Db,
  viewer: ListViewer,
  filter: ResolvedFilter,
  order: Sorted,
): Promise<string> {
  const { from, by } = ordered(await ask(db, viewer, filter), order);
  const { rows } = await sql<{
    ids: string | null;
  }>`select string_agg(l.member_id::text, ',' order by ${by}) as ids ${from}`.execute(db);
  return rows[0]?.ids ?? '';
}

/** These people as the list shows them, in the order of their ids; with the grants only that the reader sees. */
export async function listedRows(
  db: Db,
  viewer: ListViewer,
  ids: readonly string[],
): Promise<MemberListRow[]> {
  const { rows } = await sql<MemberListRow>`
    select m.id, m.first_name as "firstName", m.last_name as "lastName", m.email, m.username, m.employee_number as "employeeNumber",
      coalesce(held.list, '[]') as areas, held.highest as "highestRole", m.state, m.origin, m.locale, m.sync_state as "syncState",
      m.sync_error as "syncError", mail.created_at as "invitedAt",
      coalesce(m.state in ('created', 'invited') and lastly.state in ('failed', 'bounced'), false) as "mailFailed",
      exists (select 1 from deviation d where d.member_id = m.id and d.state = 'open') as deviating
    from unnest(${sql.val(ids)}::uuid[]) with ordinality as wanted (id, place) join member m on m.id = wanted.id
    left join lateral (
      select json_agg(json_strip_nulls(json_build_object('name', a.name, 'role', g.role, 'endsAt', g.ends_at)) order by r.rank desc, a.name) as list,
        (array_agg(g.role order by r.rank desc))[1] as highest
      from "grant" g join area a on a.id = g.area_id cross join lateral (select array_position(${sql.val(roles)}::text[], g.role)) as r (rank)
      where g.member_id = m.id and g.area_id = any(${sql.val(viewer.areaIds)}::uuid[]) and ${isLive('g')}
    ) held on true
    left join lateral (
      select created_at from message where member_id = m.id and kind = 'invitation' order by created_at desc limit 1
    ) mail on true
    left join lateral (
      select state from message where member_id = m.id and kind in ('invitation', 'reminder') order by created_at desc limit 1
    ) lastly on true
    where m.state <> 'deleted'
    order by wanted.place`.execute(db);
  return rows;
}

async function idsOf(db: Db, asked: Asked, filter: ResolvedFilter, order: Sorted & Place): Promise<Ids> {
  if (filter.words.length > 0) return searchIds(db, asked, order, order);
  if (isComputed(asked, order)) return groupedIds(db, asked, order, order);
  return pageIds(db, asked, order, { ...order, total: await count(db, asked), more: false });
}

/** One page of the people whom this reader sees and this filter means; the number is exact (or `more`), and a page beyond the last is the last. */
export async function listMembers(
  db: Db,
  viewer: ListViewer,
  filter: ResolvedFilter,
  order: Omit<MemberOrder, 'size'> & { size: number },
): Promise<MemberList> {
  const asked = await ask(db, viewer, filter);
  const found = await idsOf(db, asked, filter, order);
  const { ids, ...rest } = found;
  return { ...rest, rows: await listedRows(db, viewer, ids) };
}
