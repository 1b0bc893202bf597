import { createServer, type Server } from 'node:http';
import type { Express } from 'express';
import { startListening } from '../listening.ts';
import { endStreams } from './event-stream.ts';

export type Listening = { port: number; close(): Promise<void> };

/** Longer than reverse proxies keep a connection, so that none sends on one that we are just closing. */
const keptMs = 75_000;

/** Listens with limits against slow clients; `close` lets running requests end, for at most `graceSeconds`. */
export async function listen(
  app: Express,
  host: string,
  port: number,
  graceSeconds = 20,
): Promise<Listening> {
  const server: Server = createServer(
    { headersTimeout: 10_000, requestTimeout: 60_000, keepAliveTimeout: keptMs },
    app,
  );
  const taken = await startListening(server, host, port);
  return {
    port: taken,
    async close() {
      endStreams();
      const limit = setTimeout(() => server.closeAllConnections(), graceSeconds * 1000);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await closed;
      clearTimeout(limit);
    },
  };
}
