import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import nodemailer from 'nodemailer';
import { bounceHookRoutes } from '../../sidecar/mail/bounce-hook.routes.ts';
import { type BounceListener, openBounceListener } from '../../sidecar/mail/bounce-listener.ts';
import { httpApp } from '../../sidecar/platform/http/app.ts';
import { mountRoutes, type Shell } from '../../sidecar/platform/http/mount.ts';
import { listen, type Listening } from '../../sidecar/platform/http/server.ts';
import { openReports, type Reports, sample } from './bounce-house.ts';
import { start } from './mail-setup.ts';

const secret = 'a secret of the mail server, long enough';
let reports: Reports;
let listener: BounceListener;
let broken: BounceListener;
let web: Listening;

function openWeb(hookSecret: string | undefined): Promise<Listening> {
  const shell = { texts: { translate: () => (key: string) => key }, origin: 'http://x' } as unknown as Shell;
  const errorPage = () => ({ reply: { empty: true as const }, layout: '' });
  const { log, take } = reports;
  const options = { shell, log, assets: new Map(), checks: [], trustedHops: 0, formTargets: [], errorPage };
  const routes = bounceHookRoutes({ secret: hookSecret, clock: () => start, take });
  const mount = { layout: '', open: async () => ({}) };
  return listen(
    httpApp(options, (router) => mountRoutes(router, shell, mount, routes)),
    '127.0.0.1',
    0,
  );
}

beforeAll(async () => {
  reports = await openReports();
  const { addresses, take, log } = reports;
  const base = { listen: { host: '127.0.0.1', port: 0 }, hostname: 'mx.app.example', addresses, log };
  listener = await openBounceListener({ ...base, take });
  broken = await openBounceListener({ ...base, take: () => Promise.reject(new Error('no database')) });
  web = await openWeb(secret);
});
afterAll(async () => {
  await Promise.all([listener?.close(), broken?.close(), web?.close()]);
  await reports?.close();
});

async function send(port: number, to: string | string[], raw: Buffer): Promise<string> {
  const client = nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  try {
    return (await client.sendMail({ envelope: { from: '', to }, raw })).response ?? '';
  } catch (thrown) {
    return (thrown as { response?: string }).response ?? String(thrown);
  } finally {
    client.close();
  }
}

test('the listener takes a report for an address of ours', async () => {
  const { id, bounce } = await reports.sent();
  expect(await send(listener.port, bounce, sample('sendmail', bounce))).toMatch(/^250/);
  expect(await reports.row(id)).toMatchObject({ state: 'bounced', response: '552 5.2.2 Over quota' });
});

test('it is nobody’s relay: every other recipient is refused, and no sign-in is offered', async () => {
  const { id, bounce } = await reports.sent();
  const others = [
    'someone@elsewhere.example',
    'bounces@app.example',
    bounce.replace(/\.[0-9a-f]{24}@/, `.${'0'.repeat(24)}@`),
    `${bounce.split('@')[0]}@elsewhere.example`,
    `${bounce}%elsewhere.example`,
  ];
  for (const to of others)
    expect(await send(listener.port, to, sample('postfix', bounce))).toMatch(/^5\d\d /);
  expect((await reports.row(id)).state).toBe('sent');
  const greeting = await new Promise<string>((resolve) => {
    let text = '';
    const socket = connect(listener.port, '127.0.0.1');
    socket.once('data', () => socket.write('EHLO x.example\r\n'));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (/^250 /m.test(text)) socket.end();
    });
    socket.on('close', () => resolve(text));
  });
  expect(greeting).toContain('SIZE 10485760');
  expect(greeting).not.toMatch(/AUTH|STARTTLS/);
});

test('more than 10 MiB are refused; a database that is away makes the other server try again', async () => {
  const { id, bounce } = await reports.sent();
  const large = Buffer.concat([sample('postfix', bounce), Buffer.alloc(10 * 1024 * 1024, 'x\n')]);
  expect(await send(listener.port, bounce, large)).toMatch(/^552/);
  expect((await reports.row(id)).state).toBe('sent');
  expect(await send(broken.port, bounce, sample('postfix', bounce))).toMatch(/^451/);
});

test('one address holds ten connections and not more', async () => {
  const sockets = Array.from({ length: 14 }, () => connect(listener.port, '127.0.0.1'));
  const greetings = await Promise.all(
    sockets.map(
      (socket) => new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(String(chunk)))),
    ),
  );
  expect(greetings.filter((text) => text.startsWith('220'))).toHaveLength(10);
  expect(greetings.filter((text) => text.startsWith('421'))).toHaveLength(4);
  for (const socket of sockets) socket.destroy();
});

type Signed = { at?: Date; key?: string; body?: Buffer; port?: number; type?: string };
function hand(raw: Buffer, signed: Signed = {}) {
  const { at = start, key = secret, body = raw, port = web.port, type = 'message/rfc822' } = signed;
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const mac = createHmac('sha256', key).update(`${timestamp}.`).update(raw).digest('hex');
  return fetch(`http://127.0.0.1:${port}/hooks/bounces`, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': type,
      'x-einlass-timestamp': timestamp,
      'x-einlass-signature': `sha256=${mac}`,
    },
    body: new Uint8Array(body),
  });
}

test('the hook takes a signed report, and the same one again does nothing more', async () => {
  const { id, bounce } = await reports.sent();
  const raw = sample('microsoft365', bounce);
  expect(await (await hand(raw)).json()).toEqual({ result: 'bounced' });
  expect(await (await hand(raw)).json()).toEqual({ result: 'ignored' });
  expect(await reports.row(id)).toMatchObject({ state: 'bounced' });
});

test('the hook takes one that its sender calls a form, as curl does', async () => {
  const { bounce } = await reports.sent();
  const form = { type: 'application/x-www-form-urlencoded' };
  expect(await (await hand(sample('postfix', bounce), form)).json()).toEqual({ result: 'bounced' });
});

test('what is not signed, signed by another, changed, old or from the future has no effect', async () => {
  const { id, bounce } = await reports.sent();
  const raw = sample('postfix', bounce);
  const seconds = (count: number) => new Date(start.getTime() + count * 1000);
  const wrong: Signed[] = [
    { key: 'another secret that is long enough too' },
    { body: Buffer.concat([raw, Buffer.from('x')]) },
    { at: seconds(-301) },
    { at: seconds(301) },
  ];
  for (const changes of wrong) expect((await hand(raw, changes)).status).toBe(401);
  const url = `http://127.0.0.1:${web.port}/hooks/bounces`;
  const bare = await fetch(url, {
    method: 'POST',
    body: new Uint8Array(raw),
    headers: { accept: 'application/json' },
  });
  expect(bare.status).toBe(401);
  expect((await reports.row(id)).state).toBe('sent');
  for (const at of [seconds(-299), seconds(299)]) expect((await hand(raw, { at })).status).toBe(200);
});

test('more than 10 MiB are refused, and without a secret the address does not exist', async () => {
  expect([401, 413]).toContain((await hand(Buffer.alloc(11 * 1024 * 1024))).status);
  const off = await openWeb(undefined);
  const { bounce } = await reports.sent();
  expect((await hand(sample('postfix', bounce), { port: off.port })).status).toBe(404);
  await off.close();
});
