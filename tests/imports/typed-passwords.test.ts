import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { hashTyped } from '../../sidecar/credentials/password-hash.ts';
import { insertMember, north } from '../members/import-fixtures.ts';
import { id as uuid } from '../members/import-fixtures.ts';
import { firstSheet, workbook } from './cells.ts';
import { importOf, rowsOf } from './import-flow.ts';
import { db, errorFileOf, freshDatabase, letterImporter, lettersNow, me, staged } from './letters-flow.ts';
import { verifies } from './verifies.ts';

freshDatabase();

const titles = ['Nachname', 'Vorname', 'E-Mail', 'Personalnummer', 'Bereich', 'Initialpasswort'];
const row = (lastName: string, password: unknown, more: { email?: string; number?: string } = {}) =>
  [lastName, 'Ayşe', more.email ?? '', more.number ?? '', 'Werk Nord', password] as string[];
const good = 'Blaue-Birne-Nr-7!';
const fine = { verdict: 'new', problems: [], warnings: [], hashed: true };

/** All that the database holds, files unpacked. */
async function everything(): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(
    db,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{
      row: string;
    }>`select to_jsonb(t)::text as row from ${sql.table(name)} t`.execute(db);
    texts.push(...rows.map(({ row: text }) => text));
  }
  const files = await db.selectFrom('import').select('file').execute();
  for (const { file } of files) {
    texts.push(file.toString('utf8'), file.toString('latin1'));
    if (file[0] === 0x50) texts.push(JSON.stringify(await firstSheet(file)));
  }
  return texts.join('\n');
}

test('a typed password is hashed while the row is read, opens with exactly that text, and is kept nowhere else', async () => {
  const { upload, run } = letterImporter();
  const id = await upload(await workbook([titles, row('Öztürk', good), row('Ohne', '')]), me);
  expect(await staged(id)).toEqual([fine, { ...fine, hashed: false }]);
  expect(await everything()).not.toContain(good);
  expect((await rowsOf(db, id)).map(({ input }) => input['initialPassword'])).toEqual(['••••••', undefined]);
  await run(id);
  const letters = await lettersNow();
  expect(letters).toMatchObject([
    { lastName: 'Ohne', kind: 'generated', importId: id, state: 'created' },
    { lastName: 'Öztürk', username: 'ayse.oeztuerk', kind: 'typed', importId: id },
  ]);
  expect(await verifies(letters[1]?.typed, good)).toBe(true);
  expect(await verifies(letters[1]?.typed, `${good} `)).toBe(false);
  // the letter has the hash now, so that the row keeps none
  expect(JSON.stringify(await rowsOf(db, id))).not.toContain('secretData');
  expect(await everything()).not.toContain(good);
});

test('the same text twice is hashed twice, each with a salt of its own', async () => {
  const { upload, run } = letterImporter();
  await run(await upload(await workbook([titles, row('Eins', good), row('Zwei', good)]), me));
  const [first, second] = await lettersNow();
  expect(first?.typed?.secretData).not.toBe(second?.typed?.secretData);
  for (const letter of [first, second]) expect(await verifies(letter?.typed, good)).toBe(true);
});

test('each fault of a password stands at its cell and does not repeat it', async () => {
  const { upload } = letterImporter();
  const bad = [
    'kurz-1',
    'ayse.rund',
    '123qweasdzxc',
    `Zeile-eins\nZeile-zwei`,
    `${'lang'.repeat(2500)}`,
    `Unsicht\u200bbar-77`,
  ];
  const cells = [bad[0], 'ayse.nutzername7', ...bad.slice(2)];
  const people = cells.map((password, at) => row(at === 1 ? 'Nutzername' : `Fall${at}`, password));
  const id = await upload(await workbook([titles, ...people]), me);
  const rows = await rowsOf(db, id);
  expect((await staged(id)).map(({ verdict, problems }) => [verdict, ...problems])).toEqual([
    ['blocked', 'length'],
    ['blocked', 'notUsername'],
    ['blocked', 'common'],
    ['blocked', 'passwordCharacters'],
    ['blocked', 'passwordLong'],
    ['blocked', 'passwordCharacters'],
  ]);
  expect(rows.flatMap(({ problems }) => problems.map(({ column }) => column))).toEqual(
    rows.map(() => 'initialPassword'),
  );
  const all = await everything();
  for (const cell of cells) expect(all).not.toContain(String(cell).slice(0, 40));
});

test('the error file has the cell blank and says to type it again; repaired, the rows are new', async () => {
  const { upload } = letterImporter();
  const content = await workbook([
    titles,
    row('Gut', good),
    [],
    row('Kurz', 'kurz-1'),
    ['', 'Namenlos', '', '', 'Werk Nord', good],
  ]);
  const id = await upload(content, me);
  const sheet = await firstSheet(await errorFileOf(id));
  expect(sheet.rows.map(({ cells }) => cells.slice(0, 6))).toEqual([
    titles,
    ['Kurz', 'Ayşe', '', '', 'Werk Nord', ''],
    ['', 'Namenlos', '', '', 'Werk Nord', ''],
  ]);
  for (const { cells } of sheet.rows.slice(1))
    expect(cells[7]).toContain('„Initialpasswort“ haben wir nicht aufbewahrt');
  expect((await rowsOf(db, id)).map((each) => each.sheet_row)).toEqual([2, 4, 5]);
  const repaired = sheet.rows.map(({ cells }, at) =>
    at === 0 ? cells : [`Rep${at}`, ...cells.slice(1, 5), good, ...cells.slice(6)],
  );
  expect(await staged(await upload(await workbook(repaired), me))).toEqual([fine, fine]);
});

test('for whoever exists or is invited a typed password changes nothing, and the preview says so', async () => {
  const { upload, run } = letterImporter();
  await insertMember(
    db,
    {
      id: uuid(50),
      firstName: 'Ayşe',
      lastName: 'Alt',
      username: 'a.alt',
      employeeNumber: '7',
      state: 'active',
    },
    [{ areaId: north.id, role: 'member' }],
  );
  const content = await workbook([
    titles,
    row('Alt', good, { number: '7' }),
    row('Neu', good, { email: 'neu@example.com' }),
    row('Brief', good, { number: '8' }),
  ]);
  const id = await upload(content, me);
  expect(await staged(id)).toEqual([
    { verdict: 'unchanged', problems: [], warnings: ['passwordKept'], hashed: false },
    { verdict: 'new', problems: [], warnings: ['passwordInvited'], hashed: false },
    fine,
  ]);
  await run(id);
  expect((await lettersNow()).map(({ lastName }) => lastName)).toEqual(['Brief']);
  const before = await lettersNow();
  const again = await upload(content, me);
  expect((await staged(again)).map(({ verdict }) => verdict)).toEqual([
    'unchanged',
    'unchanged',
    'unchanged',
  ]);
  await run(again);
  expect(await lettersNow()).toEqual(before);
});

test('exactly the text of the cell counts: blanks, zeros, apostrophes, formulas and letters as a keyboard gives them', async () => {
  const { upload, run } = letterImporter();
  const texts = [
    ' mit Blanks vorn 1',
    "'=Apostroph-1",
    'mailto:a@b.example',
    'Ge\u0308heim-Wort-12',
    '000123400567',
    '=KeineFormel-12',
  ];
  const people = texts.map((password, at) => row(`Fall${at}`, password));
  const withFormula = row('Formel', { formula: 'A1&"-geheim-77"' });
  const id = await upload(await workbook([titles, ...people, withFormula]), me);
  const rows = await staged(id);
  expect(rows.slice(0, -1)).toEqual(
    texts.map((_, at) => ({ ...fine, warnings: at === 0 ? ['passwordBlanks'] : [] })),
  );
  expect(rows.at(-1)).toMatchObject({ verdict: 'blocked', problems: ['formula'], hashed: false });
  await run(id);
  const letters = await lettersNow();
  for (const [at, text] of texts.entries())
    expect([text, await verifies(letters[at]?.typed, text.normalize('NFC'))]).toEqual([text, true]);
});

test('a text file as well: the value counts as it stands, and the file that is kept is clean', async () => {
  const { upload, run } = letterImporter();
  const lines = [
    titles.join(';'),
    'Csv;Carl;;;Werk Nord; Rote;Rübe',
    `Csv;Carl;;;Werk Nord;" Rote;Rübe-7"`,
    'Null;Nora;;;Werk Nord;="000123400567"',
  ];
  const id = await upload(Buffer.from([lines[0], ...lines.slice(2)].join('\r\n')), me);
  await run(id);
  const letters = await lettersNow();
  expect(await verifies(letters[0]?.typed, ' Rote;Rübe-7')).toBe(true);
  expect(await verifies(letters[1]?.typed, '000123400567')).toBe(true);
  expect(await everything()).not.toContain('Rübe-7');
});

test('a column of passwords that is left out is not kept either, and no sample shows one', async () => {
  const { upload } = letterImporter();
  const content = await workbook([
    ['Nachname', 'Vorname', 'Bereich', 'Altes Kennwort'],
    ['Fremd', 'Ida', 'Werk Nord', good],
  ]);
  const id = await upload(content, me);
  expect(await importOf(db, id)).toMatchObject({ state: 'mapping' });
  const { samples } = await db
    .selectFrom('import')
    .select('samples')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  expect(JSON.stringify(samples)).toContain('••••••');
  expect(JSON.stringify(samples)).not.toContain(good);
});

test('a hash costs what the realm asks for', async () => {
  const credential = await hashTyped(good, [{ id: 'hashIterations', value: '3' }]);
  expect(JSON.parse(credential.credentialData)).toMatchObject({ algorithm: 'argon2', hashIterations: 3 });
});
