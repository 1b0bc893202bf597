import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { firstSheet, workbook } from '../imports/cells.ts';
import { foundIn, tracesOf } from './canary.ts';
import { openRunningHouse, type RunningHouse } from './running-house.ts';

const main = fileURLToPath(new URL('../../sidecar/main.ts', import.meta.url));

let running: RunningHouse;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einlass-canary-'));
  running = await openRunningHouse({ LOG_LEVEL: 'debug' });
});
afterAll(async () => {
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});

const typed = 'Kanarienvogel-aus-Datei-4711';
const faulty = 'Kanari';
const own = 'Selbst-gewähltes-Passwort-1';

function importFile(path: string): Promise<string> {
  const args = [main, 'import', path, '--as', 'netz.manager'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: running.house.env }, (_error, out, said) => resolve(out + said));
  });
}
/** The files that imports keep, unpacked: a search through packed ones would find nothing. */
async function keptFiles(): Promise<string> {
  const rows = await running.services.db.selectFrom('import').select('file').execute();
  const sheets = await Promise.all(rows.map(({ file }) => firstSheet(file)));
  return JSON.stringify(sheets);
}

test('a password from a workbook opens the account, has to be changed, and stands nowhere in clear', async () => {
  const titles = ['Nachname', 'Vorname', 'Bereich', 'Initialpasswort'];
  const path = join(folder, 'leute.xlsx');
  const rows = [
    ['Şahin', 'Ayşe', 'Werk Nord', typed],
    ['Kurz', 'Karl', 'Werk Nord', faulty],
    ['Vorschlag', 'Vera', 'Werk Nord', ''],
  ];
  await writeFile(path, await workbook([titles, ...rows]));
  const said = await importFile(path);
  expect(said).toContain('2 created, 0 changed, 0 unchanged, 1 left out');
  expect(said).toContain('2 access letters issued');
  expect(said).not.toContain(faulty);
  const { db } = running.services;
  const made = await db
    .selectFrom('member')
    .select(['id', 'username'])
    .where('origin', '=', 'import')
    .execute();
  expect(made.map(({ username }) => username).toSorted()).toEqual(['ayse.sahin', 'vera.vorschlag']);
  await running.carried(made.map(({ id }) => id));

  const page = await running.signIn('ayse.sahin', typed);
  expect(page.end).toBe('page');
  expect((await page.choose(own)).end).not.toBe('refused');
  expect((await running.signIn('ayse.sahin', typed)).end).toBe('refused');

  const kept = await keptFiles();
  expect(kept).toContain('Şahin');
  const errors = JSON.stringify(await firstSheet(await readFile(join(folder, 'leute-errors.xlsx'))));
  expect(errors).toContain('type it again');
  const traces = {
    ...(await tracesOf(running.house)),
    'kept files': kept,
    'error file': errors,
    'command line': said,
  };
  expect(foundIn(traces, ['ayse.sahin'])).toEqual(
    expect.arrayContaining(['table member', 'Keycloak events']),
  );
  expect(foundIn(traces, [typed, own, faulty])).toEqual([]);
});
