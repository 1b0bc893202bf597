import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { claimDue, dueNudges, releaseLapsed } from '../../sidecar/mail/claim.store.ts';
import { cancel, enqueue } from '../../sidecar/mail/message.store.ts';
import { type Ending, settle } from '../../sidecar/mail/settle.store.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { claim, publicUrl, queued, row, start } from './mail-setup.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const after = (seconds: number): Date => addSeconds(start, seconds);

async function claimed(id: string, now: Date) {
  const held = await claim(database.db, id, now);
  if (!held) throw new Error('was not claimed');
  return held;
}
const sent: Ending = { state: 'sent', response: '250 ok' };
const failed: Ending = { state: 'failed', response: '550 no' };
const later = (seconds: number): Ending => ({
  state: 'queued',
  response: '451 later',
  dueAt: after(seconds),
});
async function end(held: { id: string; attempt: number }, ending: Ending, now = start): Promise<boolean> {
  const [written] = await settle(database.db, [{ held, ending }], now);
  return written ?? false;
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

test('2,500 messages: queued, Message-IDs of their own under the public host, a few nudges for all of them', async () => {
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
  expect(rows).toHaveLength(2500);
  expect(nudges).toHaveLength(5);
  const ids = new Set(rows.map(({ id }) => id));
  for (const nudge of nudges) expect(ids).toContain(nudge.row);
  expect(new Set(rows.map((stored) => stored.header_id)).size).toBe(2500);
  for (const stored of rows) {
    expect(stored).toMatchObject({ state: 'queued', attempt: 0, locale: 'en', response: null });
    expect(stored.header_id).toMatch(/^<[0-9a-f-]{36}@einlass\.muster\.example>$/);
  }
});

test('of twenty claims of one row one gets it', async () => {
  const id = await queued(database.db);
  const claims = await Promise.all(Array.from({ length: 20 }, () => claim(database.db, id, start)));
  expect(claims.filter((held) => held !== undefined)).toHaveLength(1);
  expect(await row(database.db, id)).toMatchObject({ state: 'sending', attempt: 1 });
});

test('a row is not due before its time, nor again before its lease has ended', async () => {
  const id = await queued(database.db, { dueAt: after(10) });
  expect(await claim(database.db, id, after(9))).toBeUndefined();
  expect(await claimed(id, after(10))).toMatchObject({ attempt: 1, firstTriedAt: after(10) });
  await releaseLapsed(database.db, after(70));
  expect(await claim(database.db, id, after(71))).toBeUndefined();
  await releaseLapsed(database.db, after(71));
  expect(await claimed(id, after(71))).toMatchObject({ attempt: 2, firstTriedAt: after(10) });
});

test('who holds an older claim can write nothing, whatever state the row is in', async () => {
  const endings: Ending[] = [sent, failed, { state: 'cancelled' }, later(500)];
  const id = await queued(database.db);
  const old = await claimed(id, start);
  const states = async () => {
    const before = await row(database.db, id);
    for (const ending of endings) expect(await end(old, ending)).toBe(false);
    expect(await row(database.db, id)).toEqual(before);
    return before.state;
  };
  await releaseLapsed(database.db, after(61));
  expect(await states()).toBe('queued');
  const newer = await claimed(id, after(61));
  expect(await states()).toBe('sending');
  expect(await end(newer, later(100))).toBe(true);
  expect(await states()).toBe('queued');
  const newest = await claimed(id, after(100));
  expect(await end(newest, sent, after(101))).toBe(true);
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
  expect(await end(held, failed)).toBe(true);
  expect(await end(held, sent)).toBe(false);
  expect(await row(database.db, held.id)).toMatchObject({ state: 'failed', response: '550 no' });
});

test('the sweep names what is due and what a dead process held, with an attempt that makes a new job id', async () => {
  const fresh = await testDatabase();
  try {
    const waiting = await queued(fresh.db, { dueAt: after(1000) });
    const due = await queued(fresh.db, { dueAt: after(1) });
    const dead = await queued(fresh.db);
    const alive = await queued(fresh.db);
    const sentId = await queued(fresh.db);
    await claim(fresh.db, dead, start);
    await claim(fresh.db, alive, after(1), 600);
    const done = await claim(fresh.db, sentId, start);
    if (done) await settle(fresh.db, [{ held: done, ending: sent }], start);
    await releaseLapsed(fresh.db, after(100));
    const nudges = await dueNudges(fresh.db, { urgent: false, now: after(100), limit: 10 });
    expect(new Set(nudges)).toEqual(
      new Set([
        { row: due, attempt: 0 },
        { row: dead, attempt: 1 },
      ]),
    );
    const much = { urgent: false, now: after(2000), limit: 10 };
    expect(await dueNudges(fresh.db, { ...much, limit: 2 })).toHaveLength(2);
    expect((await dueNudges(fresh.db, much)).map((nudge) => nudge.row)).toContain(waiting);
    expect(await dueNudges(fresh.db, { ...much, urgent: true })).toEqual([]);
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
  expect(await claim(database.db, waiting, after(5))).toBeUndefined();
  expect(await end(flying, later(10))).toBe(true);
  expect(await end(arrived, sent, after(3))).toBe(true);
  const states = async (...ids: string[]) =>
    Promise.all(ids.map(async (id) => (await row(database.db, id)).state));
  expect(await states(waiting, flying.id, arrived.id, other)).toEqual([
    'cancelled',
    'cancelled',
    'sent',
    'queued',
  ]);
  await releaseLapsed(database.db, after(61));
  expect(await states(crashed.id)).toEqual(['cancelled']);
});

test('one claim takes the nudged row and the oldest others, and two claims share no row', async () => {
  const fresh = await testDatabase();
  try {
    const ids: string[] = [];
    for (let index = 0; index < 12; index += 1) ids.push(await queued(fresh.db, { dueAt: after(index) }));
    const urgent = await queued(fresh.db, { urgent: true });
    const wish = { row: null, urgent: false, limit: 5, without: [], now: after(100), leaseSeconds: 60 };
    const first = await claimDue(fresh.db, { ...wish, row: ids[11] ?? '' });
    const idsOf = (held: { id: string }[]) => new Set(held.map(({ id }) => id));
    expect(idsOf(first)).toEqual(new Set([ids[11], ...ids.slice(0, 5)]));
    const rest = await Promise.all([claimDue(fresh.db, wish), claimDue(fresh.db, wish)]);
    expect(idsOf(rest.flat()).size).toBe(rest.flat().length);
    expect(await claimDue(fresh.db, { ...wish, urgent: true })).toMatchObject([{ id: urgent }]);
  } finally {
    await fresh.close();
  }
});
