import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { MatchedRecord, NearHit } from './record.ts';
import type { CriteriaSet } from './set.store.ts';
import './criteria.table.ts';

/** So many people may be named by one try; common names have hundreds of bearers. */
const nearLimit = 100;

export type SetProbe = { set: CriteriaSet; lookup: Buffer };
/** `newest` is the highest id of a set there is: a set that the probes did not know may hold what they looked for. */
export type Found = { newest: number; records: MatchedRecord[] };
type Row = { newest: number | null } & ((Omit<MatchedRecord, 'keys'> & { setId: number }) | { id: null });

/** The records found at these places, by one probe of the index each. */
export async function readMatching(db: Db, probes: readonly SetProbe[]): Promise<Found> {
  const keys = new Map(probes.map(({ set }) => [set.id, set.keys]));
  const { rows } =
    await sql<Row>`select * from einlass_criteria_found(${[...keys.keys()]}, ${probes.map(({ lookup }) => lookup)})`.execute(
      db,
    );
  const records = rows.flatMap((row) => {
    if (row.id === null) return [];
    const { newest: _, setId, ...record } = row;
    return [{ ...record, keys: keys.get(setId) ?? [] }];
  });
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
