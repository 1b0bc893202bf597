import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { sql } from 'kysely';
import type { Comparison } from '../../sidecar/areas/field.table.ts';
import type { Facts } from '../../sidecar/areas/field.ts';
import type { RecordState } from '../../sidecar/criteria/criteria.table.ts';
import { matchFacts } from '../../sidecar/criteria/match.service.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { newRecord, ringOf, store, twoAreas } from './records.ts';

const ring = ringOf(1);
const now = new Date('2026-03-01T12:00:00Z');
/** Words of one line are equal where the comparison is tolerant; exactly none are. */
const alike = [
  ['Jörg', 'JOERG', 'Jo-erg'],
  ['Weiß', 'weiss', 'Wei ss'],
  ['O’Neil', 'oneil'],
  ['1', '01'],
] as const;
const words = alike.flat();
const kindOf = (word: string): number =>
  word === '01' ? -1 : alike.findIndex((line) => (line as readonly string[]).includes(word));
const equal = (comparison: Comparison, a: string, b: string): boolean =>
  a === b || (comparison === 'tolerant' && kindOf(a) === kindOf(b));

const keys = ['firstName', 'lastName', 'employeeNumber'] as const;
const word = fc.constantFrom(...words);
const facts = fc.record({ firstName: word, lastName: word, employeeNumber: word }, { requiredKeys: [] });
const someFacts = facts.filter((each) => Object.keys(each).length > 0);
const comparison = fc.constantFrom<Comparison>('exact', 'tolerant');
const comparisons = fc.record({ firstName: comparison, lastName: comparison, employeeNumber: comparison });
const state = fc.constantFrom<RecordState>('open', 'redeeming', 'used', 'locked');
const stored = fc.record({ facts: someFacts, state, ended: fc.boolean() });
type Stored = { id: string; facts: Facts; state: RecordState; ended: boolean };
type Rules = Record<(typeof keys)[number], Comparison>;

let database: TestDatabase;
let north: string;
beforeAll(async () => {
  database = await testDatabase();
  ({ north } = await twoAreas(database.db));
});
afterAll(() => database?.close());

async function prepare(rules: Rules, wanted: readonly Omit<Stored, 'id'>[]): Promise<Stored[]> {
  for (const table of ['criteria_record', 'criteria_set'])
    await sql`delete from ${sql.table(table)}`.execute(database.db);
  for (const key of keys)
    await sql`update member_field set comparison = ${rules[key]} where key = ${key}`.execute(database.db);
  const answers = await store(
    database.db,
    ring,
    wanted.map((each) => newRecord(north, each.facts)),
  );
  const all = wanted.flatMap((each, at) => {
    const answer = answers[at];
    return answer && 'id' in answer ? [{ ...each, id: answer.id }] : [];
  });
  for (const { id, state: as, ended } of all)
    await sql`update criteria_record set state = ${as}, ends_at = ${ended ? now : null} where id = ${id}`.execute(
      database.db,
    );
  return all;
}

/** What must come out, by comparing word for word. */
function expected(rules: Rules, all: readonly Stored[], typed: Facts) {
  const known = (facts: Facts) => keys.filter((key) => facts[key] !== undefined);
  const fits = all.filter(({ facts: has }) =>
    known(has).every(
      (key) => typed[key] !== undefined && equal(rules[key], has[key] ?? '', typed[key] ?? ''),
    ),
  );
  const most = Math.max(0, ...fits.map(({ facts: has }) => known(has).length));
  const alive = fits.filter(
    (each) =>
      known(each.facts).length === most && each.state !== 'locked' && (each.state === 'used' || !each.ended),
  );
  if (alive.length === 0) return 'none';
  if (alive.length > 1)
    return alive
      .map(({ id }) => id)
      .toSorted()
      .join();
  return `${alive[0]?.state === 'used' ? 'used' : 'one'} ${alive[0]?.id}`;
}

test('whatever is stored and typed: all stored facts equal, the most specific record, never one of two', async () => {
  await fc.assert(
    fc.asyncProperty(
      comparisons,
      fc.array(stored, { maxLength: 7 }),
      fc.array(facts, { minLength: 6, maxLength: 6 }),
      async (rules, wanted, typed) => {
        const all = await prepare(rules, wanted);
        // What was stored is typed as well, so that matches are common.
        for (const each of [...typed, ...all.map(({ facts: own }) => own)]) {
          const found = await matchFacts(database.db, ring, each, now);
          const said =
            found.kind === 'none'
              ? 'none'
              : found.kind === 'ambiguous'
                ? found.recordIds.toSorted().join()
                : `${found.kind} ${found.record.id}`;
          expect({ each, said }).toEqual({ each, said: expected(rules, all, each) });
        }
      },
    ),
    { numRuns: 40 },
  );
});
