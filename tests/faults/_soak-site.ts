import { fileURLToPath } from 'node:url';
import { nodeFlags } from '../../scripts/servers/node-flags.mjs';
import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { cheapHashing } from '../bench/_signin-realms.ts';
import type { Books } from '../support/accounts.ts';
import { freePort } from '../support/free-port.ts';
import { type Installation, installation } from '../support/installation.ts';
import { type SinkProcess, sinkProcess } from '../support/kept-mails.ts';
import { answering, type Running, start, until } from '../support/processes.ts';
import { servers } from '../support/servers.ts';
import { balancer } from './_balancer.ts';
import { openOwnServers } from './_own-servers.mjs';
import { type Boxes, openBoxes } from './_soak-mails.ts';
import { Record } from './_soak-record.ts';

const targets = ['web', 'worker', 'redis', 'postgres', 'keycloak', 'sink'] as const;
export type Target = (typeof targets)[number];

/** Two web and two worker processes behind a balancer, with servers of their own; the first of each is never killed, so that it can be watched. */
export type Site = {
  house: Installation;
  /** The balancer's address, which people know. */
  url: string;
  sink: SinkProcess;
  boxes: Boxes;
  record: Record;
  books: Books;
  /** What web and worker said was wrong, how often. */
  logged(): string[];
  /** Kills by kill -9, starts it again and resolves once it answers. */
  kill(target: Target): Promise<void>;
  close(): Promise<void>;
};

const main = fileURLToPath(new URL('../../sidecar/main.ts', import.meta.url));

/** One line for each thing that was logged, with how often and its cause. */
function complaints(processes: readonly { name: string; running: Running }[]): string[] {
  const counts = new Map<string, number>();
  for (const { name, running } of processes)
    for (const line of running.output().split('\n').filter(Boolean)) {
      const { msg, route, err } = saidIn(line);
      const cause = err?.cause ?? err;
      const what = [name, msg ?? line.slice(0, 200), route, err?.code, cause?.message]
        .filter(Boolean)
        .join(' · ');
      counts.set(what, (counts.get(what) ?? 0) + 1);
    }
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([what, count]) => `logged ${count} ×: ${what}`);
}
type Failure = { code?: string; message?: string; cause?: Failure };
function saidIn(line: string): { msg?: string; route?: string; err?: Failure } {
  try {
    return JSON.parse(line) as { msg?: string };
  } catch {
    return {};
  }
}

export async function openSite(): Promise<Site> {
  const undo: (() => unknown)[] = [];
  const close = async () => {
    for (const one of undo.splice(0).reverse()) await one();
  };
  const shared = process.env['EINLASS_TEST_SERVERS'];
  try {
    const own = await openOwnServers();
    undo.push(async () => {
      await own.close();
      process.env['EINLASS_TEST_SERVERS'] = shared;
    });
    process.env['EINLASS_TEST_SERVERS'] = own.file;
    const sink = await sinkProcess();
    undo.push(() => sink.close());
    const [port, first, second, figures] = [
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    const url = `http://localhost:${port}`;
    const front = await balancer(port, [first, second]);
    undo.push(() => front.close());
    const house = await installation({
      PUBLIC_URL: url,
      PORT: String(first),
      TRUSTED_HOPS: '1',
      SMTP_URL: sink.url,
      LEASE_SECONDS: '20',
      SWEEP_SECONDS: '5',
      LOG_LEVEL: 'warn',
      METRICS_LISTEN: `127.0.0.1:${figures}`,
    });
    undo.push(() => house.close());
    const { keycloakUrl, keycloakAdminUsername: username, keycloakAdminPassword: password } = servers();
    const admin = await connectAdmin({ url: keycloakUrl, username, password });
    // Hashing as slow as Keycloak's own would be all that this measures.
    await admin.realms.update({ realm: house.realm }, { passwordPolicy: cheapHashing });
    const env = { ...house.env, METRICS_LISTEN: '' };
    const processes: { name: string; running: Running }[] = [
      { name: 'web', running: house.web() },
      { name: 'worker', running: house.worker() },
    ];
    const begin = (command: string, more: NodeJS.ProcessEnv = {}): Running => {
      const running = start(process.execPath, [...nodeFlags, main, command], { ...env, ...more });
      undo.push(() => running.stop());
      processes.push({ name: command === 'serve' ? 'web' : 'worker', running });
      return running;
    };
    const beginWeb = async (): Promise<Running> => {
      const running = begin('serve', { PORT: String(second) });
      await answering(`http://localhost:${second}/readyz`, running, 120);
      return running;
    };
    let [web, worker] = [await beginWeb(), begin('work')];
    const kill: { [target in Target]: () => Promise<void> } = {
      async web() {
        await web.stop('SIGKILL');
        web = await beginWeb();
      },
      async worker() {
        await worker.stop('SIGKILL');
        worker = begin('work');
      },
      async redis() {
        await house.redis.stop();
        await house.redis.begin();
      },
      postgres: own.killPostgres,
      keycloak: own.killKeycloak,
      async sink() {
        await sink.running().stop('SIGKILL');
        await sink.restart();
      },
    };
    return {
      house,
      url,
      sink,
      boxes: openBoxes(sink),
      record: new Record(),
      books: { db: house.database.db, admin, realm: house.realm },
      logged: () => complaints(processes),
      async kill(target) {
        await kill[target]();
        await until('the site answers', async () => (await fetch(`${url}/readyz`)).ok, 240, 250);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
export const allTargets: readonly Target[] = targets;
