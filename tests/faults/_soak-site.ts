import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { cheapHashing } from '../bench/_signin-realms.ts';
import type { Books } from '../support/accounts.ts';
import { freePort } from '../support/free-port.ts';
import { type Installation, installation } from '../support/installation.ts';
import { type SinkProcess, sinkProcess } from '../support/kept-mails.ts';
import { type Running, until } from '../support/processes.ts';
import { servers } from '../support/servers.ts';
import { openOwnServers } from './_own-servers.mjs';
import { type Boxes, openBoxes } from './_soak-mails.ts';
import { Record } from './_soak-record.ts';

const targets = ['web', 'worker', 'redis', 'postgres', 'keycloak', 'sink'] as const;
export type Target = (typeof targets)[number];

type Figures = { web: string; worker: string };
/** Two web and two worker processes behind a proxy, with servers of their own; the first of each is never killed, so that it can be watched. */
export type Site = {
  house: Installation;
  /** Where the two that are never killed tell their figures. */
  figures: Figures;
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

/** Seconds; a busy machine takes its time to start something. */
const patience = 300;

/** Settings of the installation: short enough that what a killed process held is taken up again within a minute. */
const settings = { LEASE_SECONDS: '20', SWEEP_SECONDS: '5', LOG_LEVEL: 'warn' };

/** Starts both that are watched anew, with their figures at an address that no other process of this machine wants. */
async function watched({ webs, workers, ready }: Installation): Promise<Figures> {
  const address = async () => `127.0.0.1:${await freePort()}`;
  const figures = { web: await address(), worker: await address() };
  await webs.each()[0]?.stop();
  webs.begin(0, { METRICS_LISTEN_WEB: figures.web });
  await workers.each()[0]?.stop();
  workers.begin(0, { METRICS_LISTEN: figures.worker });
  await until('web answers', () => ready().then(() => true), patience);
  return figures;
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
    const house = await installation({ ...settings, SMTP_URL: sink.url, TRUSTED_HOPS: '2' }, 2);
    undo.push(() => house.close());
    const { keycloakUrl: url, keycloakAdminUsername: username, keycloakAdminPassword: password } = servers();
    const admin = await connectAdmin({ url, username, password });
    // Hashing as slow as Keycloak's own would be all that this measures.
    await admin.realms.update({ realm: house.realm }, { passwordPolicy: cheapHashing });
    const figures = await watched(house);
    const { webs, workers } = house;
    const processes = [
      ...webs.each().map((running) => ({ name: 'web', running })),
      ...workers.each().map((running) => ({ name: 'worker', running })),
    ];
    const again = async (name: 'web' | 'worker'): Promise<void> => {
      const crew = name === 'web' ? webs : workers;
      await crew.each()[1]?.stop('SIGKILL');
      processes.push({ name, running: crew.begin(1) });
    };
    const kill: { [target in Target]: () => Promise<void> } = {
      async web() {
        await again('web');
        await until('web answers', () => house.ready().then(() => true), patience);
      },
      worker: () => again('worker'),
      async redis() {
        await house.redis.stop();
        await house.redis.begin();
      },
      postgres: () => own.killPostgres(),
      keycloak: () => own.killKeycloak(),
      async sink() {
        await sink.running().stop('SIGKILL');
        await sink.restart();
      },
    };
    return {
      house,
      sink,
      figures,
      boxes: openBoxes(sink),
      record: new Record(),
      books: { db: house.database.db, admin, realm: house.realm },
      logged: () => complaints(processes),
      async kill(target) {
        await kill[target]();
        await until('the site answers', async () => (await fetch(`${house.url}/readyz`)).ok, patience, 250);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
export const allTargets: readonly Target[] = targets;
