import { type RawBuilder, sql } from 'kysely';
import { areasFor } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { pageWithin } from '../platform/http/paging.rules.ts';
import { searchedWords } from '../platform/search.rules.ts';
import { reservedSince, type ShownState, shownStates } from './access-link.rules.ts';
import type { LinkFilter } from './link.schema.ts';
import './access-link.table.ts';

export const linksPerPage = 50;
/** A link as the list shows it; the secret is in none of it. */
export type LinkRow = {
  id: string;
  number: number;
  batchId: string;
  /** Of the whole batch. */
  links: number;
  purpose: string;
  areaName: string;
  role: string;
  state: ShownState;
  lastFour: string;
  generation: number;
  expiresAt: Date;
  reservedAt: Date | null;
  usedAt: Date | null;
  endedAt: Date | null;
  endedByName: string | null;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  madeAt: Date;
  madeByName: string | null;
  memberId: string | null;
  /** Null where the person is deleted. */
  memberName: string | null;
  /** How the last mail fares; null for links that are handed over. */
  mail: string | null;
};
/** Areas in which the reader may act, and now. */
export type LinkReader = { areaIds: readonly string[]; now: Date };

export function readerOf({ tree, actor }: AdminScope, now: Date): LinkReader {
  return { areaIds: areasFor(tree, actor, 'links.write'), now };
}

/** The state as it is shown, in SQL: what access-link.rules.ts says. */
export function shownIn(now: Date): RawBuilder<ShownState> {
  return sql<ShownState>`case when l.state <> 'open' then l.state when l.expires_at <= ${now} then 'expired'
    when l.reserved_at > ${reservedSince(now)} then 'reserved' else 'open' end`;
}

/** From and where of the links that a filter means, among those that the reader may see. */
export function matching({ areaIds, now }: LinkReader, filter: LinkFilter): RawBuilder<unknown> {
  const { state, area, batch, q, id } = filter;
  // each word must be found somewhere
  const words = searchedWords(q);
  const conditions = [
    sql`l.area_id = any(${sql.val(areaIds)}::uuid[])`,
    ...(state ? [sql`${shownIn(now)} = ${state}`] : []),
    ...(area ? [sql`l.area_id = ${area}`] : []),
    ...(batch ? [sql`l.batch_id = ${batch}`] : []),
    ...(id ? [sql`l.id = ${id}`] : []),
    ...(words.length > 0
      ? [
          sql`concat_ws(' ', b.purpose, l.first_name, l.last_name, l.email, l.last_four) ilike all(${sql.val(words)}::text[])`,
        ]
      : []),
  ];
  return sql`from access_link l join access_link_batch b on b.id = l.batch_id where ${sql.join(conditions, sql` and `)}`;
}

const order = sql`order by b.created_at desc, b.id, l.number`;
const nameOf = (alias: string): RawBuilder<unknown> =>
  sql`case when ${sql.ref(`${alias}.state`)} <> 'deleted'
    then ${sql.ref(`${alias}.first_name`)} || ' ' || ${sql.ref(`${alias}.last_name`)} end`;

export type LinkCounts = Readonly<Record<ShownState | 'total', number>>;

/** How many links are in which state, whatever state the filter names; all of them add up to `total`. */
export async function countLinks(db: Db, reader: LinkReader, filter: LinkFilter): Promise<LinkCounts> {
  const { rows } = await sql<{ state: ShownState; count: number }>`
    select ${shownIn(reader.now)} as state, count(*)::int as count
    ${matching(reader, { ...filter, state: undefined })} group by 1`.execute(db);
  const counts = Object.fromEntries(shownStates.map((state) => [state, 0])) as Record<ShownState, number>;
  let total = 0;
  for (const { state, count } of rows) {
    counts[state] = count;
    total += count;
  }
  return { ...counts, total };
}

/** Ids of all links of a filter in the order of the list. */
export async function linkIds(db: Db, reader: LinkReader, filter: LinkFilter): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select l.id ${matching(reader, filter)} ${order}`.execute(db);
  return rows.map(({ id }) => id);
}

/** These links, in the order of the list. */
export async function readLinks(db: Db, now: Date, ids: readonly string[]): Promise<LinkRow[]> {
  const { rows } = await sql<LinkRow>`
    select l.id, l.number, l.batch_id as "batchId", b.links, b.purpose, a.name as "areaName", l.role,
      ${shownIn(now)} as state, l.last_four as "lastFour", l.generation, l.expires_at as "expiresAt",
      l.reserved_at as "reservedAt", l.used_at as "usedAt", l.ended_at as "endedAt", ${nameOf('ender')} as "endedByName",
      l.first_name as "firstName", l.last_name as "lastName", l.email, b.created_at as "madeAt",
      ${nameOf('maker')} as "madeByName", l.member_id as "memberId", ${nameOf('m')} as "memberName",
      case when l.email is not null then (select g.state from message g where g.subject_id = l.id
        order by g.created_at desc limit 1) end as mail
    from access_link l join access_link_batch b on b.id = l.batch_id join area a on a.id = l.area_id
      left join member m on m.id = l.member_id left join member maker on maker.id = b.created_by
      left join member ender on ender.id = l.ended_by
    where l.id = any(${ids}::uuid[]) ${order}`.execute(db);
  return rows;
}

/** One page of links, the newest batch first; a page beyond the last is the last. */
export async function listLinks(
  db: Db,
  reader: LinkReader,
  filter: LinkFilter,
  total: number,
  asked: number,
): Promise<{ rows: LinkRow[]; page: number }> {
  const page = pageWithin(asked, total, linksPerPage);
  const { rows } = await sql<{ id: string }>`select l.id ${matching(reader, filter)} ${order}
    limit ${linksPerPage} offset ${(page - 1) * linksPerPage}`.execute(db);
  return {
    rows: await readLinks(
      db,
      reader.now,
      rows.map(({ id }) => id),
    ),
    page,
  };
}
