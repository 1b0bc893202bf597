import type { Facts, Field } from '../areas/field.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { matchFacts, nearOf } from './match.service.ts';
import { readNear } from './match.store.ts';
import { normalise } from './normalise.rules.ts';
import type { RecordDeps } from './record-change.service.ts';
import { type ListedRecord, readRecords } from './record-list.read-model.ts';
import { actsOn } from './record-scope.rules.ts';
import { slowedUntil } from './slowing.store.ts';

/** One field of a record beside what was typed for it, each also as it is compared; `stored` is null once the facts were dropped. */
export type ComparedFact = {
  key: string;
  typed: string | undefined;
  typedNormal: string | undefined;
  stored: string | null;
  storedNormal: string | null;
  equal: boolean;
};
export type ProbedRecord = { record: ListedRecord; slowedUntil?: Date | undefined; compared: ComparedFact[] };
/** `closed`: the record that decides is locked or has ended. `none`: `records` are those that come near. */
export type Probe = { kind: 'one' | 'used' | 'closed' | 'ambiguous' | 'none'; records: ProbedRecord[] };

/** So many records that come near are shown. */
const mostNear = 5;

/** `keys` are the fields that the record is stored by, known even when its facts are not. */
export function compareFacts(
  fields: readonly Field[],
  typed: Facts,
  stored: Facts | null,
  keys: readonly string[],
): ComparedFact[] {
  return fields
    .filter(({ key }) => keys.includes(key))
    .map((field) => {
      const { key } = field;
      const typedFact = typed[key];
      const typedNormal = typedFact === undefined ? undefined : normalise(field, typedFact);
      const storedFact = stored?.[key] ?? null;
      const storedNormal = storedFact === null ? null : normalise(field, storedFact);
      const equal = storedNormal === null ? typedNormal !== undefined : storedNormal === typedNormal;
      return { key, typed: typedFact, typedNormal, stored: storedFact, storedNormal, equal };
    });
}

/** Those of these records that this administrator may act on; the others are as if they were not there. */
async function own(db: Db, scope: AdminScope, ids: readonly string[]): Promise<ListedRecord[]> {
  return (await readRecords(db, ids)).filter(({ grants }) => actsOn(scope, grants));
}

type Asked = { fields: readonly Field[]; facts: Facts };

/** What an employee who types these facts would meet, as far as this administrator's records go; nothing is written or counted. */
export async function probe(
  { db, ring, clock }: RecordDeps,
  scope: AdminScope,
  { fields, facts }: Asked,
): Promise<Probe> {
  const match = await matchFacts(db, ring, facts, clock());
  const decisive = 'record' in match ? match.record : 'closed' in match ? match.closed : undefined;
  const ids = match.kind === 'ambiguous' ? match.recordIds : decisive ? [decisive.id] : [];
  const places = await nearOf(db, ring, facts);
  const slowed = await slowedUntil(db, places, clock());
  const found = (await own(db, scope, ids)).map((record) => ({
    record,
    slowedUntil: slowed ?? undefined,
    compared: compareFacts(fields, facts, record.facts, decisive?.keys ?? Object.keys(record.facts ?? {})),
  }));
  if (found.length > 0) return { kind: match.kind === 'none' ? 'closed' : match.kind, records: found };
  const hits = await readNear(db, places);
  const near = await own(
    db,
    scope,
    hits.map(({ recordId }) => recordId),
  );
  const records = near.slice(0, mostNear).map((record) => ({
    record,
    compared: compareFacts(fields, facts, record.facts, Object.keys(record.facts ?? {})),
  }));
  return { kind: 'none', records };
}
