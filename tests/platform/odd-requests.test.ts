import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Installation, installation } from '../support/installation.ts';

let house: Installation;
beforeAll(async () => {
  house = await installation();
});
afterAll(() => house?.close());

/** A request exactly as written, which fetch would correct. */
function raw(method: string, path: string, body = '', headers: Record<string, string> = {}) {
  const { port } = new URL(house.url);
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const form = { 'content-type': 'application/x-www-form-urlencoded', origin: 'x' };

test.each([
  ['a broken escape', 'GET', '/i/%zz', '', 422],
  ['a path that is no address', 'GET', '//[', '', 404],
  ['a style sheet that is not there', 'GET', '/assets/000000000000/ui/none.css', '', 404],
  ['a page that is not there', 'GET', '/nowhere', '', 404],
  [
    'thousands of fields',
    'POST',
    '/scheme',
    Array.from({ length: 3000 }, (_, n) => `a${n}=1`).join('&'),
    413,
  ],
  ['a body of a megabyte', 'POST', '/scheme', `scheme=${'x'.repeat(1e6)}`, 413],
])('%s gets its own answer and no stack trace', async (_what, method, path, body, status) => {
  const answer = await raw(method, path, body, method === 'POST' ? form : {});
  expect(answer.status).toBe(status);
  expect(answer.text).toContain('<h1');
  expect(answer.text).not.toMatch(/\bat .*\.(ts|js):\d+/);
});

test('none of it was an error of ours', () => {
  expect(house.web().output()).not.toContain('request failed');
});
