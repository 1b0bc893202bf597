import { sql } from 'kysely';
import type { AreaTree } from '../areas/area.ts';
import { type Manager, managersOf } from '../members/managers.read-model.ts';
import type { Db, Trx } from '../platform/db.ts';
import './request.table.ts';

/** What waits for one manager: all of it, and when the oldest and the newest of it came. */
export type Waiting = {
  manager: Manager;
  count: number;
  areaIds: readonly string[];
  oldest: Date;
  newest: Date;
};

async function areasWithRequests(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('access_request')
    .select('area_id')
    .distinct()
    .where('state', '=', 'pending')
    .execute();
  return rows.map(({ area_id }) => area_id);
}

/** What waits, by the manager who is told of it (`managersOf`), of what came until then; nobody is told of their own request. */
export async function readWaiting(db: Db, tree: AreaTree, until: Date): Promise<Map<string, Waiting>> {
  const responsible = await managersOf(db, tree, await areasWithRequests(db));
  const pairs = [...responsible].flatMap(([areaId, managers]) =>
    managers.map((manager) => ({ areaId, manager })),
  );
  const managers = new Map(pairs.map(({ manager }) => [manager.memberId, manager]));
  const { rows } = await sql<Omit<Waiting, 'manager'> & { memberId: string }>`
    select told.member_id as "memberId", count(*)::int as count, array_agg(distinct r.area_id) as "areaIds",
      min(r.created_at) as oldest, max(r.created_at) as newest
    from unnest(${pairs.map(({ areaId }) => areaId)}::uuid[], ${pairs.map(({ manager }) => manager.memberId)}::uuid[]) as told (area_id, member_id)
    join access_request r on r.area_id = told.area_id and r.state = 'pending' and r.member_id <> told.member_id and r.created_at <= ${until}
    join member m on m.id = r.member_id and m.state <> 'deleted'
    group by told.member_id order by told.member_id`.execute(db);
  return new Map(
    rows.flatMap(({ memberId, ...waiting }) => {
      const manager = managers.get(memberId);
      return manager ? [[memberId, { manager, ...waiting }] as const] : [];
    }),
  );
}

/**
 * Claims the turn to tell these managers, in one statement however many they are: each goes to one caller, and only where something
 * came since they were told, `after` or longer ago. `until`: of what came later they are told the next time. Answers who is to be told.
 */
export async function claimDigests(
  trx: Trx,
  waiting: ReadonlyMap<string, Pick<Waiting, 'newest'>>,
  { until, after }: { until: Date; after: Date },
): Promise<string[]> {
  const ids = [...waiting.keys()].sort();
  const newest = sql`(${ids.map((id) => waiting.get(id)?.newest)}::timestamptz[])[array_position(${ids}::uuid[], told.member_id)]`;
  const { rows } = await sql<{ memberId: string }>`
    insert into request_digest as told (member_id, told_at) select id, ${until} from unnest(${ids}::uuid[]) as id
    on conflict (member_id) do update set told_at = excluded.told_at
      where told.told_at < ${newest} and told.told_at <= ${after}
    returning told.member_id as "memberId"`.execute(trx);
  return rows.map(({ memberId }) => memberId);
}
