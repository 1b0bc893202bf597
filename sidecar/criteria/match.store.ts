import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { MatchedRecord, NearHit } from './record.ts';
import './criteria.table.ts';

/** So many people may be named by one try; common names have hundreds of bearers. */
const nearLimit = 100;
/** Two are ambiguous already; more only show the extent. */
const matchLimit = 20;

const grants = sql`coalesce((select jsonb_agg(jsonb_build_object('areaId', g.area_id, 'role', g.role) order by g.area_id)
  from criteria_grant g where g.record_id = r.id), '[]')`;

export type SetProbe = { setId: number; lookup: Buffer };

/** `newest` is the highest id of a set there is: a set that the probes did not know may hold what they looked for. */
export type Found = { newest: number; records: MatchedRecord[] };

/** The records found at these places, by one probe of the index each. */
export async function readMatching(db: Db, probes: readonly SetProbe[]): Promise<Found> {
  const { rows } = await sql<{ newest: number } & (MatchedRecord | { id: null })>`
    select (select coalesce(max(id), 0) from criteria_set) as newest, m.* from (select 1) as always left join lateral (
      select r.id, r.state, r.version, s.keys, ${grants} as grants, r.ends_at as "endsAt", r.origin, r.created_by as "createdBy",
        r.registration_id as "registrationId", r.member_id as "memberId", r.used_at as "usedAt", r.slowed_until as "slowedUntil"
      from unnest(${probes.map(({ setId }) => setId)}::int[], ${probes.map(({ lookup }) => lookup)}::bytea[]) as p(set_id, lookup)
      join criteria_record r on r.set_id = p.set_id and r.lookup = p.lookup
      join criteria_set s on s.id = r.set_id
      order by cardinality(s.keys) desc, r.created_at, r.id limit ${matchLimit}
    ) m on true
  `.execute(db);
  const records = rows.flatMap(({ newest: _, ...row }) => (row.id === null ? [] : [row]));
  return { newest: rows[0]?.newest ?? 0, records };
}

/** Whose records lie near, the used ones left out: nobody comes in by them any more. */
export async function readNear(db: Db, lookups: readonly Buffer[]): Promise<NearHit[]> {
  const { rows } = await sql<NearHit>`
    select r.id as "recordId", (select array_agg(g.area_id order by g.area_id) from criteria_grant g where g.record_id = r.id) as "areaIds"
    from (select distinct record_id from criteria_near where near = any(${lookups}::bytea[]) limit ${nearLimit}) n
    join criteria_record r on r.id = n.record_id
    where r.state <> 'used'
  `.execute(db);
  return rows;
}
