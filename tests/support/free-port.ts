import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below where systems choose ports themselves, for connections and for whoever asks for any: what is free here stays free until it is used. */
const [lowest, end] = [11_000, 32_000];
/** Test files that run at the same time look in a stretch of their own. */
const stretches = 8;
const length = Math.floor((end - lowest) / stretches);
const first = lowest + (Number(process.env['JEST_WORKER_ID'] ?? 0) % stretches) * length;
let turn = randomInt(length);

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** A port of loopback that nobody listens on, another one each time. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < length; tries += 1) {
    turn = (turn + 1) % length;
    const port = first + turn;
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
}

/** Where a server of this machine may listen, as its origin. */
export const freeAddress = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;
