import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Candidate, tally } from '../../sidecar/credentials/letter-candidate.rules.ts';
import { expireLetters, redeemed } from '../../sidecar/credentials/letter-life.service.ts';
import { printLetters } from '../../sidecar/credentials/print.service.ts';
import { type LettersOnly, openLettersOnly } from './letters-only.ts';

let house: LettersOnly;
beforeAll(async () => {
  house = await openLettersOnly();
});
afterAll(() => house?.close());

const person = (more: Partial<Candidate>): Candidate => ({
  memberId: randomUUID(),
  self: false,
  identity: true,
  memberState: 'created',
  email: null,
  letterId: randomUUID(),
  state: 'printed',
  kind: 'generated',
  shownAt: null,
  printedAt: null,
  ...more,
});

test('a selection of many leaves out whoever may have a password of their own', () => {
  const { applies, leftOut } = tally('print', [
    person({ state: 'redeemed' }),
    person({ state: 'redeemed', memberState: 'active' }),
    person({ state: 'expired', memberState: 'active' }),
    person({ state: null, letterId: null, memberState: 'active' }),
    person({ state: 'expired' }),
    person({ state: null, letterId: null }),
    person({ state: 'withdrawn' }),
    person({ memberState: 'active' }),
  ]);
  expect({ applies, leftOut }).toEqual({ applies: 4, leftOut: [{ reason: 'ownPassword', count: 4 }] });
});

const print = (id: string) =>
  printLetters(house.letters, house.boss, { printId: randomUUID(), letterIds: [id] });
const nothingLeft = {
  code: 'conflict',
  fields: [{ field: 'letters', text: 'credentials.problem.noneLeft' }],
};

test('nor does a print that began before they chose it', async () => {
  const chosen = await house.newcomer('waehlte.selbst');
  await house.carried(chosen);
  await house.db.transaction().execute((trx) => redeemed(trx, [chosen], new Date()));
  const before = await house.letter(chosen);
  expect(before.state).toBe('redeemed');
  await expect(print(before.id)).rejects.toMatchObject(nothingLeft);

  const back = await house.newcomer('ist.drin');
  await house.carried(back);
  await house.expiresNow(back);
  await expireLetters(house.letters, new Date());
  const expired = await house.letter(back);
  expect(expired.state).toBe('expired');
  await house.db.updateTable('member').set({ state: 'active' }).where('id', '=', back).execute();
  await expect(print(expired.id)).rejects.toMatchObject(nothingLeft);
  expect(await house.letter(back)).toMatchObject({ generation: expired.generation, state: 'expired' });
});
