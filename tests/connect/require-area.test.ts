import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import express, { type ErrorRequestHandler } from 'express';
import {
  areasOf,
  type Claims,
  mayEnter,
  readAccess,
  requireArea,
  type Role,
} from '../../connect/express/require-area.js';
import { listening } from '../support/listening.ts';

let url: string;
const server = createServer();
const failed: ErrorRequestHandler = (error: Error, _request, response, _next) =>
  void response.status(500).send(error.message);

beforeAll(async () => {
  const app = express();
  // Before the claims are read: must not open.
  app.get('/forgotten', requireArea('werk-nord'), (_request, response) => void response.send('open'));
  app.use(
    readAccess(async (request) => {
      const claims = request.headers['x-claims'];
      if (claims === 'broken') throw new Error('no token');
      return claims === undefined ? undefined : (JSON.parse(String(claims)) as Claims);
    }),
  );
  app.get('/north', requireArea('werk-nord'), (_request, response) => void response.send('open'));
  app.post('/north', requireArea('werk-nord', 'editor'), (_request, response) => void response.send('done'));
  app.get('/button', (request, response) => {
    response.send(mayEnter(request, 'werk-nord', 'editor') ? 'button' : 'none');
  });
  const signIn = requireArea('werk-nord', 'member', {
    signIn: (_request, response) => response.redirect(303, '/login'),
    denied: (_request, response) => void response.status(403).send('ask for it'),
  });
  app.get('/ways', signIn, (_request, response) => void response.send('open'));
  app.use(failed);
  server.on('request', app);
  url = await listening(server);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function ask(path: string, claims?: unknown, method = 'GET') {
  const headers = claims === undefined ? {} : { 'x-claims': JSON.stringify(claims) };
  const answer = await fetch(url + path, { method, headers, redirect: 'manual' });
  return [answer.status, await answer.text()] as const;
}
const statusOf = async (...values: unknown[]) => (await ask('/north', { access: values }))[0];

test('lets in whoever has the area, with this role or a higher one', async () => {
  expect(await ask('/north', { access: ['zentrale:member', 'werk-nord:member'] })).toEqual([200, 'open']);
  for (const role of ['editor', 'newsroom_manager', 'network_manager'])
    expect(await statusOf(`werk-nord:${role}`)).toBe(200);
  expect((await ask('/north', { access: ['werk-nord:member'] }, 'HEAD'))[0]).toBe(200);
});

test('nobody is 401, somebody without the area 403, also with no claim at all', async () => {
  expect((await ask('/north'))[0]).toBe(401);
  expect((await ask('/north', {}))[0]).toBe(403);
  expect((await ask('/north', {}, 'HEAD'))[0]).toBe(403);
  expect(await statusOf('zentrale:network_manager')).toBe(403);
});

test('the whole slug counts, and only known roles', async () => {
  for (const value of [
    'werk-nord-halle:editor',
    'werk:editor',
    'WERK-NORD:editor',
    'werk-nord:boss',
    'werk-nord:',
    'werk-nord',
    'werk-nord:editor:more',
    'werk-nord:Editor',
    'werk-nord:constructor',
    ' werk-nord:editor',
  ])
    expect([value, await statusOf(value)]).toEqual([value, 403]);
  expect((await ask('/north', { access: 'werk-nord:editor' }))[0]).toBe(403);
  expect((await ask('/north', { access: { 'werk-nord': 'editor' } }))[0]).toBe(403);
  // What only looks like it as text is no value, and what cannot be text locks nobody out.
  expect(await statusOf(['werk-nord:editor'])).toBe(403);
  expect(await statusOf('werk-nord:editor', { toString: 1 }, 7, null, 'x:member')).toBe(200);
});

test('a member may look and not act; the page knows it, too', async () => {
  const [member, editor] = [{ access: ['werk-nord:member'] }, { access: ['werk-nord:editor'] }];
  expect([(await ask('/north', member, 'POST'))[0], (await ask('/north', editor, 'POST'))[1]]).toEqual([
    403,
    'done',
  ]);
  expect([(await ask('/button', member))[1], (await ask('/button', editor))[1]]).toEqual(['none', 'button']);
  expect((await ask('/button'))[1]).toBe('none');
});

test('where the claims were not read, or could not be, nothing opens', async () => {
  expect(await ask('/forgotten', { access: ['werk-nord:editor'] })).toEqual([
    500,
    'requireArea needs readAccess before it',
  ]);
  const broken = await fetch(`${url}/north`, { headers: { 'x-claims': 'broken' } });
  expect([broken.status, await broken.text()]).toEqual([500, 'no token']);
});

test('an app answers in its own words', async () => {
  expect((await ask('/ways'))[0]).toBe(303);
  expect(await ask('/ways', {})).toEqual([403, 'ask for it']);
});

test('the highest of several roles counts, in any order, whatever an area is called', () => {
  const both = ['a:editor', 'a:member', 'constructor:member', '__proto__:editor', 'b:member', 'b:editor'];
  expect([...areasOf(both)]).toEqual([
    ['a', 'editor'],
    ['constructor', 'member'],
    ['__proto__', 'editor'],
    ['b', 'editor'],
  ]);
  expect(areasOf([]).get('toString')).toBeUndefined();
});

test('a wrong word is told when the app starts', () => {
  for (const slug of ['', 'Werk Nord', 'werk_nord', '-nord', 'x'.repeat(41)])
    expect(() => requireArea(slug)).toThrow('no slug of an area');
  const missing = process.env['NO_SUCH_SETTING'] as string;
  expect(() => requireArea(missing)).toThrow('"undefined" is no slug');
  expect(() => requireArea('werk-nord', 'boss' as Role)).toThrow('none of the roles member, editor');
});

test('the file stays as small as connect/express/README.md says', () => {
  const text = readFileSync(new URL('../../connect/express/require-area.js', import.meta.url), 'utf8');
  expect(text.trimEnd().split('\n').length).toBeLessThan(100);
  expect(text).not.toMatch(/\bimport\b|\brequire\(/);
});
