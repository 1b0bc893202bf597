import { createServer } from 'node:net';

/**
 * Below the ports that a system gives to whoever asks for any, so that nobody is given one between the answer and its use; the files
 * that run side by side draw from parts of their own.
 */
const [first, size, parts] = [11_000, 5_000, 4];
const start = first + size * (Number(process.env['JEST_WORKER_ID'] ?? 0) % parts);
const given = new Set<number>();

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** A port of loopback that was free a moment ago, another one at each call. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = start + Math.floor(Math.random() * size);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
}

/** Where a server of this machine may listen, as its origin. */
export const freeAddress = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;
