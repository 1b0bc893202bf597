import { createServer, type AddressInfo } from 'node:net';

/** A port of loopback that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Where a server of this machine may listen, as its origin. */
export const freeAddress = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;
