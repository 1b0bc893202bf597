import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  cancelBatch,
  openBatch,
  pauseBatch,
  postponeLate,
  readBatchCounts,
  resumeBatch,
  setPace,
} from '../../sidecar/mail/batch.store.ts';
import { claimDue, dueNudges, releaseLapsed } from '../../sidecar/mail/claim.store.ts';
import { enqueue } from '../../sidecar/mail/message.store.ts';
import { settle } from '../../sidecar/mail/settle.store.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { type Db, openDb } from '../../sidecar/platform/db.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { insertMember } from './bounce-people.ts';
import { publicUrl, start } from './mail-setup.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const after = (seconds: number): Date => addSeconds(start, seconds);

/** A batch of so many messages that starts at `start`. */
async function batchOf(count: number, perMinute: number | null = null, db: Db = database.db) {
  const id = randomUUID();
  await openBatch(db, { id, perMinute });
  await join(id, count, perMinute, start, db);
  return id;
}
function join(id: string, count: number, perMinute: number | null, startAt = start, db: Db = database.db) {
  const message = {
    kind: 'invitation',
    memberId: null,
    subjectId: null,
    locale: 'de',
    toAddress: 'a@b.example',
  } as const;
  const messages = Array.from({ length: count }, () => message);
  return enqueue(db, messages, { publicUrl, now: start, batch: { id, startAt, perMinute } });
}
const claimed = (now: Date, limit = 100) =>
  claimDue(database.db, { row: null, urgent: false, limit, without: [], now, leaseSeconds: 60 });
const claimedOf = async (id: string, now: Date, limit = 100) => {
  const held = await claimed(now, limit);
  const rows = await database.db.selectFrom('message').select('id').where('batch_id', '=', id).execute();
  const own = new Set(rows.map((row) => row.id));
  return held.filter((message) => own.has(message.id));
};
async function dueSeconds(id: string): Promise<number[]> {
  const rows = await database.db
    .selectFrom('message')
    .select('due_at')
    .where('batch_id', '=', id)
    .where('state', '=', 'queued')
    .orderBy('due_at')
    .execute();
  return rows.map((row) => (row.due_at.getTime() - start.getTime()) / 1000);
}

test('a pace spreads the messages from the start on, also those that join later, and only what is due is nudged', async () => {
  const id = randomUUID();
  await openBatch(database.db, { id, perMinute: 30 });
  expect(await join(id, 3, 30)).toHaveLength(1);
  expect(await join(id, 2, 30)).toHaveLength(0);
  expect(await dueSeconds(id)).toEqual([0, 2, 4, 6, 8]);
  expect(await claimedOf(id, after(4))).toHaveLength(3);
  expect(await dueNudges(database.db, { urgent: false, now: after(5), limit: 10 })).toEqual([]);
  await cancelBatch(database.db, id, after(5));
});

test('held, nothing is claimed or nudged; let go on, the rest is spread anew from that moment', async () => {
  const id = await batchOf(4, 60);
  expect(await claimedOf(id, start)).toHaveLength(1);
  expect(await pauseBatch(database.db, id)).toBe(true);
  expect(await pauseBatch(database.db, id)).toBe(false);
  expect(await claimed(after(100))).toEqual([]);
  expect(await dueNudges(database.db, { urgent: false, now: after(100), limit: 10 })).toEqual([]);
  expect(await resumeBatch(database.db, id, after(1000))).toBe(true);
  expect(await resumeBatch(database.db, id, after(1000))).toBe(false);
  expect(await dueSeconds(id)).toEqual([1000, 1001, 1002]);
  expect(await setPace(database.db, id, 6, after(2000))).toBe(true);
  expect(await dueSeconds(id)).toEqual([2000, 2010, 2020]);
  expect(await setPace(database.db, id, null, after(3000))).toBe(true);
  expect(await claimedOf(id, after(3000))).toHaveLength(3);
  await cancelBatch(database.db, id, after(3000));
});

test.each([7, 100, 600])(
  'a pace of %i a minute, which are no whole seconds apart, is taken up again and changed to',
  async (pace) => {
    const id = await batchOf(3, pace);
    const spreadFrom = (seconds: number) =>
      [0, 1, 2].map((nth) => expect.closeTo(seconds + (nth * 60) / pace, 2) as unknown as number);
    expect(await dueSeconds(id)).toEqual(spreadFrom(0));
    await pauseBatch(database.db, id);
    expect(await resumeBatch(database.db, id, after(1000))).toBe(true);
    expect(await dueSeconds(id)).toEqual(spreadFrom(1000));
    expect(await setPace(database.db, id, null, after(1000))).toBe(true);
    expect(await dueSeconds(id)).toEqual([1000, 1000, 1000]);
    expect(await setPace(database.db, id, pace, after(2000))).toBe(true);
    expect(await dueSeconds(id)).toEqual(spreadFrom(2000));
    await cancelBatch(database.db, id, after(2001));
  },
);

test('what nobody sent in time leaves at the pace of its batch as well: behind the rest of it, and never all at once', async () => {
  const id = await batchOf(6, 1);
  expect(await claimedOf(id, start)).toHaveLength(1);
  // Until 230 s after the start there is no worker; what has no pace leaves then.
  await batchOf(2);
  expect(await claimed(after(230))).toHaveLength(4);
  await Promise.all([1, 2, 3].map(() => postponeLate(database.db, after(230))));
  expect(await dueSeconds(id)).toEqual([240, 300, 360]);
  await postponeLate(database.db, after(1000));
  expect(await dueSeconds(id)).toEqual([1000, 1060, 1120]);
  expect(await claimedOf(id, after(1000))).toHaveLength(1);
  await pauseBatch(database.db, id);
  await postponeLate(database.db, after(9000));
  expect(await dueSeconds(id)).toEqual([1060, 1120]);
  await cancelBatch(database.db, id, after(9000));
});

test('what a server put off comes no sooner by a new pace', async () => {
  const id = await batchOf(1);
  const [held] = await claimedOf(id, start);
  if (!held) throw new Error('was not claimed');
  const ending = { state: 'queued', response: '451 later', dueAt: after(300) } as const;
  await settle(database.db, [{ held, ending }], start);
  await setPace(database.db, id, 60, after(10));
  expect(await dueSeconds(id)).toEqual([300]);
  await cancelBatch(database.db, id, after(11));
});

test('taken back: what is queued ends, what is in flight ends as sent or is not tried again, and nothing joins or goes on', async () => {
  const id = await batchOf(8);
  const [arriving, refused, dying] = await claimedOf(id, start, 3);
  if (!arriving || !refused || !dying) throw new Error('were not claimed');
  expect(await cancelBatch(database.db, id, after(1))).toBe(5);
  expect(await cancelBatch(database.db, id, after(1))).toBeUndefined();
  const later = { state: 'queued', response: '451 later', dueAt: after(60) } as const;
  const ends = [
    { held: arriving, ending: { state: 'sent', response: '250 ok' } as const },
    { held: refused, ending: later },
  ];
  expect(await settle(database.db, ends, after(2))).toEqual([true, true]);
  expect(await readBatchCounts(database.db, id)).toMatchObject({ sent: 1, cancelled: 6, sending: 1 });
  await releaseLapsed(database.db, after(61));
  const counts = { queued: 0, sending: 0, sent: 1, failed: 0, bounced: 0, cancelled: 7, total: 8 };
  expect(await readBatchCounts(database.db, id)).toEqual(counts);
  expect(await readBatchCounts(database.db, id, 'reminder')).toMatchObject({ total: 0 });
  await expect(join(id, 1, null)).rejects.toThrow('conflict');
  expect(await resumeBatch(database.db, id, after(3))).toBe(false);
  expect(await setPace(database.db, id, 60, after(3))).toBe(false);
});

/** Claims by four hands until `ended`; answers what each claim got and when it was asked for. */
async function claimers(db: Db, isOver: () => boolean) {
  const claims: { asked: number; ids: string[] }[] = [];
  let clock = 0;
  const hand = async (): Promise<void> => {
    while (!isOver()) {
      clock += 1;
      const asked = clock;
      const wish = { row: null, urgent: false, limit: 3, without: [], now: after(1), leaseSeconds: 60 };
      claims.push({ asked, ids: (await claimDue(db, wish)).map(({ id }) => id) });
    }
  };
  const done = Promise.all([hand(), hand(), hand(), hand()]);
  return { done, claims, moment: () => (clock += 1) };
}

test.each(['pause', 'cancel'] as const)(
  '%s against claims at the same moment: once it has returned, no row turns to sending any more',
  async (act) => {
    for (let round = 0; round < 5; round += 1) {
      const fresh = await testDatabase();
      try {
        const id = await batchOf(200, null, fresh.db);
        let over = false;
        const { done, claims, moment } = await claimers(fresh.db, () => over);
        while (claims.length < 4 + round) await fresh.db.selectFrom('area').select('id').execute();
        await fresh.db.transaction().execute(async (trx) => {
          await (act === 'pause' ? pauseBatch(trx, id) : cancelBatch(trx, id, after(1)));
        });
        const returned = moment();
        // One statement sees what is in flight now; nothing may be added to it by whatever was under way.
        const inFlight = (await readBatchCounts(fresh.db, id)).sending;
        while (!claims.some(({ asked }) => asked > returned + 8))
          await fresh.db.selectFrom('area').select('id').execute();
        over = true;
        await done;
        expect(claims.filter(({ asked }) => asked > returned).flatMap(({ ids }) => ids)).toEqual([]);
        const counts = await readBatchCounts(fresh.db, id);
        expect(counts.sending).toBe(inFlight);
        expect(claims.flatMap(({ ids }) => ids)).toHaveLength(inFlight);
        expect(counts).toMatchObject(act === 'pause' ? { cancelled: 0 } : { queued: 0 });
        expect(counts.queued + counts.cancelled + counts.sending).toBe(200);
      } finally {
        await fresh.close();
      }
    }
  },
);

test('a claim that began before a pause is waited for: the pause returns after it, never in the middle', async () => {
  const id = await batchOf(3);
  let paused = false;
  const { pausing } = await database.db.transaction().execute(async (trx) => {
    const wish = { row: null, urgent: false, limit: 1, without: [], now: after(1), leaseSeconds: 60 };
    expect(await claimDue(trx, wish)).toHaveLength(1);
    const pausing = pauseBatch(database.db, id).then(() => (paused = true));
    // Other statements come through meanwhile; the pause does not.
    for (let index = 0; index < 20; index += 1) await readBatchCounts(database.db, id);
    expect(paused).toBe(false);
    return { pausing };
  });
  await pausing;
  expect(await readBatchCounts(database.db, id)).toMatchObject({ sending: 1, queued: 2 });
  expect(await claimed(after(1))).toEqual([]);
});

test('many thousands are cancelled at once, also over a connection that changed nothing but single mails before', async () => {
  const one = openDb(database.url, 1);
  const id = await batchOf(1, null, one);
  const memberId = await insertMember(one);
  await sql`insert into message (kind, member_id, locale, to_address, header_id, batch_id)
    select 'invitation', ${memberId}, 'de', 'a@b.example', n::text, ${id} from generate_series(2, 30000) n`.execute(
    one,
  );
  await sql`update message set response = null where id = ${randomUUID()}`.execute(one);
  expect(await cancelBatch(one, id, after(1))).toBe(30_000);
  await one.destroy();
});
