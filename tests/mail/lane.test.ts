import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Delivery } from '../../sidecar/mail/delivery.rules.ts';
import type { OutgoingMail } from '../../sidecar/mail/transport.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { until } from '../support/processes.ts';
import {
  fakeTransport,
  invitation,
  invitationKind,
  queued,
  renderer,
  row,
  start,
  testJob,
} from './mail-setup.ts';

let database: TestDatabase;
let now: Date;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.deleteFrom('message').execute();
  now = start;
});

/** A server that takes mail at once, and mail of `dead.example` not before it is told to. */
function server(room = 5) {
  const sent: string[] = [];
  const hanging: (() => void)[] = [];
  const most = { dead: 0, all: room };
  let dead = 0;
  const transport = {
    ...fakeTransport(async ({ to }: OutgoingMail): Promise<Delivery> => {
      if (to.address.endsWith('@dead.example')) {
        most.dead = Math.max(most.dead, ++dead);
        await new Promise<void>((resolve) => void hanging.push(resolve));
        dead -= 1;
      }
      sent.push(to.address);
      return { kind: 'sent', response: '250 ok' };
    }),
    connections: room,
    makeRoom: (connections: number) => void (most.all = Math.max(most.all, connections)),
  };
  return { transport, sent, most, answer: () => hanging.splice(0).forEach((done) => done()) };
}
const job = (
  changes: Partial<Parameters<typeof testJob>[0]> & Pick<Parameters<typeof testJob>[0], 'transport'>,
) => testJob({ db: database.db, clock: () => now, ...changes });
const mailsTo = async (domain: string, count: number) => {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1)
    ids.push(await queued(database.db, { toAddress: `p${index}@${domain}`, dueAt: now }));
  return ids;
};
const states = async (ids: readonly string[]) => Promise.all(ids.map((id) => row(database.db, id)));
const nudge = { row: randomUUID(), attempt: 0 };

test('a dead domain keeps one connection, its other mail is put off, and nobody waits for it', async () => {
  const dead = await mailsTo('dead.example', 25);
  const fine = await mailsTo('fine.example', 40);
  const { transport, sent, most, answer } = server();
  const { handle, stop } = job({ transport, slowSeconds: 0.02 });
  await handle(nudge);
  expect(sent).toHaveLength(40);
  expect((await states(fine)).map(({ state }) => state)).toEqual(Array(40).fill('sent'));
  expect(most).toEqual({ dead: 1, all: 6 });
  // What was not claimed yet is put off by a statement that nobody waits for.
  const waiting = await until('the other mail is put off', async () => {
    const queued = (await states(dead)).filter(({ state }) => state === 'queued');
    return queued.every(({ due_at: dueAt }) => dueAt > start) && queued;
  });
  expect(waiting).toHaveLength(24);
  for (const { due_at: dueAt } of waiting) expect(dueAt).toEqual(addSeconds(start, 5));
  expect(waiting.filter(({ response }) => response?.startsWith('Put off')).length).toBeGreaterThan(0);
  now = addSeconds(start, 10);
  await handle(nudge);
  expect(most.dead).toBe(1);
  answer();
  await stop();
  expect((await states(dead)).filter(({ state }) => state === 'sent')).toHaveLength(1);
});

test('nobody waits for a first contact that takes long, and once it answers the rest leaves without another nudge', async () => {
  const dead = await mailsTo('dead.example', 25);
  const fine = await mailsTo('fine.example', 20);
  const { transport, most, answer } = server();
  // left alone after three seconds; slow after thirty, which its mail must not turn before it is answered
  const { handle, stop } = job({ transport, slowSeconds: 30 });
  await handle(nudge);
  expect((await states(fine)).map(({ state }) => state)).toEqual(Array(20).fill('sent'));
  expect(most.dead).toBe(1);
  await until('the rest has left', async () => {
    answer();
    return (await states(dead)).every(({ state }) => state === 'sent');
  });
  await stop();
});

test('a domain that refuses for now is not asked with all connections, and the others go on', async () => {
  const grey = await mailsTo('grey.example', 30);
  const fine = await mailsTo('fine.example', 20);
  let [atOnce, most] = [0, 0];
  const transport = fakeTransport(async ({ to }) => {
    if (!to.address.endsWith('@grey.example')) return { kind: 'sent', response: '250 ok' };
    most = Math.max(most, ++atOnce);
    await new Promise(setImmediate);
    atOnce -= 1;
    return { kind: 'temporary', response: '451 greylisted' };
  });
  await job({ transport }).handle(nudge);
  expect(most).toBe(1);
  expect((await states(fine)).map(({ state }) => state)).toEqual(Array(20).fill('sent'));
  const rows = await states(grey);
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['queued']));
  const tried = rows.filter(({ response }) => response === '451 greylisted');
  expect(tried.length).toBeGreaterThanOrEqual(1);
  expect(tried.length).toBeLessThanOrEqual(10);
});

test('a message that cannot be loaded or rendered takes none of its batch along', async () => {
  const ids = await mailsTo('fine.example', 8);
  const [unloadable, unrenderable] = ids;
  const { transport, sent } = server();
  const kind = invitationKind();
  const real = renderer();
  const { handle, lines } = job({
    transport,
    kinds: [
      {
        ...kind,
        async load(db, messages) {
          if (messages.some(({ id }) => id === unloadable)) throw new Error('odd');
          return kind.load(db, messages);
        },
      },
    ],
    messages: {
      ...real,
      async renderAll(db, name, items) {
        if (items.some(({ id }) => id === unrenderable)) throw new Error('odd');
        return real.renderAll(db, name, items);
      },
    },
  });
  await handle(nudge);
  expect(sent).toHaveLength(6);
  const [first, second, ...others] = await states(ids);
  for (const bad of [first, second])
    expect(bad).toMatchObject({
      state: 'queued',
      response: expect.stringContaining('could not be prepared'),
    });
  expect(new Set(others.map(({ state }) => state))).toEqual(new Set(['sent']));
  expect(lines.filter((line) => line.includes('cannot be prepared'))).toHaveLength(2);
});

test('an answer that the database cannot store ends no other message of its group', async () => {
  const ids = await mailsTo('fine.example', 6);
  const transport = fakeTransport(async ({ to }) => ({
    kind: 'sent',
    response: to.address.startsWith('p3@') ? 'no\u0000' : '250 ok',
  }));
  const { handle, stop } = job({ transport, leaseSeconds: 1 });
  await expect(handle(nudge)).rejects.toThrow();
  await stop();
  const ended = (await states(ids)).map(({ state }) => state);
  expect(ended.toSpliced(3, 1)).toEqual(Array(5).fill('sent'));
});

test('who waited for a connection for half of the lease is given back, not sent: another may hold it when it arrives', async () => {
  await mailsTo('fine.example', 3);
  const { transport, sent } = server(1);
  const slow = {
    ...transport,
    async send(mail: OutgoingMail, limitSeconds: number) {
      now = addSeconds(now, 61);
      return transport.send(mail, limitSeconds);
    },
  };
  const limits = { leaseSeconds: 120 };
  await job({ transport: slow, ...limits }).handle(nudge);
  expect(sent).toHaveLength(1);
  const rows = await database.db.selectFrom('message').select(['state', 'lease_until']).execute();
  expect(rows.filter(({ state, lease_until: lease }) => state === 'queued' && lease === null)).toHaveLength(
    2,
  );
});

test('told to stop, it gives back what waits for a connection and ends what is under way', async () => {
  await mailsTo('dead.example', 4);
  const { transport, sent, answer } = server();
  let begun = () => {};
  const sending = new Promise<void>((resolve) => (begun = resolve));
  const { handle, stop } = job({
    transport: {
      ...transport,
      send(mail, limitSeconds) {
        begun();
        return transport.send(mail, limitSeconds);
      },
    },
  });
  const handled = handle(nudge);
  await sending;
  const stopped = stop();
  answer();
  await Promise.all([handled, stopped]);
  expect(sent).toHaveLength(1);
  const rows = await database.db.selectFrom('message').select('state').execute();
  expect(rows.filter(({ state }) => state === 'queued')).toHaveLength(3);
});

test('the envelope sender is the one that is handed in for each message', async () => {
  const [id] = await mailsTo('fine.example', 1);
  const senders: (string | undefined)[] = [];
  const transport = fakeTransport(async ({ envelopeFrom }) => {
    senders.push(envelopeFrom);
    return { kind: 'sent', response: '250 ok' };
  });
  const content = invitation();
  const kinds = [invitationKind(async () => content)];
  await job({ transport, kinds, envelopeFrom: (messageId) => `b+${messageId}@muster.example` }).handle(nudge);
  expect(senders).toEqual([`b+${id}@muster.example`]);
});
