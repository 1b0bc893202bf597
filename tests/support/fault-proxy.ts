import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { freePort } from './free-port.ts';

/**
 * What happens to one call: a status without asking Keycloak; the connection is reset or nothing is ever answered, before
 * Keycloak heard of it or after it acted; the answer is cut off in its middle, or is half of it under a whole one's name.
 */
export type Fault =
  | 400
  | 401
  | 403
  | 404
  | 409
  | 429
  | 500
  | 503
  | 'reset'
  | 'reset after'
  | 'timeout'
  | 'timeout after'
  | 'cut'
  | 'half';

export const faults: readonly Fault[] = [
  400,
  401,
  403,
  404,
  409,
  429,
  500,
  503,
  'reset',
  'reset after',
  'timeout',
  'timeout after',
  'cut',
  'half',
];

/** Whether nothing but the caller's own limit ends the call. */
export const neverAnswers = (fault: Fault): boolean => fault === 'timeout' || fault === 'timeout after';

export type Seen = { method: string; path: string; fault?: Fault };
/** Asked for each call; `body` is what was sent. */
export type Plan = (call: { method: string; path: string; body: string }) => Fault | undefined;

export type FaultProxy = {
  url: string;
  /** Every call so far and what was done to it. */
  seen: Seen[];
  plan(plan: Plan): void;
  /** Refuses connections, as a server that is down does, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
};

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-encoding',
]);

async function forward(target: string, request: IncomingMessage, body: Buffer): Promise<Response> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (!hopByHop.has(name) && name !== 'host') headers.set(name, String(value));
  headers.set('accept-encoding', 'identity');
  const method = request.method ?? 'GET';
  return fetch(target + (request.url ?? '/'), {
    method,
    headers,
    redirect: 'manual',
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  });
}

async function pass(answer: Response, response: ServerResponse, fault: Fault | undefined): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  for (const [name, value] of answer.headers) if (!hopByHop.has(name)) response.setHeader(name, value);
  const half = body.subarray(0, Math.floor(body.length / 2));
  response.statusCode = answer.status;
  if (fault === 'half') return void response.end(half);
  if (fault !== 'cut') return void response.end(body);
  // an answer without a body is cut before its first byte
  if (body.length < 2) return void response.socket?.destroy();
  response.setHeader('content-length', body.length);
  response.write(half, () => response.socket?.destroy());
}

/** A proxy before Keycloak that does to each call what the plan says; without one it passes everything on. */
export async function openFaultProxy(target: string): Promise<FaultProxy> {
  const seen: Seen[] = [];
  let decide: Plan = () => undefined;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const call = { method: request.method ?? 'GET', path: request.url ?? '/' };
    const fault = decide({ ...call, body: body.toString() });
    seen.push(fault === undefined ? call : { ...call, fault });
    if (typeof fault === 'number') {
      response.writeHead(fault, { 'content-type': 'application/json' });
      // in Keycloak's own words, so that nothing tells it from Keycloak's
      return void response.end(JSON.stringify({ error: `HTTP ${fault}` }));
    }
    if (fault === 'reset') return void request.socket.resetAndDestroy();
    if (fault === 'timeout') return;
    const answer = await forward(target, request, body);
    if (fault === 'reset after') return void request.socket.resetAndDestroy();
    if (fault === 'timeout after') return void (await answer.arrayBuffer());
    await pass(answer, response, fault);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.socket?.destroy());
  });
  // One that nobody is given while this is down.
  const port = await freePort();
  const up = () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  await up();
  const down = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    plan(plan) {
      decide = plan;
    },
    down,
    up,
    close: down,
  };
}
