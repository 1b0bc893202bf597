import { createServer, type Server } from 'node:http';
import { brandSheet } from '../../sidecar/areas/brand.rules.ts';
import { listening } from '../support/listening.ts';

const closed = (server: Server) => (): void => {
  server.closeAllConnections();
  server.close();
};

/** In the place of the sidecar: answers as its route does, or takes the request and never answers. */
export async function brandServer(accent: string) {
  const state = { silent: false, asked: 0 };
  const server = createServer((_request, response) => {
    state.asked += 1;
    if (state.silent) return;
    response.setHeader('cross-origin-resource-policy', 'cross-origin');
    response.setHeader('content-type', 'text/css; charset=utf-8').end(brandSheet({ accent }));
  });
  return { state, url: await listening(server), close: closed(server) };
}

/** An app: answers everything, so that a browser that was sent there has arrived. */
export async function appServer() {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html').end(`<title>app</title>${request.method ?? ''}`);
  });
  return { url: await listening(server), close: closed(server) };
}
