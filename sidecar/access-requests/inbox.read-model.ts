import { type RawBuilder, sql } from 'kysely';
import { areasFor } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { pageWithin } from '../platform/http/paging.rules.ts';
import { searchedWords } from '../platform/search.rules.ts';
import type { InboxFilter, InboxTab } from './inbox.schema.ts';
import type { Answer, MergeState, RequestOrigin, RequestState, TimedGrant } from './request.table.ts';
import './request.table.ts';

export const requestsPerPage = 50;

/** A request as lists and its page show it. */
export type InboxRow = {
  id: string;
  memberId: string;
  salutation: string | null;
  firstName: string;
  lastName: string;
  email: string | null;
  locale: string;
  /** The applicant is deleted; the name stays until the person is erased. */
  gone: boolean;
  areaId: string;
  areaName: string;
  state: RequestState;
  origin: RequestOrigin;
  message: string | null;
  answers: readonly Answer[];
  createdAt: Date;
  expiresAt: Date;
  decidedAt: Date | null;
  /** Null where nobody's hand decided it, or whoever did is deleted. */
  decidedByName: string | null;
  reason: string | null;
  againAt: Date | null;
  granted: readonly TimedGrant[];
  /** What became of the last question whether the applicant has another account; null where nobody was asked. */
  merge: MergeState | null;
};

/** Areas in which the reader decides. */
export const decidableAreas = ({ tree, actor }: AdminScope): string[] =>
  areasFor(tree, actor, 'requests.decide');

const inTab = (tab: InboxTab): RawBuilder<unknown> =>
  tab === 'pending' ? sql`r.state = 'pending'` : sql`r.state <> 'pending'`;

function matching(areaIds: readonly string[], { area, q }: InboxFilter): RawBuilder<unknown> {
  // each word must be found somewhere
  const words = searchedWords(q);
  const conditions = [
    sql`r.area_id = any(${sql.val(areaIds)}::uuid[])`,
    ...(area ? [sql`r.area_id = ${area}`] : []),
    ...(words.length > 0
      ? [
          sql`concat_ws(' ', m.first_name, m.last_name, m.email, r.message) ilike all(${sql.val(words)}::text[])`,
        ]
      : []),
  ];
  return sql`from access_request r join member m on m.id = r.member_id where ${sql.join(conditions, sql` and `)}`;
}

/** Who waits longest comes first; of what is decided, the newest. */
const orderOf = (tab: InboxTab): RawBuilder<unknown> =>
  tab === 'pending' ? sql`order by r.created_at, r.id` : sql`order by r.decided_at desc, r.id`;

export type InboxCounts = Readonly<Record<InboxTab, number>>;

/** How many requests of a filter are in each tab, whichever it names. */
export async function countRequests(
  db: Db,
  areaIds: readonly string[],
  filter: InboxFilter,
): Promise<InboxCounts> {
  const { rows } = await sql<{ pending: number; decided: number }>`
    select count(*) filter (where ${inTab('pending')})::int as pending,
      count(*) filter (where ${inTab('decided')})::int as decided ${matching(areaIds, filter)}`.execute(db);
  return rows[0] ?? { pending: 0, decided: 0 };
}

/** How many wait for this reader, for the navigation of every page; their own, which others decide, are left out. */
export async function countWaiting(db: Db, scope: AdminScope): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from access_request
    where state = 'pending' and area_id = any(${decidableAreas(scope)}::uuid[])
      and member_id <> ${scope.actor.memberId}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Ids of all requests of a filter in the order of the list. */
export async function requestIds(
  db: Db,
  areaIds: readonly string[],
  filter: InboxFilter,
  { limit, offset }: { limit?: number; offset?: number } = {},
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select r.id ${matching(areaIds, filter)} and ${inTab(filter.tab)} ${orderOf(filter.tab)}
    limit ${limit ?? null} offset ${offset ?? 0}`.execute(db);
  return rows.map(({ id }) => id);
}

/** These requests in the order of the ids, as far as they are in these areas. */
export async function readRequests(
  db: Db,
  areaIds: readonly string[],
  ids: readonly string[],
): Promise<InboxRow[]> {
  const { rows } = await sql<InboxRow>`
    select r.id, r.member_id as "memberId", m.salutation, m.first_name as "firstName", m.last_name as "lastName",
      m.email, m.locale, m.state = 'deleted' as gone, r.area_id as "areaId", a.name as "areaName", r.state, r.origin, r.message,
      coalesce(r.answers, '[]') as answers, r.created_at as "createdAt", r.expires_at as "expiresAt",
      r.decided_at as "decidedAt",
      case when d.state <> 'deleted' then d.first_name || ' ' || d.last_name end as "decidedByName",
      r.reason, r.again_at as "againAt", coalesce(r.granted, '[]') as granted,
      (select g.state from account_merge g where g.request_id = r.id
        order by g.state = 'open' desc, g.created_at desc limit 1) as merge
    from access_request r join member m on m.id = r.member_id join area a on a.id = r.area_id
      left join member d on d.id = r.decided_by
    where r.id = any(${ids}::uuid[]) and r.area_id = any(${areaIds}::uuid[])
    order by array_position(${ids}::uuid[], r.id)`.execute(db);
  return rows;
}

/** One page of the list; a page beyond the last is the last. */
export async function listRequests(
  db: Db,
  areaIds: readonly string[],
  filter: InboxFilter,
  total: number,
  asked: number,
): Promise<{ rows: InboxRow[]; page: number }> {
  const page = pageWithin(asked, total, requestsPerPage);
  const range = { limit: requestsPerPage, offset: (page - 1) * requestsPerPage };
  const ids = await requestIds(db, areaIds, filter, range);
  return { rows: await readRequests(db, areaIds, ids), page };
}
