import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { readFields, readShownFields } from '../../sidecar/areas/field.store.ts';
import type { Field } from '../../sidecar/areas/field.ts';
import { fieldForm, newFieldForm, shownForm } from '../../sidecar/criteria/field.schema.ts';
import {
  addField,
  editField,
  moveField,
  removeField,
  saveShownFields,
} from '../../sidecar/criteria/field.service.ts';
import { AppError } from '../../sidecar/platform/errors.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { administratorOf, newRecord, ringOf, store, twoAreas } from './records.ts';

let database: TestDatabase;
let boss: { kind: 'administrator'; memberId: string };
let areas: { north: string; south: string };

beforeAll(async () => {
  database = await testDatabase();
  boss = await administratorOf(database.db);
  areas = await twoAreas(database.db);
});
afterAll(() => database?.close());

const keys = async (): Promise<string[]> => (await readFields(database.db)).map(({ key }) => key);
const field = async (key: string): Promise<Field> => {
  const found = (await readFields(database.db)).find((each) => each.key === key);
  if (!found) throw new Error(`no field ${key}`);
  return found;
};
const add = (nameDe: string, more: object = {}) =>
  addField(
    database.db,
    boss,
    newFieldForm.parse({ nameDe, nameEn: nameDe, type: 'text', criterion: 'yes', ...more }),
  );
/** The code of the refusal, with its complaint's key where it has one. */
const refusal = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (thrown: unknown) =>
      thrown instanceof AppError ? (thrown.fields[0]?.text ?? thrown.code) : String(thrown),
  );
const audited = async (): Promise<number> => {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) from audit where act = 'fields.changed'`.execute(database.db);
  return rows[0]?.count ?? 0;
};

test('own fields get a key of their own, an audit row and a place at the end', async () => {
  const before = await audited();
  await add('Kosten-Stelle');
  await add('Kosten Stelle');
  await add('出生地', { type: 'date', comparison: 'tolerant' });
  expect(await keys()).toEqual([
    'firstName',
    'lastName',
    'employeeNumber',
    'kostenStelle',
    'kostenStelle2',
    'user',
  ]);
  expect(await field('user')).toMatchObject({
    comparison: 'exact',
    type: 'date',
    builtIn: false,
    version: 1,
  });
  expect(await audited()).toBe(before + 3);
});

test('the order is moved place by place', async () => {
  await moveField(database.db, boss, 'kostenStelle', 'up');
  await moveField(database.db, boss, 'firstName', 'up');
  expect((await keys()).slice(0, 4)).toEqual(['firstName', 'lastName', 'kostenStelle', 'employeeNumber']);
  expect(await refusal(moveField(database.db, boss, 'none', 'up'))).toBe('not_found');
});

test('a field is changed by nobody who saw an older version, and names are always asked for', async () => {
  const form = (version: number) =>
    fieldForm.parse({ nameDe: 'Rufname', nameEn: 'Given name', criterion: 'no', version });
  const { version } = await field('firstName');
  await editField(database.db, boss, 'firstName', form(version));
  expect(await field('firstName')).toMatchObject({
    name: { de: 'Rufname' },
    required: true,
    criterion: true,
  });
  expect(await refusal(editField(database.db, boss, 'firstName', form(version)))).toBe('conflict');
});

test('a field that records are stored by is neither removed nor shut off', async () => {
  await add('Schicht');
  await store(database.db, ringOf(1), [newRecord(areas.north, { lastName: 'X', schicht: '1' })]);
  const shut = fieldForm.parse({ nameDe: 'K', nameEn: 'K', criterion: 'no', version: 1 });
  const inUse = 'criteria.fields.problem.inUse';
  expect(await refusal(editField(database.db, boss, 'schicht', shut))).toBe(inUse);
  expect(await refusal(removeField(database.db, boss, 'schicht', 1))).toBe(inUse);
  expect(await refusal(removeField(database.db, boss, 'lastName', 1))).toBe('not_found');
  await sql`delete from criteria_record`.execute(database.db);
  expect(await refusal(removeField(database.db, boss, 'schicht', 7))).toBe('conflict');
  await removeField(database.db, boss, 'schicht', 1);
  expect(await keys()).not.toContain('schicht');
});

test('an area shows the fields chosen for it, and always the names', async () => {
  await add('Werk');
  const { north, south } = areas;
  const shown = shownForm.parse({ [`all.${south}`]: 'on', [`shown.${north}`]: ['werk', 'invented'] });
  await saveShownFields(database.db, boss, new Map([north, south].map((id) => [id, shown(id)])));
  const asked = async (areaId: string | null) =>
    (await readShownFields(database.db, areaId)).map(({ key }) => key);
  expect(await asked(north)).toEqual(['firstName', 'lastName', 'werk']);
  expect(await asked(south)).toEqual(await keys());
  expect(await asked(null)).toEqual(await keys());
  await removeField(database.db, boss, 'werk', 1);
  expect(await asked(north)).toEqual(['firstName', 'lastName']);
});
