import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { markBounced, markDelayed } from '../../sidecar/mail/bounce.store.ts';
import { cancel } from '../../sidecar/mail/message.store.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { claim, ends, queued, row, start } from './mail-setup.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const report = { response: 'no such user', digest: Buffer.alloc(32, 1) };
const delay = { response: 'still trying', digest: Buffer.alloc(32, 2) };
const later = addSeconds(start, 30);
const bounce = (id: string): Promise<boolean> => markBounced(database.db, id, report, later);
async function held() {
  const claimed = await claim(database.db, await queued(database.db), start, 60);
  if (!claimed) throw new Error('was not claimed');
  return claimed;
}

test('a sent message bounces once, by whichever of twenty reports comes first', async () => {
  const message = await held();
  await ends(database.db, message, { state: 'sent', response: '250 ok' }, start);
  const answers = await Promise.all(Array.from({ length: 20 }, () => bounce(message.id)));
  expect(answers.filter(Boolean)).toHaveLength(1);
  expect(await row(database.db, message.id)).toMatchObject({
    state: 'bounced',
    response: 'no such user',
    bounced_at: later,
    sent_at: start,
  });
});

test('a report that comes before the sending is confirmed is not overwritten, and nothing is sent again', async () => {
  const message = await held();
  expect(await bounce(message.id)).toBe(true);
  expect(await ends(database.db, message, { state: 'sent', response: '250 ok' }, later)).toBe(false);
  expect(await ends(database.db, message, { state: 'queued', response: '451 later', dueAt: later })).toBe(
    false,
  );
  expect(await ends(database.db, message, { state: 'failed', response: '550 no' })).toBe(false);
  expect(await claim(database.db, message.id, addSeconds(start, 9999), 60)).toBeUndefined();
  expect(await row(database.db, message.id)).toMatchObject({ state: 'bounced', response: 'no such user' });
});

test('one that was put off because its confirmation got lost bounces; one that never left does not', async () => {
  const message = await held();
  await ends(database.db, message, { state: 'queued', response: 'connection lost', dueAt: later });
  expect(await bounce(message.id)).toBe(true);
  const waiting = await queued(database.db);
  const taken = await queued(database.db, { subjectId: waiting });
  await cancel(database.db, [waiting], start);
  const failed = await held();
  await ends(database.db, failed, { state: 'failed', response: '550 no' });
  for (const id of [waiting, taken, failed.id]) expect(await bounce(id)).toBe(false);
  expect(await row(database.db, failed.id)).toMatchObject({ state: 'failed', response: '550 no' });
});

test('a delay is noted once and ends nothing', async () => {
  const message = await held();
  await ends(database.db, message, { state: 'sent', response: '250 ok' }, start);
  expect(await markDelayed(database.db, message.id, delay, later)).toBe(true);
  expect(await markDelayed(database.db, message.id, delay, addSeconds(later, 1))).toBe(false);
  expect(await row(database.db, message.id)).toMatchObject({ state: 'sent', delayed_at: later });
  expect(await bounce(message.id)).toBe(true);
  expect(await markDelayed(database.db, message.id, delay, later)).toBe(false);
});
