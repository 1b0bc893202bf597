import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from '@jest/globals';
import { openRoundRobin } from '../../scripts/servers/round-robin.mjs';
import { freeAddress } from '../support/free-port.ts';
import { listening } from '../support/listening.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

async function server(answer: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const made = createServer((request, response) => void answer(request, response));
  const url = await listening(made);
  undo.push(() => {
    made.close();
    made.closeAllConnections();
  });
  return url;
}

/** Says its name, who asked by which address, and what was sent. */
const named = (name: string) =>
  server(async (request, response) => {
    const { 'x-forwarded-for': from, 'x-forwarded-host': host, 'x-forwarded-proto': proto } = request.headers;
    response.setHeader('set-cookie', ['a=1', 'b=2']);
    response.end(`${name} ${String(from)} ${String(host)} ${String(proto)} ${await text(request)}`);
  });

async function before(...targets: string[]) {
  const proxy = await openRoundRobin({ targets });
  undo.push(() => proxy.close());
  return proxy;
}

const saysWho = (answer: Response) => answer.text().then((told) => told.split(' ')[0]);

test('each request goes to the next server, which hears who asked and not what the asker claims', async () => {
  const { url, counts } = await before(await named('one'), await named('two'));
  const ask = () => fetch(url, { method: 'POST', body: 'hello', headers: { 'x-forwarded-for': '9.9.9.9' } });
  const first = await ask();
  expect(first.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(await first.text()).toBe(`one 127.0.0.1 ${new URL(url).host} http hello`);
  expect(await saysWho(await ask())).toBe('two');
  expect(await saysWho(await ask())).toBe('one');
  expect(counts()).toEqual([2, 1]);
});

test('one that stands behind another proxy goes on with what that one says', async () => {
  const proxy = await openRoundRobin({ targets: [await named('one')], appends: true });
  undo.push(() => proxy.close());
  const answer = await fetch(proxy.url, { headers: { 'x-forwarded-for': '9.9.9.9' } });
  expect(await answer.text()).toContain('one 9.9.9.9, 127.0.0.1 ');
});

test('a server that takes no connections costs nobody a request, whatever is sent', async () => {
  const { url } = await before(await freeAddress(), await named('living'));
  for (const body of ['a'.repeat(200_000), 'b']) {
    const answer = await fetch(url, { method: 'POST', body });
    expect((await answer.text()).endsWith(` ${body}`)).toBe(true);
  }
  const atOnce = await Promise.all(
    Array.from({ length: 20 }, () => fetch(url, { method: 'POST', body: 'c' })),
  );
  expect(new Set(atOnce.map(({ status }) => status))).toEqual(new Set([200]));
  expect((await fetch((await before(await freeAddress())).url)).status).toBe(502);
});

test('where a server breaks before its answer, what only reads is asked again and what may have been done is not', async () => {
  const broken = await server((request) => request.socket.destroy());
  const living = await named('living');
  expect(await saysWho(await fetch((await before(broken, living)).url))).toBe('living');
  const { url } = await before(broken, living);
  expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(502);
});

test('what an answer holds arrives as it is written, and one that breaks off does not look whole', async () => {
  let cut = (): unknown => undefined;
  const streaming = await server((_request, response) => {
    response.write('first');
    cut = () => response.socket?.destroy();
  });
  const answer = await fetch((await before(streaming)).url);
  const reader = answer.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('first');
  cut();
  await expect(reader?.read()).rejects.toThrow();
});
