import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Administrator, signInAdministrator } from '../support/administrator.ts';
import { type Installation, installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { watchMemory } from './_memory.ts';
import { atMost, type Bench, type Measure, median, percentile, told } from './_run.ts';
import { peopleWorkbook } from './_workbooks.ts';

const megabytes = (bytes: number): number => bytes / 1e6;
const restMilliseconds = 40;

async function stateOf(house: Installation, id: string): Promise<string> {
  const { rows } = await sql<{
    state: string;
    error: unknown;
  }>`select state, error from import where id = ${id}`.execute(house.database.db);
  if (rows[0]?.error) throw new Error(`the file was refused: ${JSON.stringify(rows[0].error)}`);
  return rows[0]?.state ?? '';
}

/** Seconds from the upload to the finished preview. */
async function stage(house: Installation, admin: Administrator, file: Buffer) {
  const begin = performance.now();
  const id = await admin.upload(file);
  await until('the preview is ready', async () => (await stateOf(house, id)) === 'ready', 600);
  return { id, seconds: (performance.now() - begin) / 1000 };
}

/** Milliseconds of these pages, asked for one after the other until `enough`. */
async function ask(
  house: Installation,
  admin: Administrator,
  paths: readonly string[],
  enough: (asked: number) => boolean,
): Promise<number[]> {
  const taken: number[] = [];
  while (!enough(taken.length)) {
    for (const path of paths) {
      const begin = performance.now();
      const { status } = await admin.browser.get(`${house.url}${path}`);
      if (status !== 200) throw new Error(`${path} answered ${status}`);
      taken.push(performance.now() - begin);
    }
    await sleep(restMilliseconds);
  }
  return taken;
}

const p95 = (values: readonly number[]): number => percentile(values, 0.95);

async function measure(house: Installation, rows: number, log: (line: string) => void): Promise<Measure[]> {
  const admin = await signInAdministrator(house);
  const few = Math.max(100, rows / 10);
  log(`writing workbooks of ${few} and ${rows} rows`);
  const [small, large] = [await peopleWorkbook(few, 'a'), await peopleWorkbook(rows, 'b')];
  const first = await stage(house, admin, small);
  const smalls = [first.seconds];
  for (let round = 0; round < 2; round += 1) smalls.push((await stage(house, admin, small)).seconds);
  const pages = ['/admin/members', `/admin/imports/${first.id}`];
  const idle = p95(await ask(house, admin, pages, (asked) => asked >= 200));
  const memory = watchMemory(house.worker().pid);
  const web = watchMemory(house.web().pid);
  const state = { staged: false };
  const watching = ask(house, admin, pages, () => state.staged);
  const end = await stage(house, admin, large).finally(() => {
    state.staged = true;
  });
  const busy = p95(await watching);
  const peaks = memory.stop();
  const preview = `/admin/imports/${end.id}`;
  const views = [
    '',
    '?show=blocked',
    '?show=new&page=1000',
    '?group=1&page=2',
    '?q=nowak',
    '?q=jörg&page=20',
  ];
  const seen = await ask(
    house,
    admin,
    views.map((query) => preview + query),
    (asked) => asked >= 180,
  );
  const exponent = Math.log10(end.seconds / median(smalls)) / Math.log10(rows / few);
  return [
    told(`${few} rows staged, s`, median(smalls)),
    told(`${rows} rows staged, s`, end.seconds),
    atMost('exponent of the time', exponent, 1.1),
    atMost('worker, peak MB', megabytes(peaks.process), 300),
    atMost('reader process, peak MB', megabytes(peaks.children), 300),
    atMost('web process, peak MB', megabytes(web.stop().process), 300),
    told('p95 of pages, idle, ms', idle),
    atMost('p95 of pages while staging / idle', busy / idle, 3),
    atMost(`p95 of the preview of ${rows} rows with any filter, ms`, p95(seen), 100),
  ];
}

/** A real worker reads, checks and stages 10,000 and 100,000 people while an administrator goes on working. */
export const run: Bench = async (scale, _seed, log) => {
  const house = await installation();
  try {
    return await measure(house, Math.round(100_000 * scale), log);
  } finally {
    await house.close();
  }
};
