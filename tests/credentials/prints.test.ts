import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { handOut, expireLetters, redeemed } from '../../sidecar/credentials/letter-life.service.ts';
import { letterMark } from '../../sidecar/credentials/letter.rules.ts';
import { issueLetters, showOnce } from '../../sidecar/credentials/letter.service.ts';
import { contentsOf, findPrint, tickRowsOf } from '../../sidecar/credentials/print.read-model.ts';
import { printLetters } from '../../sidecar/credentials/print.service.ts';
import { outcomes } from '../members/person-fixture.ts';
import { atOnce } from '../support/at-once.ts';
import { type LettersOnly, openLettersOnly } from './letters-only.ts';

let house: LettersOnly;
beforeAll(async () => {
  house = await openLettersOnly();
});
afterAll(() => house?.close());

async function all<T>(rows: Promise<AsyncIterable<T>>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of await rows) found.push(row);
  return found;
}
const print = (
  letterIds: readonly string[],
  keep?: { letterId: string; generation: number },
  printId = randomUUID(),
) => printLetters(house.letters, house.boss, { printId, letterIds, keep });
const contents = (printId: string, scope = house.boss) => all(contentsOf(house.letters, scope, printId));
const letterOf = async (username: string) => {
  const memberId = await house.newcomer(username);
  return { memberId, id: (await house.letter(memberId)).id };
};

test('a print is sorted by area and name and tells each person what they need', async () => {
  const south = await letterOf('zoe.sued');
  await house.move(south.memberId, house.south);
  const people = [await letterOf('berta'), south, await letterOf('anna')];
  const id = await print(people.map((one) => one.id));
  const seen = await contents(id);
  expect(seen.map(({ areaName, username }) => `${areaName} ${username}`)).toEqual([
    'Werk Nord anna',
    'Werk Nord berta',
    'Werk Süd zoe.sued',
  ]);
  expect(seen[0]).toMatchObject({ firstName: 'anna', lastName: 'Ohne', locale: 'de' });
  expect(new Set(seen.map(({ password }) => password)).size).toBe(3);
  const ticks = await all(tickRowsOf(house.letters, house.boss, id));
  expect(ticks.map(({ username }) => username)).toEqual(seen.map(({ username }) => username));
  expect(JSON.stringify(ticks)).not.toContain(seen[0]?.password);
  expect(await findPrint(house.db, house.boss, id)).toMatchObject({ letters: 3, overtaken: 0 });
});

test('the same form twice, also fifty times at once, is one print with one password', async () => {
  const { id, memberId } = await letterOf('doppelt');
  const printId = randomUUID();
  await atOnce(50, () => print([id], undefined, printId));
  expect(await house.letter(memberId)).toMatchObject({ generation: 1, state: 'printed' });
  expect(await house.acts(memberId)).toEqual(['issued', 'printed']);
});

test('two prints at once: one password each, and only the newer print has the one that opens', async () => {
  const { id, memberId } = await letterOf('wettlauf');
  const ids = await Promise.all([print([id]), print([id]), print([id])]);
  expect(await house.letter(memberId)).toMatchObject({ generation: 3 });
  const { done, refused } = await outcomes(ids.map((one) => contents(one)));
  expect(done).toHaveLength(1);
  expect(refused.map(({ code, fields }) => [code, fields?.[0]?.text])).toEqual([
    ['gone', 'credentials.problem.printOvertaken'],
    ['gone', 'credentials.problem.printOvertaken'],
  ]);
  expect(await house.acts(memberId)).toEqual([
    'issued',
    'printed',
    'renewed',
    'printed',
    'renewed',
    'printed',
  ]);
});

test('what was shown is printed with the same password by who saw it, within a quarter of an hour, once', async () => {
  const { id, memberId } = await letterOf('gesehen');
  const shown = await showOnce(house.letters, house.boss, memberId);
  const keep = { letterId: id, generation: shown.generation };
  const first = await print([id], keep);
  expect((await contents(first))[0]?.password).toBe(shown.password);
  const again = await print([id], keep);
  expect((await contents(again))[0]?.password).not.toBe(shown.password);

  const other = await letterOf('von.andrer');
  const seen = await showOnce(house.letters, house.boss, other.memberId);
  const wish = {
    printId: randomUUID(),
    letterIds: [other.id],
    keep: { letterId: other.id, generation: seen.generation },
  };
  await printLetters(house.letters, house.nora, wish);
  expect(await house.letter(other.memberId)).toMatchObject({ generation: seen.generation + 1 });

  const late = await letterOf('zu.lange');
  const earlier = await showOnce(house.letters, house.boss, late.memberId);
  const clock = () => addSeconds(new Date(), 16 * 60);
  const lateKeep = { letterId: late.id, generation: earlier.generation };
  await printLetters({ ...house.letters, clock }, house.boss, {
    printId: randomUUID(),
    letterIds: [late.id],
    keep: lateKeep,
  });
  expect(await house.letter(late.memberId)).toMatchObject({ generation: earlier.generation + 1 });
});

test('show and print at once: whoever comes second has another password', async () => {
  for (let round = 0; round < 10; round += 1) {
    const { id, memberId } = await letterOf(`zugleich.${round}`);
    const [shown, printId] = await Promise.all([showOnce(house.letters, house.boss, memberId), print([id])]);
    const { done } = await outcomes([contents(printId)]);
    expect(done[0]?.[0]?.password).not.toBe(shown.password);
    expect(await house.letter(memberId)).toMatchObject({ generation: 2 });
  }
});

test('somebody else’s print, a foreign letter and an unknown one are not there', async () => {
  const north = await letterOf('nur.nord');
  const south = await letterOf('nur.sued');
  await house.move(south.memberId, house.south);
  const id = await print([north.id]);
  const notThere = { code: 'not_found' };
  await expect(contents(id, house.nora)).rejects.toMatchObject(notThere);
  const wish = (letterIds: string[]) => ({ printId: randomUUID(), letterIds });
  for (const ids of [[south.id], [north.id, south.id], [randomUUID()], []])
    await expect(printLetters(house.letters, house.nora, wish(ids))).rejects.toMatchObject(notThere);
  await expect(showOnce(house.letters, house.nora, south.memberId)).rejects.toMatchObject(notThere);
  await expect(handOut(house.letters, house.nora, [south.id])).rejects.toMatchObject(notThere);
  await expect(
    printLetters(house.letters, house.nora, { ...wish([north.id]), printId: id }),
  ).rejects.toMatchObject(notThere);
  // Nothing of what was refused happened.
  expect(await house.letter(south.memberId)).toMatchObject({ generation: 1, state: 'created' });
  expect(await house.letter(north.memberId)).toMatchObject({ generation: 1, state: 'printed' });
  await printLetters(house.letters, house.nora, wish([north.id]));
});

test('a print can be downloaded for an hour', async () => {
  const { id } = await letterOf('eine.stunde');
  const [now, printId] = [new Date(), randomUUID()];
  const after = (seconds: number) => ({ ...house.letters, clock: () => addSeconds(now, seconds) });
  await printLetters(after(0), house.boss, { printId, letterIds: [id] });
  const at = (seconds: number) => all(contentsOf(after(seconds), house.boss, printId));
  expect(await at(3590)).toHaveLength(1);
  await expect(at(3610)).rejects.toMatchObject({
    code: 'gone',
    fields: [{ text: 'credentials.problem.printGone' }],
  });
});

test('print, expiry and redemption at once end in one state, and a password that opens belongs to an open letter', async () => {
  for (let round = 0; round < 12; round += 1) {
    const { id, memberId } = await letterOf(`alles.${round}`);
    await house.carried(memberId);
    await print([id]);
    await house.expiresNow(memberId);
    const now = new Date();
    const { refused } = await outcomes<unknown>([
      print([id]),
      expireLetters(house.letters, now),
      house.db.transaction().execute((trx) => redeemed(trx, [memberId], now)),
      handOut(house.letters, house.boss, [id]),
    ]);
    // Nobody waits for each other in a circle; who comes after the redemption has nothing to print.
    expect(refused.filter(({ code }) => code !== 'conflict')).toEqual([]);
    const { state } = await house.letter(memberId);
    const wanted = {
      redeemed: { passwordAccess: true, passwordDue: null },
      expired: { passwordAccess: false, passwordDue: 'drop' },
      printed: { passwordAccess: true, passwordDue: 'set' },
      handed_out: { passwordAccess: true, passwordDue: 'set' },
    };
    expect(await house.member(memberId)).toEqual(wanted[state as keyof typeof wanted]);
    const ends = (await house.acts(memberId)).filter((act) => act === 'expired' || act === 'redeemed');
    expect(new Set(ends).size).toBe(ends.length);
  }
});

test('a selection leaves out who has redeemed; who forgot gets a new letter by name', async () => {
  const [one, two] = [await letterOf('schon.drin'), await letterOf('noch.nicht')];
  await house.carried(one.memberId);
  await house.db.transaction().execute((trx) => redeemed(trx, [one.memberId], new Date()));
  const id = await print([one.id, two.id]);
  expect((await contents(id)).map(({ username }) => username)).toEqual(['noch.nicht']);
  await expect(print([one.id])).rejects.toMatchObject({
    code: 'conflict',
    fields: [{ text: 'credentials.problem.noneLeft' }],
  });
  const person = { memberId: one.memberId, seen: letterMark(await house.letter(one.memberId)) };
  const anew = await printLetters(house.letters, house.boss, { printId: randomUUID(), person });
  expect(await house.letter(one.memberId)).toMatchObject({ state: 'printed', generation: 2 });
  expect(await contents(anew)).toHaveLength(1);
});

test('a sign-in while a newer password is on its way redeems nothing; the way in stays', async () => {
  const { memberId } = await letterOf('noch.unterwegs');
  expect(await house.member(memberId)).toMatchObject({ passwordDue: 'set' });
  const redeem = () => house.db.transaction().execute((trx) => redeemed(trx, [memberId], new Date()));
  expect(await redeem()).toBe(0);
  expect(await house.letter(memberId)).toMatchObject({ state: 'created' });
  await house.carried(memberId);
  expect(await redeem()).toBe(1);
});

test('issuing twice, also at once, is one letter; handing out is said once', async () => {
  const { id, memberId } = await letterOf('einmal');
  const issue = () =>
    house.db
      .transaction()
      .execute((trx) => issueLetters(house.letters, trx, [{ memberId }], { kind: 'operator' }));
  expect((await Promise.all([issue(), issue(), issue()])).flat()).toEqual([]);
  expect(await handOut(house.letters, house.boss, [id])).toBe(0);
  await print([id]);
  const counts = await atOnce(20, () => handOut(house.letters, house.boss, [id]));
  expect(counts.filter((count) => count === 1)).toHaveLength(1);
  expect(await house.acts(memberId)).toEqual(['issued', 'printed', 'handedOut']);
});

test('who is suspended, or has an address and was never in, gets no letter and hears why', async () => {
  const { memberId } = await letterOf('nicht.so');
  const say = async (values: object) => {
    await house.db.updateTable('member').set(values).where('id', '=', memberId).execute();
    const { refused } = await outcomes([showOnce(house.letters, house.boss, memberId)]);
    return refused[0]?.fields?.[0]?.text;
  };
  expect(await say({ email: 'nicht.so@muster.example' })).toBe('credentials.problem.hasEmail');
  expect(await say({ email: null, state: 'suspended' })).toBe('credentials.problem.suspended');
  expect(await house.acts(memberId)).toEqual(['issued']);
});
