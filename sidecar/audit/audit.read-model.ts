import { type RawBuilder, sql } from 'kysely';
import { isLive } from '../areas/live-grant.store.ts';
import type { Db } from '../platform/db.ts';
import { pageWithin } from '../platform/http/paging.rules.ts';
import { searchedWords } from '../platform/search.rules.ts';
import type { Act } from './acts.rules.ts';
import type { AuditScope } from './scope.rules.ts';

export const entriesPerPage = 50;

/** One row of the log; names are as they are now, so that the log itself holds none. */
export type AuditEntry = {
  id: number;
  at: Date;
  act: string;
  actorKind: string;
  actorName: string | null;
  areaName: string | null;
  memberId: string | null;
  memberName: string | null;
  /** Whether the person's page opens for the reader. */
  memberOpens: boolean;
  importId: string | null;
  /** Not forgotten yet. */
  importThere: boolean;
  details: Record<string, unknown>;
};
export type AuditFilter = {
  search: string;
  memberId?: string;
  /** An object whose page is open to the reader, and its history with it. */
  subjectIds?: readonly string[];
  areaId?: string;
  act?: Act;
  from?: Date;
  until?: Date;
};
export type AuditPage = { rows: AuditEntry[]; total: number; page: number };

/** People of the reader's areas, as the member list shows them. */
function theirs(areaIds: readonly string[]): RawBuilder<unknown> {
  return sql`(select g.member_id from "grant" g
    where g.area_id = any(${sql.val(areaIds)}::uuid[]) and ${isLive('g')})`;
}

/**
 * A row about an area is seen by who reads that area, whoever it is about; one about a person alone by who reads an area of
 * theirs; one about neither only by who reads all.
 */
function visible({ all, areaIds }: AuditScope): RawBuilder<unknown> {
  return sql`(${all} or e.area_id = any(${sql.val(areaIds)}::uuid[])
    or (e.area_id is null and e.member_id in ${theirs(areaIds)}))`;
}

function matching(scope: AuditScope, filter: AuditFilter): RawBuilder<unknown> {
  const { search, memberId, subjectIds, areaId, act, from, until } = filter;
  // each word must be found somewhere
  const words = searchedWords(search);
  const conditions = [
    subjectIds ? sql`e.subject_id = any(${sql.val(subjectIds)}::uuid[])` : visible(scope),
    ...(words.length > 0
      ? [
          sql`concat_ws(' ', m.first_name, m.last_name, m.email, m.username, m.employee_number) ilike all(${sql.val(words)}::text[])`,
        ]
      : []),
    ...(memberId ? [sql`e.member_id = ${memberId}`] : []),
    ...(areaId ? [sql`e.area_id = ${areaId}`] : []),
    ...(act ? [sql`e.act = ${act}`] : []),
    ...(from ? [sql`e.at >= ${from}`] : []),
    ...(until ? [sql`e.at < ${until}`] : []),
  ];
  return sql`from audit e left join member m on m.id = e.member_id where ${sql.join(conditions, sql` and `)}`;
}

const nameOf = (alias: string): RawBuilder<unknown> =>
  sql`case when ${sql.ref(`${alias}.state`)} <> 'deleted'
    then ${sql.ref(`${alias}.first_name`)} || ' ' || ${sql.ref(`${alias}.last_name`)} end`;

async function read(
  db: Db,
  scope: AuditScope,
  filter: AuditFilter,
  range: { limit: number; offset: number },
): Promise<AuditEntry[]> {
  const { rows } = await sql<AuditEntry>`
    with found as (
      select e.* ${matching(scope, filter)} order by e.id desc limit ${range.limit} offset ${range.offset}
    )
    select e.id, e.at, e.act, e.actor_kind as "actorKind", e.member_id as "memberId", e.details,
      ${nameOf('by')} as "actorName", ${nameOf('m')} as "memberName", a.name as "areaName",
      coalesce(m.state <> 'deleted' and (${scope.all} or m.id in ${theirs(scope.areaIds)}), false) as "memberOpens",
      named.import as "importId", coalesce(exists (select from import i where i.id = named.import::uuid), false) as "importThere"
    from found e cross join lateral (
        select case when e.act like 'import.%' then e.subject_id::text else e.details ->> 'importId' end as import) named left join member by on by.id = e.actor_id left join member m on m.id = e.member_id
      left join area a on a.id = e.area_id
    order by e.id desc
  `.execute(db);
  return rows;
}

async function count(db: Db, scope: AuditScope, filter: AuditFilter): Promise<number> {
  const { rows } = await sql<{
    total: number;
  }>`select count(*)::int as total ${matching(scope, filter)}`.execute(db);
  return rows[0]?.total ?? 0;
}

/** One page of the log, newest first; a page beyond the last is the last. */
export async function listAudit(
  db: Db,
  scope: AuditScope,
  filter: AuditFilter,
  asked: number,
): Promise<AuditPage> {
  const total = await count(db, scope, filter);
  const page = pageWithin(asked, total, entriesPerPage);
  const range = { limit: entriesPerPage, offset: (page - 1) * entriesPerPage };
  return { rows: await read(db, scope, filter, range), total, page };
}

/** All rows of a filter, newest first, or undefined where there are more than `most`. */
export async function allAudit(
  db: Db,
  scope: AuditScope,
  filter: AuditFilter,
  most: number,
): Promise<AuditEntry[] | undefined> {
  const rows = await read(db, scope, filter, { limit: most + 1, offset: 0 });
  return rows.length > most ? undefined : rows;
}

/** The newest rows about one person that the reader may see. */
export function auditOf(db: Db, memberId: string, scope: AuditScope, limit = 20): Promise<AuditEntry[]> {
  return read(db, scope, { search: '', memberId }, { limit, offset: 0 });
}

/** The newest rows about these objects other than people; whether the reader may see them is the caller's question. */
export function auditOfSubjects(
  db: Db,
  subjectIds: readonly string[],
  scope: AuditScope,
  limit = 20,
): Promise<AuditEntry[]> {
  return read(db, scope, { search: '', subjectIds }, { limit, offset: 0 });
}
