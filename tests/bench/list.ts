import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { openDb } from '../../sidecar/platform/db.ts';
import { type Installation, installation } from '../support/installation.ts';
import { sessionCookie } from '../support/sessions.ts';
import { worked } from './_core.ts';
import { fillKeycloak, timeKeycloak } from './_keycloak-people.ts';
import { askedOfList } from './_list-asked.ts';
import { timeQueries } from './_list-query.ts';
import { insertAreas, insertPeople } from './_people.ts';
import { atMost, type Bench, type Measure, median, percentile, told } from './_run.ts';

const rounds = 5;
/** Rounds before those that count: a web process that has run for a day is warm, and so are its connections. */
const warmUp = 10;
type Timed = { asked: string; ms: number };

/** Milliseconds to the last byte on loopback, of a signed-in administrator. */
async function get(house: Installation, cookie: string, path: string): Promise<number> {
  const start = performance.now();
  const answer = await fetch(house.url + path, {
    headers: { cookie, accept: 'text/html', 'accept-encoding': 'identity' },
  });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
  return performance.now() - start;
}

async function timeList(house: Installation, cookie: string, asked: readonly string[]): Promise<Timed[]> {
  const times: Timed[] = [];
  for (let round = -warmUp; round < rounds; round += 1)
    for (const query of asked) {
      const ms = await get(house, cookie, `/admin/members?${query}`);
      if (round >= 0) times.push({ asked: query, ms });
    }
  return times;
}

function measures(who: string, times: readonly Timed[], bound?: number): Measure[] {
  const all = times.map(({ ms }) => ms);
  const by = [...new Set(times.map(({ asked }) => asked))].map((asked) => ({
    asked,
    ms: median(times.filter((one) => one.asked === asked).map(({ ms }) => ms)),
  }));
  const worst = by.toSorted((a, b) => b.ms - a.ms).slice(0, 3);
  const p95 = percentile(all, 0.95);
  return [
    bound
      ? atMost(`${who}: p95 of ${all.length} requests, ms`, p95, bound)
      : told(`${who}: p95 of ${all.length} requests, ms`, p95),
    told(`${who}: median, ms`, median(all)),
    ...worst.map(({ asked, ms }) => told(`${who}: worst, median of ?${asked || '(nothing)'}, ms`, ms)),
  ];
}

/** Somebody who manages half of all areas, but not the network. */
async function halfManager(house: Installation, areaIds: readonly string[]): Promise<string> {
  const userId = randomUUID();
  await sql`with made as (insert into member (first_name, last_name, username, origin, state, sync_state, keycloak_user_id)
      values ('Helga', 'Halb', 'helga.halb', 'demo', 'active', 'done', ${userId}) returning id)
    insert into "grant" (member_id, area_id, role, origin)
    select made.id, unnest(${sql.val(areaIds)}::uuid[]), 'newsroom_manager', 'demo' from made`.execute(
    house.database.db,
  );
  return sessionCookie(house, userId);
}

/** Megabytes that the web process holds now, or held at most since `forgetPeak`. */
function memory(house: Installation, what: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${house.web().pid}/status`, 'utf8');
  return Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
}

/** The whole list as a file, while the process is asked every 20 ms whether it is there. */
async function timeExport(house: Installation, cookie: string, format: string): Promise<Measure[]> {
  const before = memory(house, 'VmRSS');
  writeFileSync(`/proc/${house.web().pid}/clear_refs`, '5');
  const waits: number[] = [];
  let over = false;
  const watch = (async () => {
    for (; !over; await sleep(20)) waits.push(await get(house, cookie, '/healthz'));
  })();
  const ms = await get(house, cookie, `/admin/members/export.${format}`);
  over = true;
  await watch;
  return [
    told(`export.${format}: seconds`, ms / 1000),
    told(`export.${format}: memory of the web process before it, MB`, before),
    atMost(`export.${format}: memory of the web process at most, MB`, memory(house, 'VmHWM'), 300),
    told(`export.${format}: longest wait of another request, ms`, Math.max(...waits)),
    atMost(`export.${format}: p95 wait of another request, ms`, percentile(waits, 0.95), 50),
  ];
}

async function prepare(house: Installation, people: number, seed: number): Promise<string[]> {
  await house.worker().stop();
  const { db, migrateUrl } = house.database;
  const { rows } = await sql<{ id: string }>`select id from area where parent_id is null`.execute(db);
  const areaIds = await insertAreas(db, rows[0]?.id ?? '');
  await insertPeople(db, areaIds, people, seed);
  // As autovacuum does by itself within a minute of such a load.
  const owner = openDb(migrateUrl, 1);
  for (const table of ['listed_member', 'member', 'grant', 'message'])
    await sql`vacuum analyze ${sql.table(table)}`.execute(owner);
  await owner.destroy();
  return areaIds;
}

/** The member list of 100,000 people beside Keycloak's own list of (some of) the same people, in one run on one machine. */
export const run: Bench = async (scale, seed, log) => {
  const people = Math.round(100_000 * scale);
  const accounts = Math.round(20_000 * scale);
  const house = await installation();
  try {
    const areaIds = await prepare(house, people, seed);
    log(`${people} people, ${areaIds.length + 3} areas`);
    await fillKeycloak(house, accounts);
    log(`${accounts} of them in Keycloak`);
    const { rows } = await sql<{
      id: string;
    }>`select keycloak_user_id as id from member where username = 'netz.manager'`.execute(house.database.db);
    const boss = await sessionCookie(house, rows[0]?.id ?? '');
    const half = await halfManager(house, areaIds.slice(1, 11));
    const asked = askedOfList({
      division: areaIds[1] ?? '',
      area: areaIds[2] ?? '',
      pages: Math.ceil(people / 25),
    });
    const working = worked(house.web().pid);
    const ours = await timeList(house, boss, asked);
    const perRequest = (worked(house.web().pid) - working) / (asked.length * (warmUp + rounds));
    const queries = (await timeQueries(house.database.url, asked, rounds)) ?? [];
    const keycloak = await timeKeycloak(house, accounts, rounds);
    const halves = await timeList(house, half, asked);
    // A process of its own for the files, so that nothing else is in its memory.
    await house.restartWeb();
    const exports = [...(await timeExport(house, boss, 'csv')), ...(await timeExport(house, boss, 'xlsx'))];
    return [
      ...measures(`list of ${people}, ${asked.length} combinations, who sees all`, ours, 50),
      told('the web process works for a request, ms', perRequest),
      ...measures("PostgreSQL's work for the query alone", queries),
      ...measures('who sees half of the areas', halves),
      ...[...keycloak].map(([name, ms]) =>
        told(`Keycloak's users (${accounts}), ${name}: p95, ms`, percentile(ms, 0.95)),
      ),
      ...exports,
    ];
  } finally {
    await house.close();
  }
};
