import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { openTokens, type Person } from './tokens.ts';

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
const list = (name: string): string[] => (process.env[name] ?? '').split(/[\s,]+/).filter(Boolean);

const origins = list('ORIGINS');
const tokens = openTokens({
  issuer: setting('ISSUER'),
  audience: setting('CLIENT_ID'),
  callers: list('CALLERS'),
});

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

/** RFC 6750: what is wrong with the token, or that it does not reach far enough. */
function refuse(response: ServerResponse, status: 401 | 403, error?: string, text?: string): void {
  const told = error ? ` error="${error}", error_description="${text}"` : '';
  response.setHeader('www-authenticate', `Bearer${told}`);
  answer(response, status, { error: error ?? 'unauthorized', text: text ?? 'Send an access token.' });
}

/** Pages of these origins alone may call; the others are stopped by the browser. */
function cors({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('vary', 'origin');
  if (!headers.origin || !origins.includes(headers.origin)) return;
  response.setHeader('access-control-allow-origin', headers.origin);
  response.setHeader('access-control-allow-headers', 'authorization');
}

async function person(request: IncomingMessage, response: ServerResponse): Promise<Person | void> {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (!bearer) return refuse(response, 401);
  try {
    return await tokens.person(bearer);
  } catch {
    return refuse(response, 401, 'invalid_token', 'Get a new access token for this API.');
  }
}

/** Whole words: `werk-nord` never opens `werk-nord-halle`. */
const isIn = ({ access }: Person, area: string): boolean =>
  access.some((value) => value.split(':')[0] === area);

async function body(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > 20_000) throw new Error('too large');
  }
  return new URLSearchParams(text);
}

async function backchannelLogout(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await tokens.end((await body(request)).get('logout_token') ?? '');
    response.writeHead(200).end();
  } catch {
    response.writeHead(400).end();
  }
}

async function werkNord(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const caller = await person(request, response);
  if (!caller) return;
  if (isIn(caller, 'werk-nord')) return answer(response, 200, { news: ['Schicht A beginnt um 6 Uhr.'] });
  refuse(response, 403, 'insufficient_scope', 'This needs the area werk-nord.');
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  cors(request, response);
  const { method, url } = request;
  if (method === 'OPTIONS') return void response.writeHead(204).end();
  if (method === 'POST' && url === '/backchannel-logout') return backchannelLogout(request, response);
  if (method === 'GET' && url === '/werk-nord') return werkNord(request, response);
  answer(response, 404, { error: 'not_found', text: 'There is nothing here.' });
}

// An access token of somebody with many areas is up to 8 kB long.
const server = createServer({ maxHeaderSize: 32_768 }, (request, response) => {
  handle(request, response).catch(() => response.writeHead(500).end());
});
server.listen(Number(process.env['PORT'] ?? '3001'), '127.0.0.1', () => console.log('listens'));
process.once('SIGTERM', () => server.close());
