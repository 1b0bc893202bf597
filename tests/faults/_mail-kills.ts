import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { Redis } from 'ioredis';
import { until } from '../support/processes.ts';
import type { MailHouse } from './_mail-house.ts';

export type Target = 'worker' | 'web' | 'redis' | 'postgres' | 'sink' | 'keycloak';
/** What happens once so many messages have ended. */
export type Mishap = { at: number; name: Target | 'flush' | 'away' | 'freeze'; delayMs: number };
export type OwnServers = { killPostgres(): Promise<void>; killKeycloak(): Promise<void> };
export type Told = {
  kills: number;
  /** Messages in flight at each kill, added up: so many may arrive twice. */
  inFlight: number;
  /** Seconds from the return of Redis, or a FLUSHALL, to the next mail of those that the mail server answers; the longest. */
  refillSeconds: number;
  /** The slowest page while Redis was away, in ms. */
  slowestPageMs: number;
  /** Rows that had ended when a frozen process thawed and were another afterwards. */
  overwritten: number;
};

const patience = 240;

export async function count({ db }: MailHouse, states: readonly string[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from message where state = any(${states}::text[])`.execute(db);
  return rows[0]?.n ?? 0;
}

/** As the queue page's *retry* does, for who will not wait for minutes. */
export async function retryAll({ db }: MailHouse): Promise<void> {
  await sql`update message set due_at = now() where state = 'queued'`.execute(db);
}

/** Messages that wait for nothing but us: where the mail server is silent (sink-process.ts), its limit of a minute decides. */
async function countFlowing({ db }: MailHouse): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from message
    where state in ('queued', 'sending') and to_address !~ '(hang|drip)\\.example$'`.execute(db);
  return rows[0]?.n ?? 0;
}

/** Seconds until the next mail, of what an earlier mishap has not put off for minutes. */
async function nextMail(house: MailHouse): Promise<number> {
  const [before, start] = [house.sink.kept().length, performance.now()];
  await retryAll(house);
  await until(
    'mail flows again',
    async () => house.sink.kept().length > before || (await countFlowing(house)) === 0,
    patience,
  );
  return (performance.now() - start) / 1000;
}

async function flush(house: MailHouse, told: Told): Promise<void> {
  const client = new Redis(house.redis.url);
  await client.flushall();
  client.disconnect();
  told.refillSeconds = Math.max(told.refillSeconds, await nextMail(house));
}

async function page(house: MailHouse): Promise<number> {
  const start = performance.now();
  const answer = await fetch(`${house.url}/i/nobodys-link`, { signal: AbortSignal.timeout(10_000) });
  await answer.arrayBuffer();
  return performance.now() - start;
}

/** No Redis for so long; the pages answer meanwhile. */
async function away(house: MailHouse, told: Told, seconds: number): Promise<void> {
  await house.redis.stop();
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    told.slowestPageMs = Math.max(told.slowestPageMs, await page(house));
    await sleep(500);
  }
  await house.redis.begin();
  told.refillSeconds = Math.max(told.refillSeconds, await nextMail(house));
}

/** The worker stands still for so long while another goes on, and then wakes with what it held. */
async function freeze(house: MailHouse, told: Told, seconds: number): Promise<void> {
  const frozen = house.worker();
  told.inFlight += await count(house, ['sending']);
  process.kill(frozen.pid, 'SIGSTOP');
  house.restartWorker();
  await sleep(seconds * 1000);
  const { rows } = await sql<{ id: string; was: string }>`
    select id, state || attempt as was from message where state in ('sent', 'failed')`.execute(house.db);
  process.kill(frozen.pid, 'SIGCONT');
  await sleep(3000);
  const after = await sql<{
    id: string;
    was: string;
  }>`select id, state || attempt as was from message`.execute(house.db);
  const now = new Map(after.rows.map(({ id, was }) => [id, was]));
  told.overwritten += rows.filter(({ id, was }) => now.get(id) !== was).length;
  await frozen.stop();
}

/** What is in flight, of a worker that stands still from then on, so that it is what the kill meets. */
async function inFlightAt(house: MailHouse, target: Target): Promise<number> {
  if (target === 'worker' || target === 'sink') signal(house, 'SIGSTOP');
  const { n } = await until('PostgreSQL answers', async () => ({ n: await count(house, ['sending']) }));
  return n;
}

/** To the worker, unless it has just ended by itself. */
function signal(house: MailHouse, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(house.worker().pid, name);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ESRCH') throw error;
  }
}

async function kill(house: MailHouse, own: OwnServers | undefined, target: Target): Promise<void> {
  if (target === 'worker') {
    await house.worker().stop('SIGKILL');
    house.restartWorker();
  } else if (target === 'web') {
    await house.web().stop('SIGKILL');
    await house.restartWeb();
  } else if (target === 'redis') {
    await house.redis.stop();
    await house.redis.begin();
  } else if (target === 'sink') {
    await house.sink.running().stop('SIGKILL');
    signal(house, 'SIGCONT');
    await house.sink.restart();
  } else if (target === 'postgres') await own?.killPostgres();
  else await own?.killKeycloak();
}

/** Waits until so many messages have ended; where none does for a while, what is put off is tried again. */
async function untilEnded(house: MailHouse, wanted: number): Promise<void> {
  let [last, since] = [-1, Date.now()];
  await until(
    `${wanted} messages have ended`,
    async () => {
      const ended = await count(house, ['sent', 'failed']);
      if (ended !== last) [last, since] = [ended, Date.now()];
      else if (Date.now() - since > 3000) await retryAll(house);
      return ended >= wanted;
    },
    900,
  );
}

/** Lets each mishap happen once as many messages have ended as it says. */
export async function meddle(
  house: MailHouse,
  own: OwnServers | undefined,
  mishaps: readonly Mishap[],
  spans: { awaySeconds: number; freezeSeconds: number },
  log: (line: string) => void,
): Promise<Told> {
  const told: Told = { kills: 0, inFlight: 0, refillSeconds: 0, slowestPageMs: 0, overwritten: 0 };
  for (const { at, name, delayMs } of mishaps.toSorted((a, b) => a.at - b.at)) {
    await untilEnded(house, at);
    await sleep(delayMs);
    if (name === 'flush') await flush(house, told);
    else if (name === 'away') await away(house, told, spans.awaySeconds);
    else if (name === 'freeze') await freeze(house, told, spans.freezeSeconds);
    else {
      told.inFlight += await inFlightAt(house, name);
      await kill(house, own, name);
      told.kills += 1;
      if (told.kills % 10 === 0) log(`${told.kills} kills, ${at} messages have ended`);
    }
  }
  return told;
}
