import { expect, test } from '@jest/globals';
import { areaColumn } from '../../sidecar/members/import.ts';
import { slips } from '../../sidecar/members/import-mail-domains.rules.ts';
import { id, insertMember, networkManager, north, northManager, south, texts } from './import-fixtures.ts';
import { db, preview } from './import-run.ts';

const member = (number: number, more: object = {}) => ({
  id: id(number),
  firstName: 'Erika',
  lastName: 'Muster',
  username: `erika${number}`,
  employeeNumber: String(number),
  ...more,
});
const row = { firstName: 'Erika', lastName: 'Muster', area: 'Werk Nord' };
const here = [{ areaId: north.id, role: 'member' as const }];
const there = [{ areaId: south.id, role: 'member' as const }];
const say = (rows: Awaited<ReturnType<typeof preview>>) =>
  rows.map(({ verdict, warnings, problems }) => [
    verdict,
    ...[...warnings, ...problems].map(({ text }) => text.split('.').at(-1)),
  ]);

test('what is allowed and still surprising is said, and nothing else', async () => {
  await insertMember(db, member(1), here);
  await insertMember(db, member(2, { state: 'invited' }), here);
  await insertMember(db, member(3), here);
  await db
    .updateTable('member')
    .set({ state: 'suspended', state_before: 'active' })
    .where('id', '=', id(3))
    .execute();
  await insertMember(db, { id: id(4), firstName: 'Uwe', lastName: 'Ohne', username: 'uwe.ohne' }, here);
  const rows = await preview(networkManager, [
    { ...row, employeeNumber: '1', lastName: 'Schmidt' },
    { ...row, employeeNumber: '2', salutation: 'Frau' },
    { ...row, employeeNumber: '3', salutation: 'Frau' },
    { ...row, firstName: 'Uwe', lastName: 'Ohne', employeeNumber: '9' },
    { ...row, employeeNumber: '10', role: 'Newsroom-Manager' },
    { ...row, employeeNumber: '11', [areaColumn(south.id)]: 'Redakteur' },
  ]);
  expect(say(rows)).toEqual([
    ['changed', 'otherName'],
    ['changed', 'invited'],
    ['changed', 'suspended'],
    ['new', 'namesake'],
    ['new', 'managing'],
    ['new'],
  ]);
  for (const { text, params } of rows.flatMap(({ warnings }) => warnings))
    expect(texts.translate('de')(text, params)).not.toBe('');
});

test('a person of another area is named as such, and nothing more is told about them', async () => {
  await insertMember(db, member(5, { email: 'secret@example.com' }), there);
  await insertMember(db, { id: id(6), firstName: 'Uwe', lastName: 'Fern', username: 'uwe.fern' }, there);
  const rows = await preview(northManager, [
    { ...row, employeeNumber: '5' },
    { ...row, firstName: 'Uwe', lastName: 'Fern' },
    { ...row, firstName: 'Uwe', lastName: 'Fern', employeeNumber: '60' },
  ]);
  expect(say(rows)).toEqual([['changed', 'foreignPerson'], ['new'], ['new']]);
  const told = JSON.stringify(rows);
  for (const secret of ['secret@', south.id, 'Werk Süd', id(6)]) expect(told).not.toContain(secret);
});

test('a row about somebody foreign is blocked with the reason, and tells nothing about them', async () => {
  await insertMember(db, member(7, { lastName: 'Geheim', email: 'secret@example.com' }), [
    { areaId: south.id, role: 'network_manager' },
  ]);
  const rows = await preview(northManager, [
    { ...row, employeeNumber: '7' },
    { ...row, firstName: 'Ada', email: 'secret@example.com', employeeNumber: '70' },
  ]);
  expect(say(rows)).toEqual([
    ['blocked', 'mayNotChange'],
    ['blocked', 'emailTaken'],
  ]);
  const told = JSON.stringify(rows.map((row) => ({ ...row, record: undefined })));
  for (const secret of ['Geheim', 'erika7', id(7), south.id, 'Werk Süd']) expect(told).not.toContain(secret);
  expect(rows.map(({ changes, warnings, marks }) => [changes, warnings, marks])).toEqual([
    [[], [], []],
    [[], [], []],
  ]);
});

test('a domain that one row has and many others nearly have is a slip', () => {
  const tallies = new Map([
    ['muster-ag.de', 40],
    ['muster-ga.de', 1],
    ['gmial.com', 1],
    ['gmail.com', 1],
    ['web.de', 1],
    ['firma.example', 1],
    ['mustr-ag.de', 2],
  ]);
  expect([...slips(tallies)].map(([domain, { params }]) => [domain, params?.['meant']])).toEqual([
    ['muster-ga.de', 'muster-ag.de'],
    ['gmial.com', 'gmail.com'],
  ]);
});
