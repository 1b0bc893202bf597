import { oldestDue } from './check/overdue.ts';
import { opened } from './app-mail-ports.ts';
import { workerSigns } from './members/figures.read-model.ts';
import type { HttpOptions } from './platform/http/app.ts';
import { poolFigures } from './platform/db.ts';
import type { Sample } from './platform/metrics.ts';
import { lastNight } from './retention/figures.read-model.ts';
import type { Services } from './services.ts';

type Listener = { close(): Promise<void> } | undefined;
type Part = 'METRICS_LISTEN' | 'METRICS_LISTEN_WEB';
type Look = HttpOptions['checks'][number];

/** Whether what a process needs answers: the same for `/readyz`. */
export function readiness({ db, redis }: Services): Look[] {
  return [
    { name: 'database', run: () => db.selectFrom('area').select('id').limit(1).execute() },
    { name: 'redis', run: () => redis.ping() },
  ];
}

/** What each process tells of itself. */
function ownFigures(services: Services): void {
  const { metrics, db } = services;
  metrics.gauge(
    'einlass_ready',
    'Whether what this process needs answers (1) or not (0)',
    ['check'],
    async () => {
      const checks = readiness(services);
      const results = await Promise.allSettled(checks.map(({ run }) => run()));
      return checks.map(({ name }, at) => ({
        labels: { check: name },
        value: results[at]?.status === 'fulfilled' ? 1 : 0,
      }));
    },
  );
  metrics.instant(
    'einlass_database_connections',
    'Connections of this process to PostgreSQL',
    ['state'],
    () => Object.entries(poolFigures(db)).map(([state, value]) => ({ labels: { state }, value })),
  );
}

const listening = async (name: Part, { config, metrics, log }: Services): Promise<Listener> =>
  config[name] && opened(name, metrics.listen(config[name], log));

/** Figures of the web process: what was asked, how long it took, what was refused. */
export async function openWebFigures(
  services: Services,
): Promise<{ watch: Pick<HttpOptions, 'seen' | 'refused'>; listener: Listener }> {
  const { metrics } = services;
  ownFigures(services);
  const requests = metrics.durations(
    'einlass_http_seconds',
    'How long requests took, by the beginning of their route and the class of the answer',
    'part',
    'class',
  );
  const refused = metrics.counter(
    'einlass_http_refused_total',
    'Refused requests by the code of the refusal',
    'code',
  );
  const seen: HttpOptions['seen'] = ({ part, status, seconds }) =>
    requests(seconds, part, `${Math.floor(status / 100)}xx`);
  return { watch: { seen, refused }, listener: await listening('METRICS_LISTEN_WEB', services) };
}

/** Figures of the worker: what waits, and whether it comes along. `queues`: names of those it works on. */
export async function openWorkFigures(
  services: Services,
  queues: readonly string[],
): Promise<{ failed(queue: string): void; listener: Listener }> {
  const { metrics, db, clock, nudger } = services;
  ownFigures(services);
  metrics.gauge(
    'einlass_oldest_due_seconds',
    'For how long the oldest due row of a kind waits',
    ['kind'],
    async () => {
      const now = clock();
      const samples: Sample[] = [];
      for (const [kind, read] of Object.entries(oldestDue))
        samples.push({ labels: { kind }, value: await read(db, now) });
      return samples;
    },
  );
  metrics.gauge('einlass_queue_waiting', 'Jobs that wait in Redis', ['queue'], async () => {
    const counts = await Promise.all(
      queues.map(async (queue) => ({ queue, value: await nudger.waiting(queue) })),
    );
    return counts.flatMap(({ queue, value }) => (value === undefined ? [] : [{ labels: { queue }, value }]));
  });
  const signs = async () => workerSigns(db, clock());
  metrics.gauge(
    'einlass_feed_late_seconds',
    "For how long Keycloak's log should have been read again",
    [],
    async () => [{ labels: {}, value: (await signs()).feedSeconds }],
  );
  metrics.gauge(
    'einlass_reconcile_age_seconds',
    'Since when everybody was last compared with Keycloak',
    [],
    async () => {
      const { reconcileSeconds } = await signs();
      return reconcileSeconds === undefined ? [] : [{ labels: {}, value: reconcileSeconds }];
    },
  );
  metrics.gauge(
    'einlass_retention_age_seconds',
    'Since when the last night of forgetting has ended',
    [],
    async () => {
      const night = await lastNight(db, clock());
      return night ? [{ labels: {}, value: night.ageSeconds }] : [];
    },
  );
  metrics.gauge(
    'einlass_retention_failed',
    'Kinds that the last night could not forget to their end',
    [],
    async () => [{ labels: {}, value: (await lastNight(db, clock()))?.failed ?? 0 }],
  );
  const failed = metrics.counter(
    'einlass_jobs_failed_total',
    'Jobs that ended with an error, by queue',
    'queue',
  );
  return { failed, listener: await listening('METRICS_LISTEN', services) };
}
