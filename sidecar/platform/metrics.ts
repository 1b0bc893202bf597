import { createServer } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { startListening } from './listening.ts';
import type { Log } from './log.ts';
import { within } from './within.ts';

export type Sample = { labels: Readonly<Record<string, string>>; value: number };
/** Figures of this process, in the format that Prometheus reads. Labels never hold what belongs to a person. */
export type Metrics = {
  /** Asked anew at each reading; labels that are not among the samples any more are gone. */
  gauge(name: string, help: string, labels: readonly string[], read: () => Promise<readonly Sample[]>): void;
  /** Read at the beginning of each reading, before any other figure asks a server, so that our own questions are not in it. */
  instant(name: string, help: string, labels: readonly string[], read: () => readonly Sample[]): void;
  counter(name: string, help: string, label: string): (value: string) => void;
  /** Durations in seconds. */
  durations(name: string, help: string, ...labels: string[]): (seconds: number, ...values: string[]) => void;
  listen(
    address: { host: string; port: number },
    log: Log,
  ): Promise<{ port: number; close(): Promise<void> }>;
};

/** A database that hangs must not make whoever reads the figures hang as well. */
const readSeconds = 5;

function open(
  registry: Registry,
  instants: readonly (() => void)[],
  answerSeconds: number,
): Metrics['listen'] {
  let reading: Promise<string> | undefined;
  // readers who come meanwhile get the same figures, so that they do not pile up behind a database that is away
  const read = (): Promise<string> => {
    if (reading) return reading;
    for (const take of instants) take();
    reading = registry.metrics().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  return async ({ host, port }, log) => {
    // they watch the event loop all the time, which nobody needs where nobody asks
    collectDefaultMetrics({ register: registry });
    const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000 }, (request, response) => {
      if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end();
      within(read(), answerSeconds, 'no figures').then(
        (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
        (err: unknown) => {
          log.warn({ err }, 'metrics: not readable');
          response.writeHead(503).end();
        },
      );
    });
    const taken = await startListening(server, host, port);
    return {
      port: taken,
      async close() {
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        server.closeAllConnections();
        await closed;
      },
    };
  };
}

/** A registry of its own; nothing listens yet, and Node's usual figures join it once something does. */
export function openMetrics(answerSeconds = readSeconds): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const instants: (() => void)[] = [];
  const tell = (gauge: Gauge, samples: readonly Sample[]): void => {
    gauge.reset();
    for (const { labels, value } of samples) gauge.set(labels, value);
  };
  return {
    gauge(name, help, labels, read) {
      const gauge: Gauge = new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers,
        async collect() {
          tell(gauge, await read());
        },
      });
    },
    instant(name, help, labels, read) {
      const gauge = new Gauge({ name, help, labelNames: [...labels], registers });
      instants.push(() => tell(gauge, read()));
    },
    counter(name, help, label) {
      const counter = new Counter({ name, help, labelNames: [label], registers });
      return (value) => counter.inc({ [label]: value });
    },
    durations(name, help, ...labelNames) {
      const buckets = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60];
      const histogram = new Histogram({ name, help, labelNames, buckets, registers });
      return (seconds, ...values) => histogram.labels(...values).observe(seconds);
    },
    listen: open(registry, instants, answerSeconds),
  };
}
