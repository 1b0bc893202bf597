import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  cancel,
  claim,
  confirmCancelled,
  confirmFailed,
  confirmSent,
  dueMessages,
  enqueue,
  retry,
} from '../../sidecar/mail/message.store.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { publicUrl, queued, row, start } from './mail-setup.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const after = (seconds: number): Date => addSeconds(start, seconds);

async function claimed(id: string, now: Date) {
  const held = await claim(database.db, id, now, 60);
  if (!held) throw new Error('was not claimed');
  return held;
}

test('a message is stored with its cause or not at all', async () => {
  const subjectId = randomUUID();
  const attempt = database.db.transaction().execute(async (trx) => {
    await queued(trx, { subjectId });
    throw new Error('the cause failed');
  });
  await expect(attempt).rejects.toThrow('the cause failed');
  const rows = await database.db
    .selectFrom('message')
    .select('id')
    .where('subject_id', '=', subjectId)
    .execute();
  expect(rows).toEqual([]);
});

test('2,500 messages: a nudge each, queued, Message-IDs of their own under the public host', async () => {
  const subjectId = randomUUID();
  const message = {
    kind: 'invitation',
    memberId: null,
    subjectId,
    locale: 'en',
    toAddress: 'a@b.example',
  } as const;
  const nudges = await database.db.transaction().execute((trx) =>
    enqueue(
      trx,
      Array.from({ length: 2500 }, () => message),
      { publicUrl, now: start },
    ),
  );
  const rows = await database.db
    .selectFrom('message')
    .selectAll()
    .where('subject_id', '=', subjectId)
    .execute();
  expect(new Set(nudges.map((nudge) => nudge.row))).toEqual(new Set(rows.map(({ id }) => id)));
  expect(new Set(rows.map((stored) => stored.header_id)).size).toBe(2500);
  for (const stored of rows) {
    expect(stored).toMatchObject({ state: 'queued', attempt: 0, locale: 'en', response: null });
    expect(stored.header_id).toMatch(/^<[0-9a-f-]{36}@einlass\.muster\.example>$/);
  }
});

test('of twenty claims of one row one gets it', async () => {
  const id = await queued(database.db);
  const claims = await Promise.all(Array.from({ length: 20 }, () => claim(database.db, id, start, 60)));
  expect(claims.filter((held) => held !== undefined)).toHaveLength(1);
  expect(await row(database.db, id)).toMatchObject({ state: 'sending', attempt: 1 });
});

test('a row is not due before its time, nor again before its lease has ended', async () => {
  const id = await queued(database.db, { dueAt: after(10) });
  expect(await claim(database.db, id, after(9), 60)).toBeUndefined();
  expect(await claimed(id, after(10))).toMatchObject({ attempt: 1, firstTriedAt: after(10) });
  expect(await claim(database.db, id, after(70), 60)).toBeUndefined();
  expect(await claimed(id, after(71))).toMatchObject({ attempt: 2, firstTriedAt: after(10) });
});

test('who holds an older claim can write nothing, whatever state the row is in', async () => {
  const endings = [
    (held: { id: string; attempt: number }) => confirmSent(database.db, held, 'old', after(500)),
    (held: { id: string; attempt: number }) => confirmFailed(database.db, held, 'old'),
    (held: { id: string; attempt: number }) => confirmCancelled(database.db, held),
    (held: { id: string; attempt: number }) => retry(database.db, held, 'old', after(500)),
  ];
  const id = await queued(database.db);
  const old = await claimed(id, start);
  const states = async () => {
    const before = await row(database.db, id);
    for (const end of endings) expect(await end(old)).toBe(false);
    expect(await row(database.db, id)).toEqual(before);
    return before.state;
  };
  const newer = await claimed(id, after(61));
  expect(await states()).toBe('sending');
  expect(await retry(database.db, newer, 'later', after(100))).toBe(true);
  expect(await states()).toBe('queued');
  const newest = await claimed(id, after(100));
  expect(await confirmSent(database.db, newest, '250 ok', after(101))).toBe(true);
  expect(await states()).toBe('sent');
  expect(await row(database.db, id)).toMatchObject({
    attempt: 3,
    response: '250 ok',
    sent_at: after(101),
    lease_until: null,
  });
});

test('a claim ends once: a second confirmation of the same attempt changes nothing', async () => {
  const held = await claimed(await queued(database.db), start);
  expect(await confirmFailed(database.db, held, '550 no')).toBe(true);
  expect(await confirmSent(database.db, held, '250 ok', after(1))).toBe(false);
  expect(await row(database.db, held.id)).toMatchObject({ state: 'failed', response: '550 no' });
});

test('the sweep names what is due and what a dead process held, with an attempt that makes a new job id', async () => {
  const fresh = await testDatabase();
  try {
    const waiting = await queued(fresh.db, { dueAt: after(1000) });
    const due = await queued(fresh.db, { dueAt: after(1) });
    const dead = await queued(fresh.db);
    const alive = await queued(fresh.db);
    const sent = await queued(fresh.db);
    await claim(fresh.db, dead, start, 60);
    await claim(fresh.db, alive, after(1), 600);
    const done = await claim(fresh.db, sent, start, 60);
    if (done) await confirmSent(fresh.db, done, '250 ok', start);
    const nudges = await dueMessages(fresh.db, after(100), 10);
    expect(new Set(nudges)).toEqual(
      new Set([
        { row: due, attempt: 0 },
        { row: dead, attempt: 1 },
      ]),
    );
    expect(await dueMessages(fresh.db, after(2000), 2)).toHaveLength(2);
    expect((await dueMessages(fresh.db, after(2000), 10)).map((nudge) => nudge.row)).toContain(waiting);
  } finally {
    await fresh.close();
  }
});

test('cancel: queued messages end at once, one on its way is not tried again, others stay', async () => {
  const subjectId = randomUUID();
  const waiting = await queued(database.db, { subjectId });
  const flying = await claimed(await queued(database.db, { subjectId }), start);
  const crashed = await claimed(await queued(database.db, { subjectId }), start);
  const arrived = await claimed(await queued(database.db, { subjectId }), start);
  const other = await queued(database.db, { subjectId: randomUUID() });
  expect(await cancel(database.db, [subjectId], after(1))).toBe(4);
  expect(await cancel(database.db, [subjectId], after(2))).toBe(0);
  expect(await claim(database.db, waiting, after(5), 60)).toBeUndefined();
  expect(await retry(database.db, flying, '451 later', after(10))).toBe(true);
  expect(await confirmSent(database.db, arrived, '250 ok', after(3))).toBe(true);
  const states = async (...ids: string[]) =>
    Promise.all(ids.map(async (id) => (await row(database.db, id)).state));
  expect(await states(waiting, flying.id, arrived.id, other)).toEqual([
    'cancelled',
    'cancelled',
    'sent',
    'queued',
  ]);
  expect(await claimed(crashed.id, after(61))).toMatchObject({ cancelled: true });
});
