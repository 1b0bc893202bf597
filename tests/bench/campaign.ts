import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openBatch } from '../../sidecar/mail/batch.store.ts';
import { enqueue } from '../../sidecar/mail/message.store.ts';
import { laneConnections } from '../../sidecar/mail/transport.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { openNudger } from '../../sidecar/platform/queue.ts';
import { invitedPeople, mail } from '../support/campaign-of.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { installation, type Installation } from '../support/installation.ts';
import { type SinkProcess, sinkProcess } from '../support/kept-mails.ts';
import { atLeast, atMost, type Bench, median, type Measure, percentile, told } from './_run.ts';

export const name = 'campaign';

const rounds = 3;
const bare = fileURLToPath(new URL('./_bare-pool.ts', import.meta.url));
type Log = (line: string) => void;
type Rates = { house: number[]; bare: number[] };

/** Milliseconds of processor time a process has taken so far. */
function coreMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
function megabytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

type Site = { house: Installation; sink: SinkProcess; work: Parameters<typeof mail>[0] };

/** One campaign by the worker process, from the commit to the last confirmed row; single urgent mails beside it if wanted. */
async function campaign(site: Site, count: number, codes: number) {
  const { house, sink, work } = site;
  const mark = randomUUID().slice(0, 8);
  const addresses = (what: string, many: number) =>
    Array.from({ length: many }, (_, index) => `${what}.${index}.${mark}@firma.example`);
  const keysDir = String(house.env['KEYS_DIR']);
  const people = await invitedPeople(work.db, keysDir, addresses('person', count));
  const waiting = await invitedPeople(work.db, keysDir, addresses('code', codes));
  const before = sink.kept().length;
  const pid = house.worker().pid;
  const [cpu, start] = [coreMs(pid), performance.now()];
  await mail(work, people, { batch: randomUUID() });
  const asked = new Map<string, number>();
  const memory: number[] = [];
  const some = async (which: string): Promise<boolean> =>
    (await house.query(`select 1 from message where ${which} limit 1`)).rows.length > 0;
  // each by an index of its own, so that asking costs next to nothing
  const isOver = async (): Promise<boolean> =>
    !(await some("state = 'queued' and not urgent")) &&
    !(await some("state = 'queued' and urgent")) &&
    !(await some("state = 'sending' and lease_until > now()"));
  for (let over = false; !over; over = await isOver()) {
    const [person] = waiting.splice(0, 1);
    if (person) {
      asked.set(person.email, Date.now());
      await mail(work, [person], { urgent: true });
    }
    memory.push(megabytes(pid));
    await sleep(50);
  }
  const seconds = (performance.now() - start) / 1000;
  const kept = sink.kept().slice(before);
  const waits = kept.flatMap(({ to, at }) => (asked.has(to) ? [at - (asked.get(to) ?? 0)] : []));
  if (kept.length !== count + asked.size || waits.length !== asked.size)
    throw new Error(`${kept.length} mails of ${count} and ${asked.size} arrived`);
  return { seconds, coreMsEach: (coreMs(pid) - cpu) / kept.length, kept, waits, memory };
}

/** The same mails by a bare pool of as many connections, already rendered. */
async function barePool({ sink }: Site, kept: readonly { offset: number }[]) {
  const file = join(sink.folder, 'rendered.jsonl');
  const lines: string[] = [];
  for (const one of kept as ReturnType<SinkProcess['kept']>) {
    const { from, to, subject, html, text, messageId } = await sink.read(one);
    const headers = { 'Auto-Submitted': 'auto-generated' };
    lines.push(JSON.stringify({ from, to, subject, html, text, messageId, headers }));
  }
  writeFileSync(file, lines.join('\n'));
  return async () => {
    const args = [bare, sink.url, file, String(laneConnections.ordinary)];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return JSON.parse(stdout) as { seconds: number; coreMs: number };
  };
}

async function compare(site: Site, count: number, log: Log): Promise<Measure[]> {
  const rates: Rates = { house: [], bare: [] };
  const warm = await campaign(site, Math.min(count, 1000), 0);
  log(`warm: ${warm.kept.length} mails`);
  let peer: Awaited<ReturnType<typeof barePool>> | undefined;
  const memory: number[] = [];
  const costs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const ours = await campaign(site, count, 0);
    peer ??= await barePool(site, ours.kept);
    const theirs = await peer();
    rates.house.push(count / ours.seconds);
    rates.bare.push(count / theirs.seconds);
    memory.push(Math.max(...ours.memory));
    costs.push(ours.coreMsEach);
    log(
      `round ${round + 1}: ${Math.round(count / ours.seconds)}/s (${ours.coreMsEach.toFixed(2)} core-ms a mail), bare pool ${Math.round(count / theirs.seconds)}/s (${theirs.coreMs.toFixed(2)} core-ms), worker ${memory.at(-1)?.toFixed(0)} MB`,
    );
  }
  return [
    told('mails of a campaign', count),
    told('campaign, mails/s', median(rates.house)),
    told('bare nodemailer pool, mails/s', median(rates.bare)),
    atLeast('campaign ÷ bare pool', median(rates.house) / median(rates.bare), 0.8),
    told('core-ms of the worker a mail', median(costs)),
    atMost(
      'megabytes of the worker, third campaign more than the first',
      (memory[2] ?? 0) - (memory[0] ?? 0),
      30,
    ),
  ];
}

async function codesMeanwhile(site: Site, count: number): Promise<Measure[]> {
  const { waits } = await campaign(site, count, 500);
  return [
    told('urgent mails while a campaign runs', waits.length),
    told('… median ms to the sink', median(waits)),
    atMost('… 99 % of them, ms to the sink', percentile(waits, 0.99), 5000),
  ];
}

/** Seconds to put so many messages of one campaign into the outbox, in one transaction. */
async function enqueueing({ db }: TestDatabase, count: number): Promise<number> {
  const id = randomUUID();
  const message = { kind: 'invitation', memberId: null, subjectId: null, locale: 'de' } as const;
  const messages = Array.from({ length: count }, (_, index) => ({
    ...message,
    toAddress: `person.${index}@firma.example`,
  }));
  const now = new Date();
  const start = performance.now();
  await db.transaction().execute(async (trx) => {
    await openBatch(trx, { id, perMinute: 600 });
    const batch = { id, startAt: now, perMinute: 600 };
    await enqueue(trx, messages, { publicUrl: 'https://einlass.example', now, batch });
  });
  return (performance.now() - start) / 1000;
}

async function linear(count: number, log: Log): Promise<Measure[]> {
  const database = await testDatabase();
  try {
    await enqueueing(database, 1000);
    const seconds: number[] = [];
    for (const many of [count / 10, count, count * 10]) {
      seconds.push(await enqueueing(database, Math.round(many)));
      log(`${Math.round(many)} messages put into the outbox in ${seconds.at(-1)?.toFixed(2)} s`);
    }
    const [, some = 0, all = 0] = seconds;
    return [
      told(`seconds to enqueue ${count * 10}`, all),
      atMost('exponent of the time to enqueue', Math.log10(all / some), 1.1),
    ];
  } finally {
    await database.close();
  }
}

/** A campaign through outbox, queue and SMTP by a real worker process, beside a bare pool in the same run, to the same sink. */
export const run: Bench = async (scale, _seed, log) => {
  const count = Math.max(200, Math.round(10_000 * scale));
  const sink = await sinkProcess();
  const house = await installation({ LOG_LEVEL: 'warn', SMTP_URL: sink.url, SWEEP_SECONDS: '15' });
  const nudger = openNudger(String(house.env['REDIS_URL']), 'einlass-queue', openLog('silent', 'bench'));
  try {
    const work = { db: house.database.db, nudger, publicUrl: house.url };
    const site = { house, sink, work };
    return [
      ...(await compare(site, count, log)),
      ...(await codesMeanwhile(site, count)),
      ...(await linear(count, log)),
    ];
  } finally {
    await nudger.close();
    await house.close();
    await sink.close();
  }
};
