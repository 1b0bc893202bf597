import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { nodeFlags } from '../../scripts/servers/node-flags.mjs';
import type { Db } from '../../sidecar/platform/db.ts';
import { initKeys } from '../../sidecar/platform/keys.ts';
import { randomSecret } from '../../sidecar/platform/secrets.ts';
import { markOf } from '../../sidecar/registration/registration.store.ts';
import { testDatabase } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import { type Running, start } from '../support/processes.ts';
import { testRedis } from '../support/redis.ts';
import { servers } from '../support/servers.ts';
import { worked } from './_core.ts';
import { atLeast, type Bench, median, told } from './_run.ts';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const hands = 16;
/** Each may try a code five times. */
const tries = 5;

type Server = { running: Running; port: number };
type Asked = { perSecond: number; coreMs: number };

async function insertRows(
  db: Db,
  browser: Buffer,
  state: 'started' | 'sent',
  count: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    insert into registration (way, state, locale, browser, own_start, visitor, created_at, expires_at, email,
      code_key_id, code_generation, code_sent_at)
    select 'criteria', ${state}, 'de', ${browser}, false, '\\x00', now(), now() + interval '1 hour', 'wer@muster.example',
      1, 1, now()
    from generate_series(1, ${count}) returning id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Sends these requests to a server, a few at a time; throws where one is not answered as it has to be. */
async function ask(
  { running, port }: Server,
  cookie: string,
  requests: readonly { path: string; form?: string; wanted: number }[],
): Promise<Asked> {
  const agent = new Agent({ keepAlive: true, maxSockets: hands });
  const one = ({ path, form, wanted }: (typeof requests)[number]) =>
    new Promise<void>((done, fail) => {
      const headers = {
        cookie,
        'accept-language': 'de',
        'sec-fetch-site': 'same-origin',
        ...(form
          ? { 'content-type': 'application/x-www-form-urlencoded', 'content-length': form.length }
          : {}),
      };
      const sent = request(
        { agent, port, host: '127.0.0.1', path, headers, method: form ? 'POST' : 'GET' },
        (answer) => {
          answer.resume().once('end', () => {
            if (answer.statusCode === wanted) done();
            else fail(new Error(`${path}: ${answer.statusCode}`));
          });
        },
      );
      sent.once('error', fail).end(form);
    });
  const [from, cpu] = [performance.now(), worked(running.pid)];
  let next = 0;
  await Promise.all(
    Array.from({ length: hands }, async () => {
      for (let mine = requests[next++]; mine; mine = requests[next++]) await one(mine);
    }),
  );
  agent.destroy();
  const count = requests.length;
  return {
    perSecond: (count / (performance.now() - from)) * 1000,
    coreMs: (worked(running.pid) - cpu) / count,
  };
}

async function until(port: number, path: string): Promise<void> {
  for (let nth = 0; nth < 200; nth += 1) {
    if (
      await fetch(`http://127.0.0.1:${port}${path}`).then(
        () => true,
        () => false,
      )
    )
      return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`nothing answers on port ${port}`);
}

/** Rounds one after the other, so that what else the machine does hits both alike. */
export const run: Bench = async (scale, _seed, log) => {
  const [database, redis] = [await testDatabase(), await testRedis()];
  const keysDir = mkdtempSync(join(tmpdir(), 'einlass-bench-'));
  const [ourPort, barePort] = [await freePort(), await freePort()];
  await initKeys(keysDir);
  const env = {
    PUBLIC_URL: `http://127.0.0.1:${ourPort}`,
    PORT: String(ourPort),
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    SMTP_URL: servers().smtpUrl,
    KEYCLOAK_URL: servers().keycloakUrl,
    COMPANY_NAME: 'Muster AG',
    KEYS_DIR: keysDir,
    LOG_LEVEL: 'silent',
  };
  const node = process.execPath;
  const ours = {
    port: ourPort,
    running: start(node, [...nodeFlags, file('../../sidecar/main.ts'), 'serve'], env),
  };
  const bare = {
    port: barePort,
    running: start(node, [...nodeFlags, file('_bare-registration.ts'), database.url, String(barePort)]),
  };
  try {
    await Promise.all([until(ourPort, '/healthz'), until(barePort, '/')]);
    const secret = randomSecret();
    const cookie = `einlass_registration=${secret}`;
    const pages = Math.max(200, Math.round(4000 * scale));
    const started = await insertRows(database.db, markOf(secret), 'started', 50);
    const measured: Record<'page' | 'code', { ours: Asked[]; bare: Asked[] }> = {
      page: { ours: [], bare: [] },
      code: { ours: [], bare: [] },
    };
    for (let round = 0; round <= 5; round += 1) {
      const look = Array.from({ length: pages }, (_, nth) => ({
        path: `/registration/${started[nth % started.length]}`,
        wanted: 200,
      }));
      const sent = await insertRows(database.db, markOf(secret), 'sent', Math.ceil(pages / tries));
      const type = Array.from({ length: pages }, (_, nth) => ({
        path: `/registration/${sent[nth % sent.length]}/code`,
        form: 'code=12345x'.replace('x', String(nth % 10)),
        wanted: 422,
      }));
      for (const [kind, requests] of [
        ['page', look],
        ['code', type],
      ] as const) {
        const answers = { bare: await ask(bare, cookie, requests), ours: await ask(ours, cookie, requests) };
        // The first round warms both up.
        if (round > 0) for (const who of ['ours', 'bare'] as const) measured[kind][who].push(answers[who]);
      }
      log(`round ${round} of 5`);
    }
    return (['page', 'code'] as const).flatMap((kind) => {
      const of = (who: 'ours' | 'bare', what: keyof Asked) =>
        median(measured[kind][who].map((one) => one[what]));
      const name = kind === 'page' ? 'start pages' : 'code posts';
      return [
        told(`${name}: a second`, of('ours', 'perSecond')),
        told(`${name}: a second, bare handler`, of('bare', 'perSecond')),
        told(`${name}: core-ms each`, of('ours', 'coreMs')),
        told(`${name}: core-ms each, bare handler`, of('bare', 'coreMs')),
        atLeast(`${name}: ours ÷ bare handler`, of('ours', 'perSecond') / of('bare', 'perSecond'), 0.5),
      ];
    });
  } finally {
    await Promise.all([ours.running.stop(), bare.running.stop()]);
    await Promise.all([database.close(), redis.close()]);
    rmSync(keysDir, { recursive: true });
  }
};
