import { readdirSync, readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { sql } from 'kysely';
import type { Site } from './_soak-site.ts';

/** What is held at a moment, by name; what could not be read, because its server was away, is left out. */
export type Sample = { [what: string]: number };
/** The least of a minute: what remains after everything that comes and goes, such as garbage and pooled connections. */
export type Floor = { minute: number; least: Sample; most: Sample };

const megabyte = 1024 * 1024;

function rss(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
const files = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

/** Connections that a port of this machine has taken and still holds. */
function connectionsAt(port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, mine, , state]) => mine?.endsWith(local) && state === '01').length;
}

async function heap(address: string): Promise<number> {
  const text = await (await fetch(`http://${address}/metrics`, { signal: AbortSignal.timeout(3000) })).text();
  const bytes = /^nodejs_heap_size_used_bytes (\S+)/m.exec(text)?.[1];
  if (bytes === undefined) throw new Error('no figures');
  return Number(bytes) / megabyte;
}

async function redisFigures(url: string): Promise<Sample> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 1000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const [clients, keyspace] = [await client.info('clients'), await client.info('keyspace')];
    const [, keys = 0, expiring = 0] = /keys=(\d+),expires=(\d+)/.exec(keyspace) ?? [];
    return {
      'Redis connections': Number(/connected_clients:(\d+)/.exec(clients)?.[1]) - 1,
      'Redis keys': Number(keys),
      'Redis keys without an end': Number(keys) - Number(expiring),
    };
  } finally {
    client.disconnect();
  }
}

async function postgresFigures({ books: { db } }: Site): Promise<Sample> {
  const { rows } = await sql<{ connections: number; late: number }>`
    select (select count(*)::int from pg_stat_activity where datname = current_database()) as connections,
      coalesce(extract(epoch from now() - (select min(due_at) from message where state = 'queued' and due_at <= now())), 0)::float as late`.execute(
    db,
  );
  return {
    'PostgreSQL connections': rows[0]?.connections ?? 0,
    'seconds the oldest due mail waits': rows[0]?.late ?? 0,
  };
}

async function look(site: Site): Promise<Sample> {
  const { house, sink, figures } = site;
  const [web = -1, worker = -1] = [house.webs.each()[0]?.pid, house.workers.each()[0]?.pid];
  const near: Sample = {
    'RSS of web, MB': rss(web),
    'RSS of worker, MB': rss(worker),
    'open files of web': files(web),
    'open files of worker': files(worker),
    'SMTP connections': connectionsAt(Number(new URL(sink.url).port)),
  };
  const far = await Promise.allSettled([
    heap(figures.web).then((used) => ({ 'heap of web, MB': used })),
    heap(figures.worker).then((used) => ({ 'heap of worker, MB': used })),
    redisFigures(house.redis.url),
    postgresFigures(site),
  ]);
  return Object.assign(
    near,
    ...far.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
  ) as Sample;
}

const everyMs = 5000;

/** Looks every five seconds until `stop`. */
export function watch(site: Site, tell: (floor: Floor) => void): { floors: readonly Floor[]; stop(): void } {
  const floors: Floor[] = [];
  const start = Date.now();
  let busy = false;
  const note = (sample: Sample): void => {
    const minute = Math.floor((Date.now() - start) / 60_000);
    const last = floors.at(-1);
    if (last?.minute !== minute) {
      if (last) tell(last);
      floors.push({ minute, least: { ...sample }, most: { ...sample } });
      return;
    }
    for (const [what, value] of Object.entries(sample)) {
      last.least[what] = Math.min(last.least[what] ?? value, value);
      last.most[what] = Math.max(last.most[what] ?? value, value);
    }
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void look(site)
      .then(note)
      .catch(() => {})
      .finally(() => {
        busy = false;
      });
  }, everyMs);
  return { floors, stop: () => clearInterval(timer) };
}
