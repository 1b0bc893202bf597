import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { nodeFlags } from '../../scripts/servers/node-flags.mjs';
import { insertArea } from '../../sidecar/areas/area.store.ts';
import { openDb } from '../../sidecar/platform/db.ts';
import { initKeys } from '../../sidecar/platform/keys.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { openNudger } from '../../sidecar/platform/queue.ts';
import { type InvitedPeople, invitedPeople, mail } from '../support/campaign-of.ts';
import { testDatabase } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import { type SinkProcess, sinkProcess } from '../support/kept-mails.ts';
import { answering, type Running, start } from '../support/processes.ts';
import { type TestRedis, testRedis } from '../support/redis.ts';
import { servers } from '../support/servers.ts';

const node = process.execPath;
const main = fileURLToPath(new URL('../../sidecar/main.ts', import.meta.url));

/** What of an Einlass takes part in sending mail: worker, web, database, Redis and a mail server, each of which may be killed. */
export type MailHouse = {
  url: string;
  db: ReturnType<typeof openDb>;
  redis: TestRedis;
  sink: SinkProcess;
  worker(): Running;
  restartWorker(): Running;
  web(): Running;
  restartWeb(): Promise<void>;
  people(emails: readonly string[]): Promise<InvitedPeople>;
  /** A campaign to these people; answers its batch. */
  campaign(people: InvitedPeople, perMinute?: number): Promise<string>;
  close(): Promise<void>;
};

/** Without a realm: nothing of the mail's way asks Keycloak, and its absence must not matter. `web` starts that process, too. */
export async function mailHouse(options: { leaseSeconds: number; web: boolean }): Promise<MailHouse> {
  const [database, redis, sink, port] = [
    await testDatabase(),
    await testRedis(),
    await sinkProcess(),
    await freePort(),
  ];
  const keysDir = mkdtempSync(join(tmpdir(), 'einlass-keys-'));
  await initKeys(keysDir);
  const publicUrl = `http://localhost:${port}`;
  const env = {
    NODE_ENV: 'test',
    PUBLIC_URL: publicUrl,
    PORT: String(port),
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    SMTP_URL: sink.url,
    MAIL_FROM: 'Muster AG <zugang@muster.example>',
    KEYCLOAK_URL: servers().keycloakUrl,
    KEYCLOAK_REALM: `t-${randomUUID().slice(0, 8)}`,
    KEYS_DIR: keysDir,
    SWEEP_SECONDS: '1',
    LEASE_SECONDS: String(options.leaseSeconds),
    LOG_LEVEL: 'error',
  };
  // Idle connections break when PostgreSQL is killed; the next query opens another.
  const db = openDb(database.url, 4);
  await insertArea(db, { slug: 'muster', name: 'Muster AG', kind: 'network', parentId: null });
  const nudger = openNudger(redis.url, 'einlass-queue', openLog('silent', 'faults'));
  const started: Running[] = [];
  const begin = (command: string): Running => {
    const running = start(node, [...nodeFlags, main, command], env);
    started.push(running);
    return running;
  };
  let closing = false;
  let worker: Running;
  /** As whatever runs it in production does: a worker that ends by itself, because it met no Redis at its start, is started again. */
  const beginWorker = (): Running => {
    const own = begin('work');
    worker = own;
    void own.exited.then(async (code) => {
      if (code === null || code === 0 || closing || worker !== own) return;
      await sleep(500);
      if (!closing && worker === own) beginWorker();
    });
    return own;
  };
  worker = beginWorker();
  const beginWeb = async (): Promise<Running> => {
    const running = begin('serve');
    await answering(`${publicUrl}/readyz`, running);
    return running;
  };
  let web = options.web ? await beginWeb() : worker;
  return {
    url: publicUrl,
    db,
    redis,
    sink,
    worker: () => worker,
    restartWorker: beginWorker,
    web: () => web,
    async restartWeb() {
      web = await beginWeb();
    },
    people: (emails) => invitedPeople(db, keysDir, emails),
    async campaign(people, perMinute) {
      const batch = randomUUID();
      await mail({ db, nudger, publicUrl }, people, { batch, ...(perMinute ? { perMinute } : {}) });
      return batch;
    },
    async close() {
      closing = true;
      for (const running of started) await running.stop('SIGKILL');
      await nudger.close();
      await sink.close();
      await redis.close();
      await db.destroy();
      await database.close();
      rmSync(keysDir, { recursive: true, force: true });
    },
  };
}
