import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { z } from 'zod';
import { AppError } from '../../sidecar/platform/errors.ts';
import { httpApp } from '../../sidecar/platform/http/app.ts';
import { mountRoutes, type Shell } from '../../sidecar/platform/http/mount.ts';
import { routesFor } from '../../sidecar/platform/http/route.ts';
import { listen, type Listening } from '../../sidecar/platform/http/server.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';

const texts = openTexts(fileURLToPath(new URL('../../sidecar', import.meta.url)));
const route = routesFor<object, never>();
let server: Listening;

const body = z.object({ name: z.string().min(3, 'platform.field.required'), act: z.string() });
const labels = { name: 'platform.language.en' };

beforeAll(async () => {
  // What a template makes of the data is not the matter here.
  const render: Shell['render'] = (view, data) => JSON.stringify({ view, ...data });
  const shell: Shell = { texts, render, origin: 'http://here', https: false };
  const errorPage = (error: AppError) => ({
    reply: { view: 'error', data: { code: error.code }, status: error.status },
    layout: '',
  });
  const options = {
    shell,
    log: pino({ level: 'silent' }),
    assets: new Map(),
    checks: [],
    formTargets: [],
    trustedHops: 0,
    errorPage,
  };
  const app = httpApp(options, (router) =>
    mountRoutes(router, shell, { layout: '', open: async () => ({}) }, [
      route({
        method: 'post',
        path: '/form',
        right: 'public',
        body,
        again: { labels, show: (_, refused) => ({ view: 'form', data: { refused } }) },
        handler({ body: sent }) {
          if (sent.act === 'overtaken') throw new AppError('conflict');
          if (sent.act === 'taken')
            throw new AppError('conflict', { fields: [{ field: 'name', text: 'platform.field.invalid' }] });
          if (sent.act === 'hidden') throw new AppError('not_found');
          return { redirect: '/done' };
        },
      }),
      route({
        method: 'post',
        path: '/echo',
        right: 'public',
        body: z.looseObject({}),
        query: z.looseObject({}),
        handler: ({ body: sent, query, request }) => ({ json: { sent, query, raw: request.body as object } }),
      }),
    ]),
  );
  server = await listen(app, '127.0.0.1', 0);
});
afterAll(() => server.close());

async function send(form: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`http://127.0.0.1:${server.port}/form?lang=en`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
  });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : {} };
}

test('a form that does not fit is shown again with its input, the complaint at the field and a summary', async () => {
  const { status, body: page } = await send('name=%20%22&act=save&many=1&many=2');
  expect(status).toBe(422);
  expect(page).toMatchObject({
    view: 'form',
    refused: {
      code: 'invalid_input',
      values: { name: ' "', act: 'save', many: ['1', '2'] },
      errors: { name: 'Please fill in this field.' },
      fields: [{ field: 'name', label: 'English', message: 'Please fill in this field.' }],
    },
  });
});

test.each([
  ['taken', { name: 'Please check this entry.' }],
  ['overtaken', {}],
])('a handler that was overtaken (%s) shows it again with 409', async (act, errors) => {
  const { status, body: page } = await send(`name=Erika&act=${act}`);
  expect(status).toBe(409);
  expect(page).toMatchObject({
    view: 'form',
    refused: { code: 'conflict', values: { name: 'Erika', act }, errors },
  });
});

test('any other refusal is not the form’s business, and a good form goes through', async () => {
  expect(await send('name=Erika&act=hidden')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  expect((await send('name=Erika&act=save')).status).toBe(303);
});

test('NULs, which the database cannot hold, reach no handler, wherever they stand', async () => {
  const answer = await fetch(
    `http://127.0.0.1:${server.port}/echo?q=%00a%00&many=1&many=%002&__proto__=%00x`,
    {
      method: 'POST',
      body: 'name=%00&text=a%00b&many=1&many=%002',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    },
  );
  const text = await answer.text();
  expect(text).not.toContain('\\u0000');
  expect(JSON.parse(text)).toMatchObject({
    sent: { name: '', text: 'ab', many: ['1', '2'] },
    query: { q: 'a', many: ['1', '2'] },
    raw: { name: '', text: 'ab', many: ['1', '2'] },
  });
});
