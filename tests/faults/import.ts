import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { openDb } from '../../sidecar/platform/db.ts';
import { accountProblems, unknownAccounts } from '../support/accounts.ts';
import { installation, type Installation } from '../support/installation.ts';
import { servers } from '../support/servers.ts';
import { desk, editTwo, mailsOf, people, peopleOf, resultOf } from './_import.ts';
import { exactly, type FaultRun, type Figure, randomFrom, told } from './_run.ts';
import { openStops } from './_stops.ts';

export const name = 'import';

type Options = { rows: number; kills: number; seed: number; log: (line: string) => void };

/** Rows at which the worker is killed, half of them while the row's person is written, half while the row is. */
function places(rows: number, kills: number, random: () => number) {
  const numbers = new Set<number>();
  while (numbers.size < Math.min(kills, rows)) numbers.add(1 + Math.floor(random() * rows));
  return [...numbers].map((number, index) =>
    index % 2 === 0
      ? ({ table: 'import_row', column: 'number', value: String(number) } as const)
      : ({ table: 'member', column: 'employee_number', value: String(number).padStart(6, '0') } as const),
  );
}

/** Kills the worker at each of its stops by kill -9 and starts it again. */
async function killAtStops(
  house: Installation,
  at: ReturnType<typeof places>,
  isOver: () => Promise<boolean>,
  log: (line: string) => void,
): Promise<number> {
  const owner = openDb(house.database.migrateUrl, 4);
  const stops = await openStops(owner, at, isOver);
  let kills = 0;
  try {
    for (let place = await stops.next(); place; place = await stops.next()) {
      await house.worker().stop('SIGKILL');
      kills += 1;
      await stops.release(place);
      house.restartWorker();
      if (kills % 10 === 0) log(`${kills} kills`);
    }
  } finally {
    await stops.close();
    await owner.destroy();
  }
  return kills;
}

/** An import killed at random rows, resumed, run again, edited, and two at once: compared with one clean run. */
export async function importing({ rows, kills, seed, log }: Options): Promise<Figure[]> {
  const random = randomFrom(seed);
  const file = people(rows);
  const [clean, house] = [await installation(), await installation({ LEASE_SECONDS: '3' })];
  try {
    const calm = await desk(clean);
    await calm.run(file);
    log('one clean run is done');
    const storm = await desk(house);
    const before = await peopleOf(house);
    const id = await storm.upload(file);
    const whileStaging = await killAtStops(
      house,
      places(rows, Math.ceil(kills / 5), random).filter(({ table }) => table === 'import_row'),
      async () => (await storm.state(id)) === 'ready',
      log,
    );
    await storm.until(id, 'ready');
    const writtenBefore = (await peopleOf(house)) !== before;
    void storm.start(id);
    const killed = await killAtStops(
      house,
      places(rows, kills, random),
      async () => (await storm.state(id)) === 'done',
      log,
    );
    await storm.until(id, 'done');
    log(`resumed after ${killed} kills`);
    const [wanted, got] = [await resultOf(clean), await resultOf(house)];
    const again = await storm.preview(file);
    const edited = await storm.run(editTwo(file));
    const changed = await house.query(
      `select count(distinct member_id)::int as n from audit where act = 'member.changed' and details ? 'importId'`,
    );
    return [
      told('rows', rows),
      told('kill -9 while staging', whileStaging),
      told('kill -9 in the middle of a row while running', killed),
      exactly('anything written before the run', writtenBefore ? 1 : 0, 0),
      exactly(
        'people, grants, rows and audit rows that differ from one clean run',
        wanted.digest === got.digest ? 0 : 1,
        0,
      ),
      exactly('rows of the same file again that would change something', again.changing, 0),
      exactly('rows changed by two edited rows', edited.changed, 2),
      exactly('people changed by two edited rows, by the log', Number(changed.rows[0]?.['n']), 2),
      exactly('mails sent by all of it', await mailsOf(house), 0),
      await twoAtOnce(clean, rows),
      ...(await accounts(house, log)),
    ];
  } finally {
    await house.close();
    await clean.close();
  }
}

/** Two files that say different things about the same people, run at the same moment by two workers: the end is that of one order. */
async function twoAtOnce(house: Installation, rows: number): Promise<Figure> {
  house.restartWorker();
  const { upload, until, start } = await desk(house);
  const said = (word: string) =>
    people(rows).map((row) =>
      row.map((cell, at) => (at === 0 ? `9${cell}` : at === 2 ? word : at === 3 ? '' : cell)),
    );
  const ids = [await upload(said('Erste')), await upload(said('Zweite'))];
  for (const id of ids) await until(id, 'ready');
  await Promise.all(ids.map(start));
  for (const id of ids) await until(id, 'done');
  const ended = await house.query(`select distinct last_name from member where employee_number like '9%'`);
  return exactly('different outcomes of people named by two imports at once', ended.rows.length, 1);
}

/** What Keycloak holds: nobody doubled, missing or unknown; every person of a small sample is compared field by field. */
async function accounts(house: Installation, log: (line: string) => void): Promise<Figure[]> {
  const { keycloakUrl: url, keycloakAdminUsername: username, keycloakAdminPassword: password } = servers();
  const admin = await connectAdmin({ url, username, password });
  const books = { db: house.database.db, admin, realm: house.realm };
  const { rows } = await house.query(
    `select id from member where origin = 'import' order by md5(id::text) limit 200`,
  );
  let wrong = 0;
  for (const { id } of rows) {
    const problems = await accountProblems(books, String(id));
    for (const problem of problems) log(`${String(id)}: ${problem}`);
    if (problems.length > 0) wrong += 1;
  }
  return [
    exactly('accounts missing, doubled or incomplete among 200 people', wrong, 0),
    exactly('accounts that the database does not know', (await unknownAccounts(books)).length, 0),
  ];
}

/** 10,000 rows, 50 kills in the middle of a row (and ten more while the file is staged). */
export const run: FaultRun = (scale, seed, log) =>
  importing({
    rows: Math.max(100, Math.round(10_000 * scale)),
    kills: Math.max(2, Math.round(50 * scale)),
    seed,
    log,
  });
