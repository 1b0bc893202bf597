import { type Selectable, sql } from 'kysely';
import type { Db, Trx } from '../platform/db.ts';
import type { AccessRequestTable, RequestState, TimedGrant } from './request.table.ts';
import './request.table.ts';

export type AccessRequest = Selectable<AccessRequestTable>;
export type NewRequest = Pick<
  AccessRequest,
  'member_id' | 'area_id' | 'origin' | 'message' | 'answers' | 'facts' | 'registration_id'
> & { created_at: Date; expires_at: Date };

/** Answers the new row's id; undefined where this person has a pending one for this area already. */
export async function insertRequest(trx: Trx, request: NewRequest): Promise<string | undefined> {
  const { answers, facts } = request;
  const row = await trx
    .insertInto('access_request')
    .values({
      ...request,
      answers: sql`${JSON.stringify(answers)}::jsonb`,
      facts: facts && sql`${JSON.stringify(facts)}::jsonb`,
    })
    .onConflict((conflict) =>
      conflict.columns(['member_id', 'area_id']).where('state', '=', 'pending').doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export type RequestEnd = {
  state: Exclude<RequestState, 'pending'>;
  /** Null where nobody's hand ended it. */
  decidedBy: string | null;
  reason?: string;
  againAt?: Date;
  granted?: readonly TimedGrant[];
  recordId?: string;
};

/**
 * Ends pending requests; answers those that this call ended, none of those that somebody else ended before. Their people must be held
 * (`holdMember`) before, in this order: whoever deletes somebody holds them and then ends their requests.
 */
export async function endRequests(
  trx: Trx,
  ids: readonly string[],
  end: RequestEnd,
  now: Date,
): Promise<AccessRequest[]> {
  if (ids.length === 0) return [];
  return trx
    .updateTable('access_request')
    .set({
      state: end.state,
      decided_at: now,
      decided_by: end.decidedBy,
      reason: end.reason ?? null,
      again_at: end.againAt ?? null,
      granted: end.granted ? sql`${JSON.stringify(end.granted)}::jsonb` : null,
      record_id: end.recordId ?? null,
      facts: null,
    })
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .where('state', '=', 'pending')
    .returningAll()
    .execute();
}

export async function findRequest(db: Db, id: string): Promise<AccessRequest | undefined> {
  return db.selectFrom('access_request').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The same for many, by id; ids of other things are left out. */
export async function findRequests(db: Db, ids: readonly string[]): Promise<Map<string, AccessRequest>> {
  const rows = await db
    .selectFrom('access_request')
    .selectAll()
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

export async function pendingRequest(
  db: Db,
  memberId: string,
  areaId: string,
): Promise<AccessRequest | undefined> {
  return db
    .selectFrom('access_request')
    .selectAll()
    .where('member_id', '=', memberId)
    .where('area_id', '=', areaId)
    .where('state', '=', 'pending')
    .executeTakeFirst();
}

/** Somebody's requests, newest first. */
export async function requestsOf(db: Db, memberId: string, limit = 50): Promise<AccessRequest[]> {
  return db
    .selectFrom('access_request')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** What keeps somebody from asking for an area: a request that waits, or until when a rejection does. */
export type AskedBefore = { isPending: boolean; againAt: Date | null };

/** The same for each area where there is something that does, by area id. */
export async function askedBefore(db: Db, memberId: string, now: Date): Promise<Map<string, AskedBefore>> {
  const { rows } = await sql<AskedBefore & { areaId: string }>`
    select area_id as "areaId", bool_or(state = 'pending') as "isPending",
      max(again_at) filter (where state = 'rejected' and again_at > ${now}) as "againAt"
    from access_request where member_id = ${memberId} and (state = 'pending' or again_at > ${now})
    group by area_id`.execute(db);
  return new Map(rows.map(({ areaId, ...asked }) => [areaId, asked]));
}

/** How many requests this person has filed since then. */
export async function filedSince(db: Db, memberId: string, since: Date): Promise<number> {
  const { filed } = await db
    .selectFrom('access_request')
    .select((of) => of.fn.countAll<number>().as('filed'))
    .where('member_id', '=', memberId)
    .where('created_at', '>', since)
    .executeTakeFirstOrThrow();
  return filed;
}
