import { sql } from 'kysely';
import type { Role } from '../areas/role.ts';
import type { Db } from '../platform/db.ts';
import { pageWithin } from '../platform/http/paging.rules.ts';
import type { SkipReason } from './bulk-act.rules.ts';
import type { BulkActName, BulkActState, BulkItemState } from './bulk-act.table.ts';
import type { ListViewer } from './member-filter.rules.ts';
import { readAreaNumbers, visibleTo } from './member-filter.store.ts';
import { isUuid } from '../platform/uuid.rules.ts';

export type BulkActHead = {
  id: string;
  act: BulkActName;
  areaId: string | null;
  role: Role | null;
  state: BulkActState;
  people: number;
  createdAt: Date;
  finishedAt: Date | null;
  createdBy: string;
  /** Null for somebody who is deleted. */
  createdByName: string | null;
};
export type BulkCounts = {
  waiting: number;
  done: number;
  skipped: number;
  reasons: { reason: SkipReason; count: number }[];
};
/** `name` is null for whom the reader does not see, or not any more. */
export type BulkItem = {
  memberId: string | null;
  name: string | null;
  state: BulkItemState;
  reason: SkipReason | null;
};
/** One's own acts, or all for who manages the network. */
export type BulkReader = { memberId: string; seesAll: boolean };

const head = sql`b.id, b.act, b.area_id as "areaId", b.role, b.state, b.people, b.created_at as "createdAt", b.finished_at as "finishedAt",
  b.created_by as "createdBy", case when m.state <> 'deleted' then m.first_name || ' ' || m.last_name end as "createdByName"
  from bulk_act b join member m on m.id = b.created_by`;
const own = (reader: BulkReader) => sql`(${reader.seesAll} or b.created_by = ${reader.memberId})`;

/** Undefined for an unknown act and for one of somebody else alike. */
export async function findBulkAct(db: Db, reader: BulkReader, id: string): Promise<BulkActHead | undefined> {
  if (!isUuid(id)) return undefined;
  const { rows } = await sql<BulkActHead>`select ${head} where b.id = ${id} and ${own(reader)}`.execute(db);
  return rows[0];
}

/** A page of acts, newest first. */
export async function listBulkActs(db: Db, reader: BulkReader, asked: number, size: number) {
  const counted = await sql<{
    total: number;
  }>`select count(*)::int as total from bulk_act b where ${own(reader)}`.execute(db);
  const total = counted.rows[0]?.total ?? 0;
  const page = pageWithin(asked, total, size);
  const { rows } = await sql<BulkActHead>`select ${head} where ${own(reader)}
    order by b.created_at desc, b.id limit ${size} offset ${(page - 1) * size}`.execute(db);
  return { rows, total, page };
}

export async function countItems(db: Db, id: string): Promise<BulkCounts> {
  const { rows } = await sql<{ state: BulkItemState; reason: SkipReason | null; count: number }>`
    select state, reason, count(*)::int as count from bulk_act_item where bulk_act_id = ${id} group by 1, 2 order by 3 desc`.execute(
    db,
  );
  const sum = (state: BulkItemState) =>
    rows.filter((row) => row.state === state).reduce((all, { count }) => all + count, 0);
  return {
    waiting: sum('waiting'),
    done: sum('done'),
    skipped: sum('skipped'),
    reasons: rows.flatMap(({ reason, count }) => (reason ? [{ reason, count }] : [])),
  };
}

/** A page of the people of an act in the order in which it goes; names of those only whom the reader sees now. */
export async function readItems(
  db: Db,
  viewer: ListViewer,
  id: string,
  asked: { state: BulkItemState | undefined; limit: number; offset: number },
): Promise<BulkItem[]> {
  const seen = visibleTo(viewer, await readAreaNumbers(db));
  const { rows } = await sql<BulkItem>`
    select l.member_id as "memberId", m.first_name || ' ' || m.last_name as name, i.state, i.reason
    from (select * from bulk_act_item where bulk_act_id = ${id} and (${asked.state ?? null}::text is null or state = ${asked.state ?? null})
      order by number limit ${asked.limit} offset ${asked.offset}) i
    left join listed_member l on l.member_id = i.member_id and ${seen}
    left join member m on m.id = l.member_id order by i.number`.execute(db);
  return rows;
}
