import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { listening } from '../support/listening.ts';

/**
 * What happens to one request on its way to Keycloak: `pass`; `lose` = Keycloak acts, the answer is lost; `stall` = no
 * answer ever; a number = this status without asking Keycloak.
 */
export type Mishap = 'pass' | 'lose' | 'stall' | number;

export type FlakyProxy = { url: string; seen: string[]; close(): Promise<void> };

export async function openFlakyProxy(
  target: string,
  decide: (method: string, path: string) => Mishap,
): Promise<FlakyProxy> {
  const seen: string[] = [];
  const server: Server = createServer((request, response) => {
    const method = request.method ?? 'GET';
    const path = request.url ?? '/';
    const mishap = decide(method, path);
    seen.push(`${method} ${path}`);
    void (async () => {
      if (mishap === 'stall') return;
      if (typeof mishap === 'number') return void response.writeHead(mishap).end('{}');
      const answer = await forward(target + path, method, request);
      if (mishap === 'lose') return void request.socket.destroy();
      const location = answer.headers.get('location');
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'text/plain',
        ...(location ? { location } : {}),
      });
      response.end(Buffer.from(await answer.arrayBuffer()));
    })();
  });
  const url = await listening(server);
  return {
    url,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function forward(url: string, method: string, request: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const name of ['authorization', 'content-type', 'accept'])
    if (request.headers[name]) headers.set(name, String(request.headers[name]));
  return fetch(url, { method, headers, ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}) });
}
