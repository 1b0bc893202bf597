import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { pageWithin } from '../platform/http/paging.rules.ts';
import type { Asked, GrantListRow } from './grant-list.ts';
import '../audit/audit.table.ts';
import './member.table.ts';

/** What ends soon, next first. */
const ending = (days: number, areaIds: readonly string[]) => sql`
  select g.id, g.member_id as "memberId", m.first_name as "firstName", m.last_name as "lastName", m.email, a.id as "areaId", a.name as area,
    g.role, g.origin, coalesce(g.term_from, g.granted_at) as "from", g.ends_at as "endsAt", g.ends_at as place, g.id::text as key
  from "grant" g join member m on m.id = g.member_id join area a on a.id = g.area_id
  where g.ends_at > now() and g.ends_at <= now() + ${days} * interval '1 day' and m.state <> 'deleted'
    and g.area_id = any(${sql.val(areaIds)}::uuid[])`;

/** When it ended, which the worker may have noticed later. */
const endOfEnded = sql`coalesce((e.details ->> 'endsAt')::timestamptz, e.at)`;

/** What ended, last first; the log is all that knows of it. */
const ended = (areaIds: readonly string[]) => sql`
  select null::uuid as id, e.member_id as "memberId", m.first_name as "firstName", m.last_name as "lastName", m.email, a.id as "areaId",
    a.name as area, e.details ->> 'role' as role, e.details ->> 'origin' as origin, e.at as "from", ${endOfEnded} as "endsAt",
    to_timestamp(-extract(epoch from ${endOfEnded})) as place, e.id::text as key
  from audit e join member m on m.id = e.member_id join area a on a.id = e.area_id
  where e.act = 'grant.ended' and e.at > now() - interval '30 days' and m.state <> 'deleted'
    and e.area_id = any(${sql.val(areaIds)}::uuid[])`;

const meant = ({ ends, areaIds }: Asked): RawBuilder<unknown> =>
  ends === 'ended' ? ended(areaIds) : ending(Number(ends), areaIds);

export async function countEnding(db: Db, asked: Asked): Promise<number> {
  const { rows } = await sql<{
    total: number;
  }>`select count(*)::int as total from (${meant(asked)}) g`.execute(db);
  return rows[0]?.total ?? 0;
}

const rowsOf = async (db: Db, asked: Asked, limit: number, offset: number): Promise<GrantListRow[]> => {
  const { rows } = await sql<GrantListRow & { place: Date; key: string }>`
    select * from (${meant(asked)}) g order by place, key limit ${limit} offset ${offset}`.execute(db);
  return rows.map(({ place: _place, key: _key, ...row }) => row);
};

/** One page of the grants that end or have ended in these areas. */
export async function listEnding(
  db: Db,
  asked: Asked,
  page: number,
  size: number,
): Promise<{ rows: GrantListRow[]; total: number; page: number }> {
  const total = await countEnding(db, asked);
  const shown = pageWithin(page, total, size);
  return { rows: await rowsOf(db, asked, size, (shown - 1) * size), total, page: shown };
}

/** All of them at once, for a file: an end date is an exception, so that they are few. */
export const allEnding = (db: Db, asked: Asked): Promise<GrantListRow[]> => rowsOf(db, asked, 100_000, 0);

/** The grants of one person that end, by area, with since when they are given until then. */
export async function termsOf(
  db: Db,
  memberId: string,
): Promise<Map<string, { id: string; from: Date; endsAt: Date }>> {
  const { rows } = await sql<{ areaId: string; id: string; from: Date; endsAt: Date }>`
    select area_id as "areaId", id, coalesce(term_from, granted_at) as "from", ends_at as "endsAt" from "grant"
    where member_id = ${memberId} and ends_at > now()`.execute(db);
  return new Map(rows.map(({ areaId, ...term }) => [areaId, term]));
}
