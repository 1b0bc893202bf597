import { type ConnectionOptions, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Log } from './log.ts';

/**
 * A job says only "look at row N"; `attempt` makes the id of a re-nudge new, because a known job id is silently ignored. What is
 * urgent goes to the queue's twin, so that nothing is in front of it.
 */
export type Nudge = { row: string; attempt: number; urgent?: boolean };

/** The twin of a queue for what is urgent. */
export const urgentTwin = (queue: string): string => `${queue}-urgent`;
export type Nudger = {
  /** Best effort: a lost nudge is found again by the sweep, so a failing Redis is logged and not thrown. */
  nudge(queue: string, nudges: readonly Nudge[]): Promise<void>;
  /** How many nudges wait in a queue; undefined while Redis is away. */
  waiting(queue: string): Promise<number | undefined>;
  close(): Promise<void>;
};
export type QueueWorker = { close(): Promise<void> };

const jobOptions = { removeOnComplete: true, removeOnFail: true, attempts: 1 };

function blockingConnection(url: string, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(times * 200, 2000),
  });
  redis.on('error', onError);
  return redis;
}

/** Waits for an orderly end, but not for a Redis that is away or goes away meanwhile. */
async function untilGone(redis: Redis, ending: Promise<unknown>, log: Log): Promise<void> {
  const ended = ending.catch((err: unknown) => log.warn({ err }, 'queue: not closed in order'));
  const gone = new Promise<void>((resolve) => {
    if (redis.status === 'ready') redis.once('close', resolve);
    else resolve();
  });
  await Promise.race([ended, gone]);
}

/** The sending side; fails fast where Redis is away. */
export function openNudger(url: string, prefix: string, log: Log): Nudger {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    commandTimeout: 1500,
    enableOfflineQueue: false,
    retryStrategy: (times) => Math.min(times * 200, 2000),
  });
  redis.on('error', (err) => log.warn({ err }, 'queue: Redis is away'));
  const queues = new Map<string, Queue>();
  const queueOf = (name: string): Queue => {
    const known = queues.get(name);
    if (known) return known;
    const queue = new Queue(name, {
      connection: redis as ConnectionOptions,
      prefix,
      defaultJobOptions: jobOptions,
    });
    queue.on('error', (err) => log.warn({ err }, 'queue: error'));
    queues.set(name, queue);
    return queue;
  };
  const add = async (name: string, nudges: readonly Nudge[]): Promise<void> => {
    if (nudges.length === 0) return;
    try {
      await queueOf(name).addBulk(
        nudges.map(({ row, attempt }) => ({
          name,
          data: { row, attempt },
          opts: { jobId: `${row}-${attempt}` },
        })),
      );
    } catch (err) {
      log.warn({ err, queue: name, count: nudges.length }, 'queue: nudge lost, the sweep will find the rows');
    }
  };
  return {
    async nudge(name, nudges) {
      await add(
        urgentTwin(name),
        nudges.filter(({ urgent }) => urgent),
      );
      await add(
        name,
        nudges.filter(({ urgent }) => !urgent),
      );
    },
    waiting: (name) =>
      queueOf(name)
        .getJobCountByTypes('waiting')
        .catch(() => undefined),
    async close() {
      await untilGone(redis, Promise.all([...queues.values()].map((queue) => queue.close())), log);
      redis.disconnect();
    },
  };
}

/** The receiving side. A handler that throws is logged only: the row's own state says what is still to do. */
export function startWorker(
  url: string,
  prefix: string,
  name: string,
  concurrency: number,
  handler: (nudge: Nudge) => Promise<void>,
  log: Log,
  onFailed: () => void = () => {},
): QueueWorker {
  const connection = blockingConnection(url, (err) => log.warn({ err, queue: name }, 'queue: Redis is away'));
  const worker = new Worker<Nudge>(name, async (job) => handler(job.data), {
    connection: connection as ConnectionOptions,
    prefix,
    concurrency,
  });
  worker.on('failed', (_job, err) => {
    log.error({ err, queue: name }, 'job failed');
    onFailed();
  });
  worker.on('error', (err) => log.warn({ err, queue: name }, 'queue: error'));
  return {
    async close() {
      // Without Redis no job can be reported as done; the rows know, so there is nothing to wait for.
      await untilGone(connection, worker.close(connection.status !== 'ready'), log);
      connection.disconnect();
    },
  };
}
