import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { withdrawObsolete } from '../../sidecar/credentials/letter-life.service.ts';
import { showOnce } from '../../sidecar/credentials/letter.service.ts';
import { printLetters } from '../../sidecar/credentials/print.service.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { type LettersOnly, openLettersOnly } from './letters-only.ts';

let house: LettersOnly;
beforeAll(async () => {
  house = await openLettersOnly();
});
afterAll(() => house?.close());

async function grant(memberId: string, role: 'editor' | 'newsroom_manager'): Promise<void> {
  await sql`insert into "grant" (member_id, area_id, role, origin, granted_at)
    values (${memberId}, ${house.south}, ${role}, 'test', ${addSeconds(new Date(), 5)})`.execute(house.db);
}
const sweep = () => withdrawObsolete(house.letters, new Date());
const shown = (memberId: string) => showOnce(house.letters, house.nora, memberId);
async function printed(memberId: string): Promise<void> {
  const letterIds = [(await house.letter(memberId)).id];
  await printLetters(house.letters, house.nora, { printId: randomUUID(), letterIds });
}

test.each([
  ['was shown', shown],
  ['was printed', printed],
])('a password that %s is worth nothing once the person manages an area', async (how, tell) => {
  const memberId = await house.newcomer(how.replace(' ', '.'));
  await tell(memberId);
  await grant(memberId, 'newsroom_manager');
  expect(await sweep()).toBe(1);
  expect(await house.letter(memberId)).toMatchObject({ state: 'withdrawn' });
  expect(await house.member(memberId)).toMatchObject({ passwordAccess: false, passwordDue: 'drop' });
  // Who manages the network gives them another, which stays.
  await showOnce({ ...house.letters, clock: () => addSeconds(new Date(), 10) }, house.boss, memberId);
  expect(await sweep()).toBe(0);
});

test('one that nobody knows yet stays, and so does that of whoever manages nothing', async () => {
  const unknown = await house.newcomer('ungesehen');
  await grant(unknown, 'newsroom_manager');
  const writes = await house.newcomer('schreibt.nur');
  await shown(writes);
  await grant(writes, 'editor');
  expect(await sweep()).toBe(0);
  expect(await house.letter(unknown)).toMatchObject({ state: 'created' });
});
