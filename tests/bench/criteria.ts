import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sql } from 'kysely';
import { matchFacts } from '../../sidecar/criteria/match.service.ts';
import { openDb, type Db } from '../../sidecar/platform/db.ts';
import { testDatabase } from '../support/database.ts';
import { nearHits, ringOf, twoAreas } from '../criteria/records.ts';
import { storePeople, typedBy } from './_criteria-people.ts';
import { atMost, type Bench, type Measure, median, percentile, told } from './_run.ts';

const rounds = 20_000;
const few = 10_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Megabytes in use after a collection. */
function inUse(): number {
  collect();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

/** Milliseconds of a core that this process has worked. */
function worked(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

type Times = { bare: number[]; match: number[]; near: number[] };

/**
 * Each round one bare look-up by primary key, one match and, for a try that misses, one look for whom it comes near, over one connection:
 * half of the tries are true, a quarter has one field wrong, a quarter is of people nobody knows.
 */
async function timeMatches(db: Db, ids: readonly string[], people: number, seed: number): Promise<Times> {
  const ring = keys;
  const times: Times = { bare: [], match: [], near: [] };
  const now = new Date();
  for (let round = -1000; round < rounds; round += 1) {
    const at = Math.abs(round * 7919 + seed) % people;
    const facts = typedBy(round % 4 === 3 ? at + people * 10 : at);
    const typed = round % 4 === 1 ? { ...facts, employeeNumber: '0', birthday: '1900-01-01' } : facts;
    const id = ids[Math.abs(round) % ids.length] ?? '';
    const bare = await timed(() => sql`select state from criteria_record where id = ${id}`.execute(db));
    let kind = '';
    const match = await timed(async () => {
      kind = (await matchFacts(db, ring, typed, now)).kind;
    });
    const near = kind === 'none' ? await timed(() => nearHits(db, ring, typed)) : undefined;
    if (round % 4 === 0 && at % 100 !== 0 && kind !== 'one') throw new Error(`${at}: ${kind}`);
    if (round < 0) continue;
    times.bare.push(bare);
    times.match.push(match);
    if (near !== undefined) times.near.push(near);
  }
  return times;
}
const keys = ringOf(1);

function measures(people: number, { bare, match, near }: Times): Measure[] {
  const p99 = (values: readonly number[]) => percentile(values, 0.99);
  return [
    told('records', people),
    told('bare look-up by primary key: median, ms', median(bare)),
    told('bare look-up by primary key: p99, ms', p99(bare)),
    told('match: median, ms', median(match)),
    told('match: p99, ms', p99(match)),
    told('near hits of a miss: p99, ms', p99(near)),
    told('match ÷ bare look-up, medians', median(match) / median(bare)),
    atMost('match ÷ bare look-up, p99', p99(match) / p99(bare), 3),
  ];
}

/** Milliseconds of a core that all connections' server processes of this database have worked is not told by PostgreSQL, so only ours count. */
export const run: Bench = async (scale, seed, log) => {
  const people = Math.max(few * 2, Math.round(1_000_000 * scale));
  const database = await testDatabase();
  const one = openDb(database.url, 1);
  const owner = openDb(database.migrateUrl, 1);
  try {
    await sql`insert into member_field (key, name_de, name_en, type, position)
      values ('birthday', 'Geburtstag', 'Birthday', 'date', 4)`.execute(database.db);
    const { north } = await twoAreas(database.db);
    await storePeople(database.db, keys, north, 0, few);
    const sample = await database.db.selectFrom('criteria_record').select('id').limit(2000).execute();
    const ids = sample.map(({ id }) => id);
    await timeMatches(one, ids, few, seed);
    const before = inUse();
    const [start, cpu] = [performance.now(), worked()];
    await storePeople(database.db, keys, north, few, people);
    const seconds = (performance.now() - start) / 1000;
    const perRecord = (worked() - cpu) / (people - few);
    log(`${people} records, the last ${people - few} in ${seconds.toFixed(1)} s`);
    // As autovacuum does by itself within minutes of such an import.
    for (const table of ['criteria_record', 'criteria_grant', 'criteria_near'])
      await sql`vacuum analyze ${sql.table(table)}`.execute(owner);
    const times = await timeMatches(one, ids, people, seed);
    const grown = inUse() - before;
    return [
      ...measures(people, times),
      told('storing: records/s, a thousand a transaction', (people - few) / seconds),
      told('storing: processor time of our process a record, ms', perRecord),
      atMost(`memory in use, more than with ${few} records, MB`, grown, 5),
      told('peak of this process, MB', peak()),
    ];
  } finally {
    await one.destroy();
    await owner.destroy();
    await database.close();
  }
};

function peak(): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
}
