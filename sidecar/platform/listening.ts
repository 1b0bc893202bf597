import type { AddressInfo, Server } from 'node:net';

/** Listens, and answers the port; throws where it cannot be had. */
export async function startListening(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}
