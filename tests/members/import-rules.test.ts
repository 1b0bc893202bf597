import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { FileMarks } from '../../sidecar/imports/file-marks.rules.ts';
import { areaTree } from '../../sidecar/areas/area.ts';
import { memberColumns } from '../../sidecar/members/import-columns.rules.ts';
import { areaColumn } from '../../sidecar/members/import.ts';
import { memberReader } from '../../sidecar/members/import-target.ts';
import {
  id,
  networkManager,
  north,
  northManager,
  office,
  scopeWith,
  south,
  texts,
} from './import-fixtures.ts';

const erika = { firstName: 'Erika', lastName: 'Mustermann', email: 'erika@example.com', area: 'Werk Nord' };
/** Each row by itself, then against the others of the file. */
function validate(...rows: Record<string, string>[]) {
  const read = memberReader(texts, networkManager);
  const marks = new FileMarks();
  const checked = rows.map((cells, index) => {
    const row = { number: index + 1, ...read(cells) };
    marks.add({ number: row.number, sheetRow: index + 2 }, row.marks);
    return row;
  });
  const double = new Map([...marks.problems()].map(({ number, problems }) => [number, problems]));
  return checked.map(({ number, record, problems }) => {
    const all = [...problems, ...(double.get(number) ?? [])];
    return record && all.length === 0 ? { number, problems: all, record } : { number, problems: all };
  });
}
const problemsOf = (cells: Record<string, string>) =>
  validate({ ...erika, ...cells })[0]?.problems.map(({ column, text }) => [column, text.split('.').at(-1)]);

test('a row becomes a record: several areas with a role each, language by word, e-mail in lower case', () => {
  const [row] = validate({
    ...erika,
    firstName: 'Anna   Lena',
    email: 'Erika@Example.COM',
    employeeNumber: '004711',
    locale: 'Englisch',
    role: 'redakteur',
    [areaColumn(office.id)]: 'Member',
    [areaColumn(south.id)]: 'newsroom_manager',
  });
  expect(row).toEqual({
    number: 1,
    problems: [],
    record: {
      firstName: 'Anna Lena',
      lastName: 'Mustermann',
      email: 'erika@example.com',
      employeeNumber: '004711',
      locale: 'en',
      grants: [
        { areaId: north.id, role: 'editor' },
        { areaId: office.id, role: 'member' },
        { areaId: south.id, role: 'newsroom_manager' },
      ],
    },
  });
});

test('an area is found by name or slug, and an empty role is left open', () => {
  for (const area of ['werk nord', 'werk-nord', ' WERK  NORD ']) {
    expect(validate({ ...erika, area })[0]?.record?.grants).toEqual([{ areaId: north.id }]);
  }
});

test.each([
  [{ email: 'erika@' }, [['email', 'email']]],
  [{ email: 'Erika <erika@example.com>' }, [['email', 'email']]],
  [{ email: `${'e'.repeat(250)}@example.com` }, [['email', 'tooLong']]],
  [{ firstName: 'Erika\nEvil: yes' }, [['firstName', 'characters']]],
  [{ lastName: 'x'.repeat(121) }, [['lastName', 'tooLong']]],
  [{ lastName: 'Muster\ufffd' }, [['lastName', 'characters']]],
  [{ employeeNumber: '1'.repeat(65) }, [['employeeNumber', 'tooLong']]],
  [{ username: 'Größl' }, [['username', 'username']]],
  [{ username: 'x' }, [['username', 'username']]],
  [{ locale: 'Klingonisch' }, [['locale', 'locale']]],
  [{ role: 'Chef' }, [['role', 'role']]],
  [{ area: 'Werk West' }, [['area', 'area']]],
  [{ role: 'Mitglied', [areaColumn(north.id)]: 'Redakteur' }, [[areaColumn(north.id), 'twoRoles']]],
  [
    { email: 'nope', area: 'nowhere' },
    [
      ['email', 'email'],
      ['area', 'area'],
    ],
  ],
])('%j is explained', (cells, expected) => {
  expect(problemsOf(cells)).toEqual(expected);
});

test('what is required is said for each missing cell', () => {
  expect(validate({ email: 'a@example.com' })[0]?.problems.map(({ column }) => column)).toEqual([
    'firstName',
    'lastName',
    'area',
  ]);
});

test('both rows of a duplicate are refused and name each other', () => {
  const rows = validate(
    { ...erika, employeeNumber: '7' },
    { ...erika, firstName: 'Eva', email: 'eva@example.com', employeeNumber: '7' },
    { ...erika, firstName: 'Uwe', email: 'ERIKA@example.com', employeeNumber: '8' },
    { ...erika, firstName: 'Ute', email: 'ute@example.com', employeeNumber: '07' },
  );
  const said = rows.map(({ problems }) => problems.map(({ column, params }) => [column, params?.['rows']]));
  expect(said).toEqual([
    [
      ['employeeNumber', '3'],
      ['email', '4'],
    ],
    [['employeeNumber', '2']],
    [['email', '2']],
    [],
  ]);
  expect(rows.map(({ record }) => record !== undefined)).toEqual([false, false, false, true]);
});

test('two people of one name without any key must be told apart', () => {
  const { email: _, ...plain } = erika;
  const rows = validate(plain, { ...plain, area: 'Werk Süd' }, { ...plain, username: 'erika2' });
  expect(rows.map(({ problems }) => problems.map(({ text }) => text.split('.').at(-1)))).toEqual([
    ['duplicateName'],
    ['duplicateName'],
    [],
  ]);
});

test('a foreign area reads exactly like one that does not exist', () => {
  const say = (area: string) =>
    memberReader(
      texts,
      northManager,
    )({ ...erika, area }).problems.map(({ text, column }) => ({ text, column }));
  expect(say('Zentrale')).toEqual(say('Gibt es nicht'));
  expect(say('Zentrale')).toHaveLength(1);
  expect(say('Werk Nord')).toEqual([]);
});

test('columns: the areas one manages with the roles one may give, each under a name of its own', () => {
  const mine = memberColumns(texts, northManager);
  expect(mine.filter(({ key }) => key.startsWith('area:')).map(({ titles }) => titles.de)).toEqual([
    'Werk Nord',
  ]);
  expect(mine.find(({ key }) => key === 'role')?.choices?.de).toEqual([
    'Mitglied',
    'Redakteur',
    'Newsroom-Manager',
  ]);
  expect(mine.filter(({ required }) => required).map(({ key }) => key)).toEqual([
    'firstName',
    'lastName',
    'area',
  ]);
  const root = networkManager.tree.areas[0];
  if (!root) throw new Error('no network');
  const site = (number: number, slug: string, name: string) =>
    ({ id: id(number), slug, name, kind: 'site', parentId: root.id, startAppUrl: null }) as const;
  const twins = areaTree([root, site(11, 'a', 'Werk'), site(12, 'b', 'Werk'), site(13, 'c', 'Vorname')]);
  const { actor } = scopeWith([{ areaId: root.id, role: 'network_manager' }]);
  const titles = memberColumns(texts, { actor, tree: twins }).map((column) => column.titles.de);
  expect(titles.slice(-3)).toEqual(['Werk (a)', 'Werk (b)', 'Vorname (c)']);
});

test('every rule of a column and every problem has its words in both languages', () => {
  for (const { hint } of memberColumns(texts, networkManager)) expect(texts.has(hint)).toBe(true);
  const folder = fileURLToPath(new URL('../../sidecar/members/', import.meta.url));
  const sources = readdirSync(folder).filter((file) => file.startsWith('import-') && file.endsWith('.ts'));
  const code = sources.map((file) => readFileSync(folder + file, 'utf8')).join();
  const direct = [...code.matchAll(/problem\('([a-zA-Z]+)'/g)].map((match) => match[1]);
  const fields = ['characters', 'tooLong', 'email', 'username', 'locale', 'duplicate', 'duplicateName'];
  expect(direct.length).toBeGreaterThan(10);
  for (const name of new Set([...direct, ...fields]))
    expect([name, texts.has(`members.import.problem.${name}`)]).toEqual([name, true]);
});
