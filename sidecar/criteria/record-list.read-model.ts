import { type RawBuilder, sql } from 'kysely';
import type { Facts } from '../areas/field.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';
import type { Db } from '../platform/db.ts';
import { pageWithin } from '../platform/http/paging.rules.ts';
import type { RecordState } from './criteria.table.ts';
import type { RecordOrder } from './record-list.schema.ts';

export type ListedRecord = {
  id: string;
  state: RecordState;
  version: number;
  /** Null once they were dropped after use. */
  facts: Facts | null;
  grants: readonly HeldGrant[];
  endsAt: Date | null;
  origin: string;
  importId: string | null;
  createdAt: Date;
  createdBy: string | null;
  usedAt: Date | null;
  memberId: string | null;
};
/** `more`: there are more than the `total` that can be paged through, because counting every hit of a search would be slow. */
export type RecordList = { rows: ListedRecord[]; total: number; page: number; more: boolean };
/** How many hits of a search are counted; every other number is exact. */
export const mostHits = 10_000;

/** Last and first name as the index `criteria_record_name` has them. */
const nameKey = sql`criteria_name_key(r."values")`;
const keys: Readonly<Record<RecordOrder['sort'], RawBuilder<unknown>>> = {
  name: nameKey,
  ends: sql`r.ends_at`,
  state: sql`r.state`,
  created: sql`r.created_at`,
};

function orderBy({ sort, dir }: Pick<RecordOrder, 'sort' | 'dir'>): RawBuilder<unknown> {
  const direction = sql.raw(dir);
  return sql`${keys[sort]} ${direction}, r.id ${direction}`;
}

async function count(db: Db, where: RawBuilder<boolean>, most: number | undefined): Promise<number> {
  const limit = most === undefined ? sql`` : sql`limit ${most + 1}`;
  const { rows } = await sql<{ total: number }>`
    select count(*)::int as total from (select from criteria_record r where ${where} ${limit}) as found`.execute(
    db,
  );
  return rows[0]?.total ?? 0;
}

/** How many records this condition means, whatever their number. */
export const countRecords = (db: Db, where: RawBuilder<boolean>): Promise<number> =>
  count(db, where, undefined);

/** These records with all that is shown of them, in the order of `ids`; who is gone meanwhile is left out. */
export async function readRecords(db: Db, ids: readonly string[]): Promise<ListedRecord[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<ListedRecord>`
    select r.id, r.state, r.version, r."values" as facts, r.ends_at as "endsAt", r.origin, r.import_id as "importId",
      r.created_at as "createdAt", r.created_by as "createdBy", r.used_at as "usedAt", r.member_id as "memberId",
      coalesce((select json_agg(json_build_object('areaId', g.area_id, 'role', g.role) order by a.name, a.id)
        from criteria_grant g join area a on a.id = g.area_id where g.record_id = r.id), '[]') as grants
    from unnest(${sql.val(ids)}::uuid[]) with ordinality as wanted (id, place) join criteria_record r on r.id = wanted.id
    order by wanted.place`.execute(db);
  return rows;
}

/** Names of those who came in by these records and are still there, by record id: what a record is called once its facts were dropped. */
export async function usersOf(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select r.id, m.first_name || ' ' || m.last_name as name from criteria_record r join member m on m.id = r.member_id
    where r.id = any(${sql.val(ids)}::uuid[]) and m.state <> 'deleted'`.execute(db);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** One page of the records that `where` means; `searched` says that they are hits of words, which are not all counted. */
export async function listRecords(
  db: Db,
  where: RawBuilder<boolean>,
  order: Omit<RecordOrder, 'size'> & { size: number },
  searched: boolean,
): Promise<RecordList> {
  const counted = await count(db, where, searched ? mostHits : undefined);
  const total = searched ? Math.min(counted, mostHits) : counted;
  const page = pageWithin(order.page, total, order.size);
  const { rows } = await sql<{ id: string }>`
    select r.id from criteria_record r where ${where} order by ${orderBy(order)}
    limit ${order.size} offset ${(page - 1) * order.size}`.execute(db);
  const found = await readRecords(
    db,
    rows.map(({ id }) => id),
  );
  return { rows: found, total, page, more: counted > total };
}

/** All ids in the list's order as one text of 37 characters an id, because 100,000 rows would keep the process busy. */
export async function allRecordIds(
  db: Db,
  where: RawBuilder<boolean>,
  order: Pick<RecordOrder, 'sort' | 'dir'>,
): Promise<string> {
  const { rows } = await sql<{ ids: string | null }>`
    select string_agg(r.id::text, ',' order by ${orderBy(order)}) as ids from criteria_record r where ${where}`.execute(
    db,
  );
  return rows[0]?.ids ?? '';
}
