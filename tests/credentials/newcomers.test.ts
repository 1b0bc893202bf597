import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { record } from '../../sidecar/audit/audit.store.ts';
import { withdrawLetters } from '../../sidecar/credentials/letter-life.service.ts';
import { issueLetters, showOnce } from '../../sidecar/credentials/letter.service.ts';
import { keepPolicy } from '../../sidecar/credentials/policy.store.ts';
import type { MemberRecord } from '../../sidecar/members/import.ts';
import { applyRows } from '../../sidecar/members/import-apply.service.ts';
import { undoRows } from '../../sidecar/members/import-undo.service.ts';
import { addPerson } from '../../sidecar/members/person-add.service.ts';
import type { Newcomers } from '../../sidecar/members/newcomers.ts';
import { type LettersOnly, openLettersOnly } from './letters-only.ts';

let house: LettersOnly;
let newcomers: Newcomers;
beforeAll(async () => {
  house = await openLettersOnly();
  newcomers = {
    async withoutEmail(trx, people, by) {
      await record(trx, by, await issueLetters(house.letters, trx, people, by));
    },
    async gotEmail(trx, memberIds, by, now) {
      await withdrawLetters(trx, memberIds, by, now);
    },
    gone: async () => {},
  };
});
afterAll(() => house?.close());

const north = (): string => house.boss.tree.bySlug('nord')?.id ?? '';
const row = (username: string, more: Partial<MemberRecord> = {}) => ({
  number: 1,
  sheetRow: 2,
  record: {
    firstName: 'Ina',
    lastName: 'Import',
    username,
    locale: 'de' as const,
    grants: [{ areaId: north(), role: 'member' as const }],
    ...more,
  },
});
const importId = randomUUID();
async function importRow(username: string, more: Partial<MemberRecord> = {}) {
  const applied = await house.db
    .transaction()
    .execute((trx) => applyRows(trx, house.boss, importId, [row(username, more)], new Date(), newcomers));
  return { memberId: applied[0]?.subjectId ?? '', applied: applied[0] };
}

test('a row without e-mail makes a person with a letter of that import, once; one with e-mail none', async () => {
  const { memberId } = await importRow('ina.ohne');
  expect(await house.letter(memberId)).toMatchObject({ state: 'created', kind: 'generated', importId });
  expect(await house.member(memberId)).toEqual({ passwordAccess: true, passwordDue: 'set' });
  await importRow('ina.ohne');
  expect(await house.acts(memberId)).toEqual(['issued']);
  const other = await importRow('ina.mit', { email: 'ina.mit@muster.example' });
  await expect(house.letter(other.memberId)).rejects.toThrow('no letter');
  expect(await house.member(other.memberId)).toEqual({ passwordAccess: false, passwordDue: null });
});

test('who got an address by a later import is to be invited: the letter is withdrawn', async () => {
  const keys = { employeeNumber: '4711' };
  const { memberId } = await importRow('ina.spaeter', keys);
  await importRow('ina.spaeter', { ...keys, email: 'ina.spaeter@muster.example' });
  expect(await house.letter(memberId)).toMatchObject({ state: 'withdrawn' });
  expect(await house.member(memberId)).toEqual({ passwordAccess: false, passwordDue: 'drop' });
});

test('an import is taken back with its unseen letters, but not over a password that somebody knows', async () => {
  const [unseen, seen] = [await importRow('ina.unbesehen'), await importRow('ina.gesehen')];
  await showOnce(house.letters, house.boss, seen.memberId);
  const rows = [unseen, seen].map(({ memberId, applied }, index) => ({
    number: index + 1,
    subjectId: memberId,
    record: row(index === 0 ? 'ina.unbesehen' : 'ina.gesehen').record,
    before: JSON.parse(JSON.stringify(applied?.before ?? null)) as never,
  }));
  const undone = await house.db
    .transaction()
    .execute((trx) => undoRows(trx, house.boss, importId, rows, new Date()));
  expect(undone.map(({ outcome }) => outcome)).toEqual(['undone', 'kept']);
});

test('by hand: a person without e-mail has a letter at once, also when the button is pressed twice', async () => {
  const form = {
    salutation: undefined,
    firstName: 'Hanna',
    lastName: 'Hand',
    email: undefined,
    username: 'hanna.hand',
    employeeNumber: undefined,
    locale: 'de' as const,
    areaId: north(),
    role: 'member' as const,
    formKey: randomUUID(),
  };
  const press = () => addPerson(house.db, house.boss, form, newcomers);
  const ids = await Promise.all([press(), press(), press()]);
  expect(new Set(ids).size).toBe(1);
  expect(await house.acts(ids[0] ?? '')).toEqual(['issued']);
});

test('a policy that cannot be met refuses the person and stores nothing', async () => {
  await keepPolicy(house.db, 'maxLength(10)', new Date());
  await expect(importRow('ina.regeln')).rejects.toMatchObject({ code: 'password_policy' });
  const made = await house.db
    .selectFrom('member')
    .select('id')
    .where('username', '=', 'ina.regeln')
    .execute();
  expect(made).toEqual([]);
  await keepPolicy(house.db, 'upperCase(3) and specialChars(2)', new Date());
  const { memberId } = await importRow('ina.regeln');
  expect((await showOnce(house.letters, house.boss, memberId)).password).toMatch(/^[A-Z]{3}/);
});
