import { type RawBuilder, sql } from 'kysely';
import type { Facts } from '../areas/field.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { administrator } from '../areas/settings-page.rules.ts';
import { record as audit } from '../audit/audit.store.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { KeyRing } from '../platform/secrets.ts';
import type { CriteriaRow, Problem } from './import.ts';
import { changeRecords } from './record-change.store.ts';
import { changedParts } from './record-change.rules.ts';
import { keyFactsOf } from './record-key.rules.ts';
import { type ListedRecord, readRecords } from './record-list.read-model.ts';
import { actsOn, areaOfRecord } from './record-scope.rules.ts';
import { removeRecords } from './record.store.ts';

/** What an import needs to take a row back: the version that it left, and for a record that was there what it was before. */
export type Before =
  | { created: true; version: number }
  | { created: false; version: number; facts: Facts; grants: readonly HeldGrant[]; endsAt: string | null };
export type StoredRow = { number: number; subjectId: string; record: CriteriaRow; before: Before | null };
export type UndoneRow = { number: number; outcome: 'undone' | 'kept'; problems: readonly Problem[] };

type Reason = 'used' | 'changedSince' | 'mayNotUndo' | 'collision';
type Planned = StoredRow & { before: Before; held: ListedRecord };

const kept = ({ number }: StoredRow, reason: Reason): UndoneRow => ({
  number,
  outcome: 'kept',
  problems: [{ text: `criteria.import.undo.${reason}` }],
});
const undone = ({ number }: StoredRow): UndoneRow => ({ number, outcome: 'undone', problems: [] });

/** Why a record stays as it is; undefined where it can be taken back. */
function whyKept(scope: AdminScope, held: ListedRecord, before: Before | null): Reason | undefined {
  if (held.state === 'used' || held.state === 'redeeming') return 'used';
  if (!before || held.version !== before.version) return 'changedSince';
  const grants = before.created ? held.grants : [...held.grants, ...before.grants];
  return actsOn(scope, grants) ? undefined : 'mayNotUndo';
}

async function putBack(trx: Trx, ring: KeyRing, rows: readonly Planned[]): Promise<UndoneRow[]> {
  const changes = rows.flatMap(({ before, held: { id, version } }) =>
    before.created
      ? []
      : [
          {
            id,
            version,
            facts: before.facts,
            grants: before.grants,
            endsAt: before.endsAt === null ? null : new Date(before.endsAt),
            keyFacts: keyFactsOf(before.facts),
          },
        ],
  );
  const changed = await changeRecords(trx, ring, changes);
  return rows.map((row, at) => {
    const answer = changed[at];
    if (answer === undefined || answer === 'overtaken') return kept(row, 'changedSince');
    return 'collision' in answer ? kept(row, 'collision') : undone(row);
  });
}

async function takeAway(trx: Trx, rows: readonly Planned[]): Promise<UndoneRow[]> {
  const removed = new Set(
    await removeRecords(
      trx,
      rows.map(({ subjectId }) => subjectId),
    ),
  );
  return rows.map((row) => (removed.has(row.subjectId) ? undone(row) : kept(row, 'used')));
}

function eventOf(scope: AdminScope, importId: string, { before, held }: Planned): AuditEvent {
  const where = areaOfRecord(scope, held.grants);
  if (before.created) return { act: 'criteria.removed', recordId: held.id, ...where, importId };
  const [now, then] = [
    { facts: held.facts ?? {}, grants: held.grants, endsAt: held.endsAt },
    { ...before, endsAt: before.endsAt === null ? null : new Date(before.endsAt) },
  ];
  return {
    act: 'criteria.changed',
    recordId: held.id,
    ...where,
    fields: changedParts(now, then),
    importId,
  };
}

/** Takes a batch back: new records go, changed ones become what they were; what was used or changed since stays as it is. */
export async function undoRows(
  { trx, ring, scope, importId }: { trx: Trx; ring: KeyRing; scope: AdminScope; importId: string },
  rows: readonly StoredRow[],
): Promise<UndoneRow[]> {
  const ids = rows.map(({ subjectId }) => subjectId);
  await sql`select from criteria_record where id = any(${ids}::uuid[]) order by id for update`.execute(trx);
  const held = new Map((await readRecords(trx, ids)).map((record) => [record.id, record]));
  const done: UndoneRow[] = [];
  const planned: Planned[] = [];
  for (const row of rows) {
    const record = held.get(row.subjectId);
    const reason = record && whyKept(scope, record, row.before);
    if (!record) done.push(undone(row));
    else if (reason || !row.before) done.push(kept(row, reason ?? 'changedSince'));
    else planned.push({ ...row, before: row.before, held: record });
  }
  const results = [
    ...(await takeAway(
      trx,
      planned.filter(({ before }) => before.created),
    )),
    ...(await putBack(
      trx,
      ring,
      planned.filter(({ before }) => !before.created),
    )),
  ];
  const ended = new Set(results.filter(({ outcome }) => outcome === 'undone').map(({ number }) => number));
  const events = planned
    .filter(({ number }) => ended.has(number))
    .map((row) => eventOf(scope, importId, row));
  await audit(trx, administrator(scope), events);
  return [...done, ...results];
}

/** How many of these records (a query for their ids) stand for somebody by now. */
export async function settledAmong(db: Db, records: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ settled: number }>`
    select count(*)::int as settled from criteria_record
    where id in (${records}) and state in ('used', 'redeeming')`.execute(db);
  return rows[0]?.settled ?? 0;
}
