import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Db } from '../../sidecar/platform/db.ts';
import { insertAreas, networkManager } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { workbook } from './cells.ts';
import { importer, rowsOf } from './import-flow.ts';
import { importSite } from './import-site.ts';

const me = networkManager.actor.memberId;
const titles = ['Vorname', 'Nachname', 'E-Mail-Adresse', 'Personalnummer', 'Bereich', 'Werk Süd'];
const rows = [
  ['Erika', 'Müller', 'erika@example.com', '1', 'Werk Nord', 'Redakteur'],
  ['Uwe', 'Muster', 'uwe@', '2', 'Werk West', ''],
  ['Ada', 'Adler', 'ada@', '3', 'Werk Nord', ''],
  ['Ute', 'Chefin', 'ute@example.com', '4', 'Werk Nord', 'Newsroom-Manager'],
  ['Max', 'Muster', '', '5', 'Werk Nord', ''],
];

let opened: TestDatabase;
let db: Db;
let flow: ReturnType<typeof importer>;
let site: Awaited<ReturnType<typeof importSite>>;
beforeEach(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
  flow = importer(db, networkManager);
  site = await importSite(db, flow, { admin: networkManager });
});
afterEach(async () => {
  await site.close();
  await opened.close();
});

const html = async (path: string) => (await site.ask(path)).text();
/** Rows of the sheet that a page shows. */
const shownRows = (page: string) =>
  [...page.matchAll(/data-label="Zeile">(\d+)</g)].map((match) => Number(match[1]));
const textOf = (page: string) => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

test('each thing to repair is said once, with its count, its first places and the way to its rows', async () => {
  const path = `/admin/imports/${await flow.upload(await workbook([titles, ...rows]), me)}`;
  const page = await html(path);
  const text = textOf(page);
  expect(text).toContain('2 Zeilen · Spalte C „E-Mail-Adresse“ Das ist keine gültige E-Mail-Adresse.');
  expect(text).toContain('Zeile 3: „uwe@“, Zeile 4: „ada@“');
  expect(text).toContain('Eine Zeile · Spalte E „Bereich“ Diesen Bereich gibt es nicht');
  expect(text).toContain('Das sollten Sie vor dem Import prüfen');
  expect(text).toContain('Bei einer Zeile sollten Sie genauer hinsehen.');
  expect(text).toContain('Blatt „Personen“, Zeile 3, Spalte C „E-Mail-Adresse“');
  const groups = [...page.matchAll(/href="([^"]*\?group[^"]*)"/g)].map((match) =>
    (match[1] ?? '').replaceAll('&#x3D;', '='),
  );
  const shown = await Promise.all(groups.map(async (href) => shownRows(await html(href))));
  expect(shown).toEqual([[3, 4], [3], [5]]);
});

test('filters by result, by group and by words meet in the address, and stay while one leafs', async () => {
  const many = Array.from({ length: 130 }, (_, at) => ['Zoe', `Zahl${at}`, '', `Z${at}`, 'Werk Nord', '']);
  const path = `/admin/imports/${await flow.upload(await workbook([titles, ...rows, ...many]), me)}`;
  const rowsAt = async (query: string) => shownRows(await html(`${path}?${query}`));
  expect(await rowsAt('show=blocked')).toEqual([3, 4]);
  expect(await rowsAt('show=warned')).toEqual([5]);
  expect(await rowsAt('q=MUSTER')).toEqual([3, 6]);
  expect(await rowsAt('q=MUSTER&show=blocked')).toEqual([3]);
  expect(await rowsAt('group=1&q=adler')).toEqual([4]);
  expect(await rowsAt('group=1&show=blocked')).toEqual([3, 4]);
  expect(await rowsAt('q=max.muster')).toEqual([6]);
  expect(await rowsAt('q=%25')).toEqual([]);
  expect(await rowsAt('group=77')).toEqual([]);
  const second = await html(`${path}?q=zahl&page=2`);
  expect(shownRows(second)).toHaveLength(50);
  expect(second).toContain('51 – 100 von 130');
  expect(second).toContain('q&#x3D;zahl&amp;page&#x3D;3');
  expect(second).toContain('q&#x3D;zahl"');
});

test('what the preview shows is what is stored, however strange the cell', async () => {
  const link = { text: 'Auto.Link@Example.com', hyperlink: 'mailto:Auto.Link@Example.com' };
  const strange = await workbook([
    [...titles, 'Benutzername'],
    ['Jo\u0308rg\u00a0', 'Mu\u0308ller\u200f', link, '004711', 'werk  nord', '', ''],
    ['\u202aStra\u00dfe\u202c', 'Gro\u00df', '', 42, 'Werk\u00a0Nord', 'redakteur', ''],
    ['A\u00adda', 'O\u2019Neill', ' ADA@EXAMPLE.COM ', '1E5', 'WERK-NORD', 'Mitglied', 'Ada.ONeill'],
    [
      { richText: [{ text: 'Re' }, { text: 'nate' }] },
      'Formel',
      '',
      { formula: '1+1', result: 7 },
      'Zentrale',
      '',
      '',
    ],
  ]);
  const id = await flow.upload(strange, me);
  const page = textOf(await html(`/admin/imports/${id}`));
  const nudge = await flow.start(id, me);
  if (nudge) await flow.job.handle(nudge);
  const stored = await db
    .selectFrom('import_row')
    .innerJoin('member', 'member.id', 'import_row.subject_id')
    .select(['number', 'first_name', 'last_name', 'email', 'employee_number', 'username', 'member.id'])
    .orderBy('number')
    .execute();
  expect(
    stored.map(({ first_name: first, last_name: last, email, employee_number: number, username }) => [
      first,
      last,
      email,
      number,
      username,
    ]),
  ).toEqual([
    ['Jörg', 'Müller', 'auto.link@example.com', '004711', 'joerg.mueller'],
    ['Straße', 'Groß', null, '42', 'strasse.gross'],
    ['Ada', 'O’Neill', 'ada@example.com', '1E5', 'ada.oneill'],
    ['Renate', 'Formel', null, '7', 'renate.formel'],
  ]);
  for (const { first_name: first, last_name: last, email, employee_number: number, username } of stored)
    for (const shown of [`${first} ${last}`, email ?? '', number ?? '', username])
      expect(page).toContain(shown);
  const grants = await db
    .selectFrom('grant')
    .innerJoin('area', 'area.id', 'grant.area_id')
    .innerJoin('import_row', 'import_row.subject_id', 'grant.member_id')
    .select(['import_row.number', 'area.name', 'role'])
    .orderBy('import_row.number')
    .orderBy('area.name')
    .execute();
  expect(grants.map(({ number, name, role }) => `${number} ${name} ${role}`)).toEqual([
    '1 Werk Nord member',
    '2 Werk Nord member',
    '2 Werk Süd editor',
    '3 Werk Nord member',
    '3 Werk Süd member',
    '4 Zentrale member',
  ]);
  for (const { record } of await rowsOf(db, id))
    expect((record as { grants: { role?: string }[] }).grants.every(({ role }) => role !== undefined)).toBe(
      true,
    );
  for (const words of ['Werk Nord · Mitglied', 'Werk Süd · Redakteur', 'Zentrale · Mitglied'])
    expect(page.replaceAll(/\s*·\s*/g, ' · ')).toContain(words);
});
