import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { initialPasswords } from '../../sidecar/credentials/initial-credentials.service.ts';
import { showOnce } from '../../sidecar/credentials/letter.service.ts';
import { contentsOf } from '../../sidecar/credentials/print.read-model.ts';
import { printLetters } from '../../sidecar/credentials/print.service.ts';
import type { KeyRing } from '../../sidecar/platform/secrets.ts';
import { type LettersOnly, openLettersOnly } from './letters-only.ts';

let house: LettersOnly;
beforeAll(async () => {
  house = await openLettersOnly();
});
afterAll(() => house?.close());

/** Somebody rotated the key and threw the old one away, against what the command says. */
const later: KeyRing = { current: 2, keys: new Map([[2, randomBytes(32)]]) };

test('whose key is gone waits for a new letter, and nobody else waits with them', async () => {
  const lost = await house.newcomer('ohne.schluessel');
  house.letters.ring = later;
  const fine = await house.newcomer('mit.schluessel');
  const found = await initialPasswords(later).credentialsOf(house.db, [lost, fine]);
  expect([...found.keys()]).toEqual([fine]);
  const { generation } = await showOnce(house.letters, house.boss, lost);
  expect(generation).toBe(2);
  expect((await initialPasswords(later).credentialsOf(house.db, [lost])).has(lost)).toBe(true);
});

test('on paper they get another password, and a print made before leaves them out', async () => {
  house.letters.ring = { current: 1, keys: new Map([[1, randomBytes(32)]]) };
  const ids = [];
  for (const username of ['gedruckt', 'ungedruckt'])
    ids.push((await house.letter(await house.newcomer(username))).id);
  const before = randomUUID();
  await printLetters(house.letters, house.boss, { printId: before, letterIds: ids.slice(0, 1) });
  house.letters.ring = later;
  await expect(contentsOf(house.letters, house.boss, before)).rejects.toMatchObject({ code: 'gone' });
  const printId = randomUUID();
  await printLetters(house.letters, house.boss, { printId, letterIds: ids });
  const passwords = [];
  for await (const { password } of await contentsOf(house.letters, house.boss, printId))
    passwords.push(password);
  expect(passwords).toHaveLength(2);
});
