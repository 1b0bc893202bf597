import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { firstSheet, workbook } from '../imports/cells.ts';
import { type Installation, installation } from '../support/installation.ts';

const main = fileURLToPath(new URL('../../sidecar/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'einlass-import-'));
const titles = ['Nachname', 'Vorname', 'E-Mail'];

let house: Installation;
beforeAll(async () => {
  house = await installation();
});
afterAll(() => house?.close());

async function fileWith(name: string, rows: string[][], head = titles): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, await workbook([head, ...rows]));
  return path;
}

/** Runs the command as an operator does; answers what it said and how it ended. */
function run(...args: string[]): Promise<{ code: number; out: string; said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, 'import', ...args], { env: house.env }, (error, out, said) =>
      resolve({ code: error ? Number(error.code) : 0, out, said }),
    );
  });
}
const as = ['--as', 'netz.manager', '--area', 'werk-nord'];
const count = async (table: string): Promise<number> =>
  Number((await house.query(`select count(*)::int as n from ${table}`)).rows[0]?.['n']);

test('wrong words end with 2 and say what is right', async () => {
  const file = await fileWith('words.xlsx', [['A', 'B', '']]);
  const wrong = [
    [],
    [file],
    [file, '--as', 'nobody'],
    [file, '--as', 'maria.mitglied'],
    [file, '--nonsense'],
    [file, '--as', 'netz.manager', '--area', 'nowhere'],
    [`${file}.none`, ...as],
    [file, ...as, '--errors', file],
  ];
  for (const args of wrong) {
    const { code, said } = await run(...args);
    expect([args.slice(1), code, said.length > 10]).toEqual([args.slice(1), 2, true]);
  }
  expect(await count('import')).toBe(0);
});

test('a dry run reports, writes the error file and leaves nothing behind', async () => {
  const file = await fileWith('dry.xlsx', [
    ['Trocken', 'Tina', 'tina@example.com'],
    ['Falsch', 'Fritz', 'fritz@'],
  ]);
  const people = await count('member');
  const { code, out } = await run(file, ...as, '--dry-run');
  expect([code, out.includes('1 to create, 0 to change, 0 unchanged, 1 blocked')]).toEqual([3, true]);
  expect(out).toContain('fritz@');
  const sheet = await firstSheet(await readFile(join(folder, 'dry-errors.xlsx')));
  expect(sheet.rows.map(({ cells }) => cells[0])).toEqual(['Nachname', 'Falsch']);
  expect([await count('import'), await count('member')]).toEqual([0, people]);
});

test('with the worker running: stored, accounts made, ends with 0; the same file again changes nothing', async () => {
  const file = await fileWith('good.xlsx', [['Gut', 'Gerda', 'gerda.gut@example.com']]);
  const first = await run(file, ...as);
  expect([first.code, first.out.includes('1 created, 0 changed, 0 unchanged, 0 left out')]).toEqual([
    0,
    true,
  ]);
  const { rows } = await house.query(
    `select m.keycloak_user_id, a.slug from member m join "grant" g on g.member_id = m.id
      join area a on a.id = g.area_id where m.email = 'gerda.gut@example.com'`,
  );
  expect(rows).toEqual([{ keycloak_user_id: expect.any(String), slug: 'werk-nord' }]);
  const again = await run(file, ...as);
  expect([again.code, again.out.includes('0 created, 0 changed, 1 unchanged, 0 left out')]).toEqual([
    0,
    true,
  ]);
  expect(existsSync(join(folder, 'good-errors.xlsx'))).toBe(false);
});

test('without a worker the command does it all by itself; all or nothing stores none while a row is blocked', async () => {
  await house.worker().stop();
  const rows = [
    ['Selbst', 'Selma', 'selma.selbst@example.com'],
    ['Falsch', 'Fritz', 'fritz@'],
  ];
  const file = await fileWith('alone.xlsx', rows);
  const none = await run(file, ...as, '--all-or-nothing', '--errors', join(folder, 'mine.xlsx'));
  expect([none.code, none.out.includes('Nothing was stored')]).toEqual([3, true]);
  expect(existsSync(join(folder, 'mine.xlsx'))).toBe(true);
  const some = await run(file, ...as);
  expect([some.code, some.out.includes('1 created, 0 changed, 0 unchanged, 1 left out')]).toEqual([3, true]);
  const { rows: made } = await house.query(
    `select sync_state from member where email = 'selma.selbst@example.com'`,
  );
  expect(made).toEqual([{ sync_state: 'done' }]);
  const { rows: acts } = await house.query(`select actor_kind from audit where act = 'import.started'`);
  expect(new Set(acts.map((row) => row['actor_kind']))).toEqual(new Set(['operator']));
});

test('a file that is no workbook ends with 1 and its reason', async () => {
  const path = join(folder, 'broken.xlsx');
  writeFileSync(path, 'PK\u0003\u0004 and then nothing');
  const { code, out } = await run(path, ...as);
  expect([code, out.length > 20]).toEqual([1, true]);
});
