import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { invitationCauses } from '../../sidecar/invitations/cause.store.ts';
import { cancelBatch, openBatch } from '../../sidecar/mail/batch.store.ts';
import { markBounced } from '../../sidecar/mail/bounce.store.ts';
import { countByState, failingDomains, listQueue } from '../../sidecar/mail/queue.read-model.ts';
import { queueFilter, queueForm } from '../../sidecar/mail/queue.schema.ts';
import { changeMessages } from '../../sidecar/mail/queue.store.ts';
import { actOnQueue } from '../../sidecar/mail/queue.service.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { insertMember } from './bounce-people.ts';
import { claim, queued, row, start } from './mail-setup.ts';

let database: TestDatabase;
let nudged: string[];
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  nudged = [];
  await sql`delete from message`.execute(database.db);
});

const actor = { kind: 'administrator', memberId: randomUUID() } as const;
const deps = () => ({
  db: database.db,
  clock: () => start,
  causes: invitationCauses,
  nudge: async (nudges: readonly { row: string }[]) => void nudged.push(...nudges.map((one) => one.row)),
});
const act = (form: object) => actOnQueue(deps(), actor, queueForm.parse({ asked: 1000, ...form }));

async function invitation(state = 'open'): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into invitation (id, member_id, key_id, generation, lookup, expires_at, state)
    values (gen_random_uuid(), ${await insertMember(database.db)}, 1, 1, ${randomUUID()}, now() + interval '9 days', ${state})
    returning id`.execute(database.db);
  return rows[0]?.id ?? '';
}
/** A message in a state, whose cause lives unless told otherwise. */
async function message(state: string, changes: { cause?: string; to?: string; batch?: string } = {}) {
  const subjectId = await invitation(changes.cause);
  const id = await queued(database.db, { subjectId, toAddress: changes.to ?? 'a@b.example' });
  await sql`update message set state = ${state}, attempt = ${state === 'queued' ? 0 : 2}, response = '550 5.1.1 no',
    first_tried_at = ${start}, batch_id = ${changes.batch ?? null} where id = ${id}`.execute(database.db);
  return id;
}
async function inTurn(all: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const state of all) ids.push(await message(state));
  return ids;
}
const states = async (ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await row(database.db, id)).state));
const acts = async () =>
  (
    await sql<{ details: object }>`select details from audit where act like 'message.%' order by id`.execute(
      database.db,
    )
  ).rows;

test('a campaign that is cancelled while its mails are being tried again waits for them, and leaves none of them waiting', async () => {
  const batch = randomUUID();
  await openBatch(database.db, { id: batch, perMinute: null });
  const id = await message('failed', { batch });
  const { cancelling } = await database.db.transaction().execute(async (trx) => {
    await changeMessages(trx, { act: 'retry', filter: queueFilter.parse({}), causes: {}, now: start }, 100);
    const cancelling = cancelBatch(database.db, batch, start);
    // Other statements come through meanwhile.
    for (let index = 0; index < 20; index += 1) await states([id]);
    return { cancelling };
  });
  await cancelling;
  expect(await states([id])).toEqual(['cancelled']);
});

test('what ended without arriving is tried again if its cause lives, with its own number and 24 hours before it', async () => {
  const ids = await inTurn(['failed', 'bounced', 'sent', 'sending', 'cancelled']);
  const gone = await message('failed', { cause: 'revoked' });
  expect(await act({ act: 'retry' })).toBe(2);
  expect(await states([...ids, gone])).toEqual([
    'queued',
    'queued',
    'sent',
    'sending',
    'cancelled',
    'failed',
  ]);
  expect(await row(database.db, ids[1] ?? '')).toMatchObject({
    attempt: 2,
    first_tried_at: null,
    bounced_at: null,
  });
  expect(new Set(nudged)).toEqual(new Set(ids.slice(0, 2)));
  expect((await acts()).at(-1)?.details).toEqual({ messages: 2 });
});

test('one that waits for its next try comes at once and keeps its 24 hours; one that was never tried keeps its place', async () => {
  const [waits = '', fresh = ''] = await inTurn(['queued', 'queued']);
  await sql`update message set attempt = 3, due_at = ${addSeconds(start, 900)} where id = ${waits}`.execute(
    database.db,
  );
  await sql`update message set due_at = ${addSeconds(start, 900)} where id = ${fresh}`.execute(database.db);
  expect(await act({ act: 'retry' })).toBe(1);
  expect(await row(database.db, waits)).toMatchObject({ due_at: start, attempt: 3, first_tried_at: start });
  expect(await row(database.db, fresh)).toMatchObject({ due_at: addSeconds(start, 900) });
});

test('a message of a campaign that is held or has ended is not tried again', async () => {
  const [open, held] = [randomUUID(), randomUUID()];
  await sql`insert into message_batch (id, open) values (${open}, true), (${held}, false)`.execute(
    database.db,
  );
  const ids = [await message('failed', { batch: open }), await message('failed', { batch: held })];
  expect(await act({ act: 'retry' })).toBe(1);
  expect(await states(ids)).toEqual(['queued', 'failed']);
});

test('cancel takes back what waits and nothing else', async () => {
  const ids = await inTurn(['queued', 'sending', 'sent', 'failed']);
  expect(await act({ act: 'cancel' })).toBe(1);
  expect(await states(ids)).toEqual(['cancelled', 'sending', 'sent', 'failed']);
});

test('an act means what its filter means', async () => {
  const ids = [
    await message('failed', { to: 'a@One.example' }),
    await message('failed', { to: 'a@two.example' }),
  ];
  expect(await act({ act: 'retry', domain: 'one.EXAMPLE' })).toBe(1);
  expect(await states(ids)).toEqual(['queued', 'failed']);
  expect(await act({ act: 'cancel', state: 'failed' })).toBe(0);
});

test('more than were asked about: nothing happens, and nothing is noted', async () => {
  const before = (await acts()).length;
  const ids = [await message('failed'), await message('failed')];
  await expect(act({ act: 'retry', asked: 1 })).rejects.toMatchObject({ code: 'conflict' });
  expect(await states(ids)).toEqual(['failed', 'failed']);
  expect(await acts()).toHaveLength(before);
});

test('one message: unknown and malformed ids are not found, one that has moved on is a conflict', async () => {
  const id = await message('sent');
  await expect(act({ act: 'retry', id })).rejects.toMatchObject({ code: 'conflict' });
  for (const unknown of [randomUUID(), "1'--", ''])
    await expect(act({ act: 'retry', id: unknown })).rejects.toMatchObject({ code: 'not_found' });
});

test('retry and cancel racing a claim: one of them gets each message', async () => {
  const ids = await inTurn(Array.from({ length: 30 }, () => 'queued'));
  const [claims, cancelled] = await Promise.all([
    Promise.all(ids.map((id) => claim(database.db, id, addSeconds(start, 1), 60))),
    act({ act: 'cancel' }),
  ]);
  const claimed = claims.filter((held) => held !== undefined).length;
  expect(claimed + cancelled).toBe(30);
  const after = await states(ids);
  expect(after.filter((state) => state === 'sending')).toHaveLength(claimed);
  expect(after.filter((state) => state === 'cancelled')).toHaveLength(cancelled);
});

test('a report of an earlier try does not end a message that waits for its new one', async () => {
  const id = await message('bounced');
  await act({ act: 'retry', id });
  expect(await markBounced(database.db, id, { response: 'x', digest: Buffer.alloc(32) }, start)).toBe(false);
});

test('the page’s figures: counts add up whatever is filtered, domains by their troubles', async () => {
  for (const state of ['queued', 'sent', 'sent', 'failed', 'bounced'])
    await message(state, { to: 'a@bad.example' });
  await message('failed', { to: 'b@other.example' });
  const all = await countByState(database.db, queueFilter.parse({}));
  expect(all).toEqual({ queued: 1, sending: 0, sent: 2, failed: 2, bounced: 1, cancelled: 0, total: 6 });
  expect(
    await countByState(database.db, queueFilter.parse({ domain: 'bad.example', state: 'sent' })),
  ).toMatchObject({
    failed: 1,
    total: 5,
  });
  expect(await failingDomains(database.db)).toEqual([
    { domain: 'bad.example', failed: 1, bounced: 1, waiting: 1, response: '550 5.1.1 no' },
    { domain: 'other.example', failed: 1, bounced: 0, waiting: 0, response: '550 5.1.1 no' },
  ]);
  const { rows } = await listQueue(database.db, queueFilter.parse({ q: 'B@OTHER' }), 1, 9);
  expect(rows.map(({ toAddress }) => toAddress)).toEqual(['b@other.example']);
});
