import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { cancel } from '../../sidecar/mail/message.store.ts';
import type { Transport } from '../../sidecar/mail/transport.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import {
  fakeTransport,
  invitationKind,
  link,
  queued,
  row,
  start,
  testJob,
  transportTo,
} from './mail-setup.ts';
import { openSink, type Sink } from './sink.ts';

let database: TestDatabase;
let sink: Sink;
let transport: Transport;
let now: Date;
let endings: Record<string, { code: number; text: string } | undefined>;
const clock = () => now;
const minutes = (count: number): Date => addSeconds(start, count * 60);

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.deleteFrom('message').execute();
  now = start;
  endings = {};
  sink = await openSink({ recipient: (address) => endings[address] });
  transport = transportTo(sink.url);
});
afterEach(async () => {
  transport.close();
  await sink.close();
});
const job = (changes: Partial<Parameters<typeof testJob>[0]> = {}) =>
  testJob({ db: database.db, transport, clock, ...changes });
const nudge = (id: string) => ({ row: id, attempt: 0 });

test('handled three times at once and once more: one mail', async () => {
  const id = await queued(database.db);
  const { handle } = job();
  await Promise.all([handle(nudge(id)), handle(nudge(id)), handle(nudge(id))]);
  await handle(nudge(id));
  expect(sink.received).toHaveLength(1);
  expect(await row(database.db, id)).toMatchObject({ state: 'sent', attempt: 1, sent_at: start });
});

test('what arrives is the message of the row: headers, both parts, one recipient', async () => {
  const id = await queued(database.db);
  await job().handle(nudge(id));
  const { header_id } = await row(database.db, id);
  const [{ mail, envelopeTo } = { mail: undefined, envelopeTo: [] }] = sink.received;
  expect(envelopeTo).toEqual(['joerg@muster.example']);
  expect(mail).toMatchObject({
    messageId: header_id,
    subject: 'Muster AG: Ihr Zugang zur Mitarbeiter-App',
    from: { name: 'Muster AG', address: 'app@muster.example' },
    to: [{ name: 'Jörg Müller-Lüdenscheidt', address: 'joerg@muster.example' }],
  });
  expect(mail?.headers).toContainEqual(
    expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }),
  );
  for (const part of [mail?.html, mail?.text]) expect(part?.split(link)).toHaveLength(2);
});

test('421 is tried again after a minute, 550 is failed at once with the words of the server', async () => {
  endings['busy@muster.example'] = { code: 421, text: 'busy, come back' };
  endings['gone@muster.example'] = { code: 550, text: 'no such person' };
  const busy = await queued(database.db, { toAddress: 'busy@muster.example' });
  const gone = await queued(database.db, { toAddress: 'gone@muster.example' });
  const { handle, sweep } = job();
  await Promise.all([handle(nudge(busy)), handle(nudge(gone))]);
  expect(await row(database.db, gone)).toMatchObject({
    state: 'failed',
    response: expect.stringContaining('550'),
  });
  expect(await row(database.db, gone)).toMatchObject({ response: expect.stringContaining('no such person') });
  expect(await row(database.db, busy)).toMatchObject({
    state: 'queued',
    due_at: minutes(1),
    response: expect.stringContaining('busy, come back'),
  });
  await handle(nudge(busy));
  expect(await sweep()).toEqual([]);
  now = minutes(1);
  expect(await sweep()).toEqual([{ row: busy, attempt: 1 }]);
  endings = {};
  await handle({ row: busy, attempt: 1 });
  expect(await row(database.db, busy)).toMatchObject({ state: 'sent', attempt: 2 });
  expect(sink.received).toHaveLength(1);
});

test('a server that is away: tried again, sent when it is back, given up after 24 hours', async () => {
  const port = await freePort();
  const away = transportTo(`smtp://127.0.0.1:${port}`);
  const [id, hopeless] = [await queued(database.db), await queued(database.db)];
  const { handle } = job({ transport: away });
  await handle(nudge(id));
  expect(await row(database.db, id)).toMatchObject({
    state: 'queued',
    due_at: minutes(1),
    response: expect.stringMatching(/ECONNREFUSED/),
  });
  now = minutes(24 * 60);
  await database.db
    .updateTable('message')
    .set({ due_at: minutes(25 * 60) })
    .where('id', '=', id)
    .execute();
  await handle(nudge(hopeless));
  expect(await row(database.db, hopeless)).toMatchObject({
    state: 'failed',
    attempt: 2,
    response: expect.stringMatching(/ECONNREFUSED/),
  });
  const back = await openSink({ port });
  now = minutes(25 * 60);
  await handle(nudge(id));
  away.close();
  await back.close();
  expect(await row(database.db, id)).toMatchObject({ state: 'sent', attempt: 2 });
});

test('the 24 hours begin with the first try, so that a message that lay for days still gets its tries', async () => {
  endings['busy@muster.example'] = { code: 451, text: 'greylisted' };
  const id = await queued(database.db, { toAddress: 'busy@muster.example' });
  now = minutes(3 * 24 * 60);
  await job().handle(nudge(id));
  expect(await row(database.db, id)).toMatchObject({ state: 'queued', due_at: minutes(3 * 24 * 60 + 1) });
});

test('a process that froze while sending and thaws later does not overwrite what happened meanwhile', async () => {
  const id = await queued(database.db);
  let thaw = () => {};
  const frozen = new Promise<void>((resolve) => {
    thaw = resolve;
  });
  let asleep = () => {};
  const sending = new Promise<void>((resolve) => {
    asleep = resolve;
  });
  const slow = fakeTransport(async () => {
    asleep();
    await frozen;
    return { kind: 'permanent', response: 'the frozen one' };
  });
  const first = job({ transport: slow });
  const ended = first.handle(nudge(id));
  await sending;
  now = addSeconds(start, 121);
  const second = job();
  await second.sweep();
  await second.handle({ row: id, attempt: 1 });
  const after = await row(database.db, id);
  expect(after).toMatchObject({ state: 'sent', attempt: 2 });
  thaw();
  await ended;
  expect(await row(database.db, id)).toEqual(after);
  expect(first.lines.join('')).toContain('a newer attempt holds the message');
});

test('a message whose cause is gone, or that was cancelled, never leaves', async () => {
  const subjectId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
  const [gone, cancelled] = [await queued(database.db), await queued(database.db, { subjectId })];
  await cancel(database.db, [subjectId], now);
  const { handle } = job({ kinds: [invitationKind(async () => undefined)] });
  await handle(nudge(gone));
  await job().handle(nudge(cancelled));
  expect([(await row(database.db, gone)).state, (await row(database.db, cancelled)).state]).toEqual([
    'cancelled',
    'cancelled',
  ]);
  expect(sink.received).toEqual([]);
});

test('cancelled after a process died with it: the next look ends it without sending', async () => {
  const subjectId = '7c9e6679-7425-40de-944b-e07fc1f90ae8';
  const id = await queued(database.db, { subjectId });
  const dying = fakeTransport(() => Promise.reject(new Error('died')));
  await expect(job({ transport: dying }).handle(nudge(id))).rejects.toThrow('died');
  await cancel(database.db, [subjectId], now);
  now = minutes(5);
  await job().sweep();
  await job().handle({ row: id, attempt: 1 });
  expect(await row(database.db, id)).toMatchObject({ state: 'cancelled' });
  expect(sink.received).toEqual([]);
});

test('content that cannot be loaded or is of an unknown kind is tried again later and told in plain words', async () => {
  const id = await queued(database.db);
  const broken = job({
    kinds: [invitationKind(() => Promise.reject(new Error('erika@muster.example is odd')))],
  });
  await broken.handle(nudge(id));
  const unknown = await queued(database.db);
  await job({ kinds: [] }).handle(nudge(unknown));
  expect(await row(database.db, id)).toMatchObject({
    state: 'queued',
    due_at: minutes(1),
    response: expect.stringContaining('could not be prepared'),
  });
  expect(await row(database.db, unknown)).toMatchObject({
    state: 'queued',
    response: expect.stringContaining('kind invitation'),
  });
  expect(broken.lines.join('')).not.toContain('erika@');
  now = minutes(1);
  await job().handle(nudge(id));
  expect(await row(database.db, id)).toMatchObject({ state: 'sent' });
});
