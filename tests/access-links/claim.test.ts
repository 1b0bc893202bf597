import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { north } from '../members/import-fixtures.ts';
import { atOnce } from '../support/at-once.ts';
import { patientDb } from '../support/database.ts';
import { lockWaits } from '../support/lock-waits.ts';
import { until } from '../support/processes.ts';
import { actsOn, database, house, linksOf, member, onlyLink, useDatabase } from './house.ts';

useDatabase();

test('a link lets its first decision in, to its area and role, and no other', async () => {
  const { db } = database;
  const own = house(db);
  const link = await onlyLink(db, await own.batch(1));
  const registration = randomUUID();
  const admit = {
    kind: 'admit',
    grants: [{ areaId: north.id, role: 'member' }],
    origin: 'accessLink',
  };
  expect(await own.decide(link.id, registration)).toEqual(admit);
  // a decision that is repeated after a crash is the same decision
  expect(await own.decide(link.id, registration)).toEqual(admit);
  expect(await own.decide(link.id)).toEqual({ kind: 'refuse', reason: 'linkGone' });
  const memberId = await member(db);
  await own.confirm(registration, memberId);
  await own.confirm(registration, memberId);
  expect(await own.decide(link.id, registration)).toEqual({ kind: 'refuse', reason: 'linkGone' });
  await own.release(registration);
  const used = await onlyLink(db, link.batch_id);
  expect(used).toMatchObject({ state: 'used', member_id: memberId, used_at: own.clock() });
  expect(await actsOn(db, link.id)).toEqual(['accessLink.used']);
});

test('a link whose account could not be made works for the next person', async () => {
  const { db } = database;
  const own = house(db);
  const link = await onlyLink(db, await own.batch(1));
  const registration = randomUUID();
  await own.decide(link.id, registration);
  await own.release(registration);
  expect(await own.decide(link.id)).toMatchObject({ kind: 'admit' });
});

test('revoked, expired and unknown links let nobody in, also where the sweep has not come by yet', async () => {
  const { db } = database;
  const own = house(db);
  const [revoked, expired] = [await onlyLink(db, await own.batch(1)), await onlyLink(db, await own.batch(1))];
  await own.revoke(revoked.id);
  expect(await own.decide(revoked.id)).toEqual({ kind: 'refuse', reason: 'linkGone' });
  own.pass(30 * 24 * 3600);
  expect(await own.decide(expired.id)).toEqual({ kind: 'refuse', reason: 'linkGone' });
  await own.expire();
  expect(await onlyLink(db, expired.batch_id)).toMatchObject({ state: 'expired', ended_at: own.clock() });
  expect(await actsOn(db, expired.id)).toEqual(['accessLink.expired']);
  expect(await own.decide(randomUUID())).toEqual({ kind: 'refuse', reason: 'linkGone' });
});

test('several decided at once: each link lets one in, and what is over lets nobody in', async () => {
  const { db } = database;
  const own = house(db);
  const [shared, other, revoked] = await linksOf(db, await own.batch(3));
  if (!shared || !other || !revoked) throw new Error('not three links');
  await own.revoke(revoked.id);
  const of = own.applicant;
  const first = of(shared.id);
  const decided = await own.decideAll([
    of(revoked.id),
    first,
    of(null),
    of(other.id),
    of(other.id, randomUUID(), 2),
  ]);
  expect(decided?.map(({ kind }) => kind)).toEqual(['refuse', 'admit', 'refuse', 'admit', 'refuse']);
  const again = await own.decideAll([of(shared.id), first, of(shared.id)]);
  expect(again?.map(({ kind }) => kind)).toEqual(['refuse', 'admit', 'refuse']);
  const [rest] = await linksOf(db, await own.batch(1));
  const three = await own.decideAll([of(rest?.id ?? ''), of(rest?.id ?? ''), of(rest?.id ?? '')]);
  expect(three?.filter(({ kind }) => kind === 'admit')).toHaveLength(1);
});

test('two processes that decide on the same links in opposite order do not wait for each other', async () => {
  const two = patientDb(database.url, 2);
  try {
    const own = house(two);
    for (let round = 0; round < 10; round += 1) {
      const links = await linksOf(two, await own.batch(40));
      const people = links.map(({ id }) => own.applicant(id));
      const rivals = links.map(({ id }) => own.applicant(id)).reverse();
      const decided = await Promise.all([own.decideAll(people), own.decideAll(rivals)]);
      const kinds = decided.flatMap((some) => some?.map(({ kind }) => kind) ?? []);
      expect(kinds.filter((kind) => kind === 'admit')).toHaveLength(40);
    }
  } finally {
    await two.destroy();
  }
});

test('who came by a secret that was replaced meanwhile gets nothing; by the new one they are let in', async () => {
  const { db } = database;
  const own = house(db);
  const link = await onlyLink(db, await own.mailed());
  await own.sendAgain(link.id, 1);
  const replaced = await onlyLink(db, link.batch_id);
  expect(replaced.lookup.equals(link.lookup)).toBe(false);
  expect(await own.decide(link.id, randomUUID(), 1)).toEqual({ kind: 'refuse', reason: 'linkGone' });
  expect(await own.decide(link.id, randomUUID(), 2)).toMatchObject({ kind: 'admit' });
  expect(await actsOn(db, link.id)).toEqual(['accessLink.sentAgain']);
});

test('five presses of "send again" on one page at once make one new secret and one mail', async () => {
  const many = patientDb(database.url, 20);
  try {
    const own = house(many);
    const link = await onlyLink(many, await own.mailed());
    const pressed = await many.transaction().execute(async (trx) => {
      await trx.selectFrom('access_link').select('id').where('id', '=', link.id).forUpdate().execute();
      const presses = Array.from({ length: 5 }, () => own.sendAgain(link.id, 1));
      // nobody goes on before everybody has begun
      await until('five wait for the link', async () => (await lockWaits(database.db)) === 5);
      return { all: Promise.all(presses) };
    });
    await pressed.all;
    expect(await onlyLink(many, link.batch_id)).toMatchObject({ generation: 2 });
    expect(await actsOn(many, link.id)).toEqual(['accessLink.sentAgain']);
    const mails = await many
      .selectFrom('message')
      .select('state')
      .where('subject_id', '=', link.id)
      .execute();
    expect(mails.map(({ state }) => state).toSorted()).toEqual(['cancelled', 'queued']);
  } finally {
    await many.destroy();
  }
});

test('200 decisions for one link at once, over connections of their own, let one person in', async () => {
  const many = patientDb(database.url, 25);
  try {
    const own = house(many);
    const link = await onlyLink(many, await own.batch(1));
    const ends = await atOnce(200, () => own.decide(link.id), 25);
    expect(ends.filter(({ kind }) => kind === 'admit')).toHaveLength(1);
    expect(ends.filter((end) => end.kind === 'refuse' && end.reason === 'linkGone')).toHaveLength(199);
  } finally {
    await many.destroy();
  }
});

test.each(['revoke', 'expire', 'sendAgain'] as const)(
  'a claim and %s at once end as one after the other would',
  async (rival) => {
    const many = patientDb(database.url, 25);
    try {
      const own = house(many);
      const batches = await Promise.all(Array.from({ length: 25 }, () => own.mailed()));
      if (rival === 'expire') own.pass(30 * 24 * 3600 - 1);
      const ends = await Promise.all(
        batches.map(async (batchId, nth) => {
          const { id } = await onlyLink(many, batchId);
          const registration = randomUUID();
          const against = async (): Promise<string> => {
            if (rival === 'expire') {
              // time goes on while half of them are being decided
              if (nth === 12) own.pass(1);
              return `${await own.expire()}`;
            }
            const work = rival === 'revoke' ? own.revoke(id) : own.sendAgain(id, 1);
            return work.then(
              () => 'done',
              (error: { code?: string }) => error.code ?? 'no error of ours',
            );
          };
          const [decision, other] = await Promise.all([own.decide(id, registration), against()]);
          return { batchId, admitted: decision.kind === 'admit', other };
        }),
      );
      await own.expire();
      for (const { batchId, admitted, other } of ends) {
        const { state, generation } = await onlyLink(many, batchId);
        if (rival === 'revoke') {
          expect({ state, other }).toEqual(
            admitted ? { state: 'redeeming', other: 'conflict' } : { state: 'revoked', other: 'done' },
          );
        } else if (rival === 'expire') expect(state).toBe(admitted ? 'redeeming' : 'expired');
        else {
          expect({ state, generation, other }).toEqual(
            admitted
              ? { state: 'redeeming', generation: 1, other: 'conflict' }
              : { state: 'open', generation: 2, other: 'done' },
          );
        }
      }
    } finally {
      await many.destroy();
    }
  },
);

test('a form that is sent twice makes one batch', async () => {
  const { db } = database;
  const own = house(db);
  const formKey = randomUUID();
  const first = await own.batch(3, formKey);
  expect(await own.batch(3, formKey)).toBe(first);
  expect(await linksOf(db, first)).toHaveLength(3);
  expect(await actsOn(db, first)).toEqual(['accessLink.created']);
});

test('who goes back and types somebody else mails a second link, and once', async () => {
  const { db } = database;
  const own = house(db);
  const formKey = randomUUID();
  const first = await own.mailed(formKey);
  expect(await own.mailed(formKey)).toBe(first);
  const [second, pressedAgain] = await Promise.all([1, 2].map(() => own.mailed(formKey, 'uwe@example.com')));
  expect(pressedAgain).toBe(second);
  const { id } = await onlyLink(db, second ?? '');
  const mails = await db.selectFrom('message').select('to_address').where('subject_id', '=', id).execute();
  expect(mails).toEqual([{ to_address: 'uwe@example.com' }]);
  expect(await onlyLink(db, first)).toMatchObject({ email: 'erika@example.com' });
  // another number of links is another batch
  const batchKey = randomUUID();
  expect(await own.batch(3, batchKey)).not.toBe(await own.batch(4, batchKey));
});
