import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Transport } from '../../sidecar/mail/transport.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { invitation, queued, row, start, testJob, transportTo } from './mail-setup.ts';
import { headerNames, hostileAddresses, hostileTexts } from './header-corpus.ts';
import { openSink, type Sink } from './sink.ts';

let database: TestDatabase;
let sink: Sink;
let transport: Transport;
let endings: Record<string, { code: number; text: string } | undefined>;
const clock = () => start;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.deleteFrom('message').execute();
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
const contentWith = (evil: string) =>
  invitation({ salutation: `S${evil}`, firstName: `B${evil}`, lastName: `C${evil}`, areas: [`D${evil}`] });
/** To which servers the links of a mail lead, each time. */
const hosts = (html = '') => [...html.matchAll(/(?:href|src)="([^"/]*\/\/[^"/]*)/g)].map(([, host]) => host);
const nudge = (id: string) => ({ row: id, attempt: 0 });

test('an address that is not one plain mailbox fails at once and reaches no server', async () => {
  const ids: string[] = [];
  for (const toAddress of hostileAddresses) ids.push(await queued(database.db, { toAddress }));
  await job().handle(nudge(ids[0] ?? ''));
  await job().handle(nudge(ids.at(-1) ?? ''));
  for (const [index, id] of ids.entries())
    expect({ address: hostileAddresses[index], ...(await row(database.db, id)) }).toMatchObject({
      state: 'failed',
      response: expect.stringContaining('not a valid e-mail address'),
    });
  expect(sink.received).toEqual([]);
});

test('a hostile name adds no header, no recipient and no link, wherever it stands', async () => {
  const evils = ['Plain', ...hostileTexts];
  const ids: string[] = [];
  for (const index of evils.keys())
    ids.push(await queued(database.db, { toAddress: `p${index}@muster.example` }));
  const kind = {
    name: 'invitation' as const,
    load: async (_db: unknown, messages: readonly { id: string }[]) =>
      new Map(messages.map(({ id }) => [id, contentWith(evils[ids.indexOf(id)] ?? '')])),
  };
  await job({ kinds: [kind] }).handle(nudge(ids[0] ?? ''));
  const byAddress = new Map(sink.received.map((one) => [one.envelopeTo.join(), one]));
  expect(byAddress.size).toBe(evils.length);
  const plain = byAddress.get('p0@muster.example');
  for (const [index, evil] of evils.entries()) {
    const address = `p${index}@muster.example`;
    const { mail, raw = '' } = byAddress.get(address) ?? {};
    expect({
      evil,
      to: mail?.to?.map((one) => one.address),
      others: [mail?.cc, mail?.bcc],
      headers: headerNames(raw),
      hosts: hosts(mail?.html),
      script: mail?.html?.includes('<script'),
    }).toEqual({
      evil,
      to: [address],
      others: [undefined, undefined],
      headers: headerNames(plain?.raw ?? ''),
      hosts: hosts(plain?.mail.html),
      script: false,
    });
  }
});

test('log lines name rows, never addresses, names or links', async () => {
  endings['gone@muster.example'] = { code: 550, text: '<gone@muster.example> unknown' };
  const { handle, lines } = job();
  const ids = [await queued(database.db), await queued(database.db, { toAddress: 'gone@muster.example' })];
  for (const id of ids) await handle(nudge(id));
  const log = lines.join('');
  for (const id of ids) expect(log).toContain(id);
  expect(log).not.toMatch(/joerg|gone@|Müller|Jörg|\/i\//);
});
