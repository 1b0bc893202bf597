import { type AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import express from 'express';
import session from 'express-session';
import { randomBytes } from 'node:crypto';
import { sessions } from '../../sidecar/platform/http/session.ts';

declare module 'express-session' {
  interface SessionData {
    visits?: number;
  }
}

let close = async () => {};
afterEach(() => close());

/** A server with the session of the sidecar, as it stands behind a proxy; answers how often this session was here. */
async function serve(https: boolean, secrets: () => readonly Buffer[]): Promise<string> {
  const app = express();
  app.set('trust proxy', 1);
  app.use(sessions(new session.MemoryStore(), secrets, { https }));
  app.get('/', (request, response) => {
    request.session.visits = (request.session.visits ?? 0) + 1;
    response.json(request.session.visits);
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  close = () => new Promise((resolve) => server.close(() => resolve()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
const get = (url: string, headers: Record<string, string>) =>
  fetch(url, { headers: { connection: 'close', ...headers } });
function cookieOf(answer: Response) {
  const [pair = '', ...attributes] = (answer.headers.getSetCookie()[0] ?? '').split(/;\s*/);
  return { pair, name: pair.split('=')[0], attributes: attributes.toSorted() };
}
const behindTls = { 'x-forwarded-proto': 'https' };

test('under https the session is `__Host-einlass`: Secure, HttpOnly, Lax, Path=/ and no Domain', async () => {
  const secret = randomBytes(32);
  const url = await serve(true, () => [secret]);
  const { pair, name, attributes } = cookieOf(await get(url, behindTls));
  expect(name).toBe('__Host-einlass');
  expect(attributes).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']);
  expect(await (await get(url, { ...behindTls, cookie: pair })).json()).toBe(2);
});

test('configured for https, no session cookie goes out over a connection without TLS', async () => {
  const secret = randomBytes(32);
  const url = await serve(true, () => [secret]);
  expect((await get(url, {})).headers.getSetCookie()).toEqual([]);
});

test('on this machine without TLS it has neither prefix nor Secure', async () => {
  const secret = randomBytes(32);
  const url = await serve(false, () => [secret]);
  const { name, attributes } = cookieOf(await get(url, {}));
  expect(name).toBe('einlass_session');
  expect(attributes).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax']);
});

test('rotated keys keep a session that the previous one signed; a forgotten key ends it', async () => {
  const [first, second] = [randomBytes(32), randomBytes(32)];
  let secrets = [first];
  const url = await serve(false, () => secrets);
  const { pair } = cookieOf(await get(url, {}));
  secrets = [second, first];
  expect(await (await get(url, { cookie: pair })).json()).toBe(2);
  secrets = [second];
  expect(await (await get(url, { cookie: pair })).json()).toBe(1);
});
