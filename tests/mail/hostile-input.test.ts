import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Transport } from '../../sidecar/mail/transport.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { invitation, invitationKind, queued, row, start, testJob, transportTo } from './mail-setup.ts';
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

test.each([
  'a@b.example\r\nBcc: evil@evil.example',
  'a@b.example, evil@evil.example',
  '<a@b.example> RCPT TO:<evil@evil.example>',
  'nobody',
])('the address %j fails at once and reaches no server', async (toAddress) => {
  const id = await queued(database.db, { toAddress });
  await job().handle(nudge(id));
  expect(await row(database.db, id)).toMatchObject({
    state: 'failed',
    response: expect.stringContaining('not a valid e-mail address'),
  });
  expect(sink.received).toEqual([]);
});

test.each([
  '\r\nBcc: evil@evil.example',
  '\nTo: evil@evil.example',
  '" <evil@evil.example>, "',
  '\r\n.\r\nMAIL FROM:<x@y.example>',
  ';evil@evil.example',
  '=?utf-8?Q?=0D=0ABcc:_evil@evil.example?=',
])('the name %j adds no header and no recipient', async (evil) => {
  const id = await queued(database.db);
  await database.db
    .updateTable('network_setting')
    .set({ company_name: `A${evil}` })
    .execute();
  const content = invitation({
    firstName: `B${evil}`,
    lastName: `C${evil}`,
    areas: [evil],
  });
  await job({ kinds: [invitationKind(async () => content)] }).handle(nudge(id));
  expect(sink.received).toHaveLength(1);
  const [{ mail, envelopeTo, raw } = { mail: undefined, envelopeTo: [], raw: '' }] = sink.received;
  expect(envelopeTo).toEqual(['joerg@muster.example']);
  expect(mail?.to?.map(({ address }) => address)).toEqual(['joerg@muster.example']);
  const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
  const names = [...head.matchAll(/^([A-Za-z-]+):/gm)].map(([, name]) => name?.toLowerCase());
  expect(names.toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
    'auto-submitted',
    'content-type',
    'date',
    'from',
    'message-id',
    'mime-version',
    'subject',
    'to',
  ]);
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
