import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { confirmMapping } from '../../sidecar/imports/mapping.service.ts';
import { markChoosing } from '../../sidecar/imports/mapping.store.ts';
import type { ImportTarget } from '../../sidecar/imports/target.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { insertAreas, networkManager, northManager } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { workbook } from './cells.ts';
import { importer, importOf, rowsOf } from './import-flow.ts';
import { importSite } from './import-site.ts';

const me = networkManager.actor.memberId;
const titles = ['Rufname', 'Nachname', 'E-Mail-Adresse', 'Bereich', 'Gehalt'];
const erika = ['Erika', 'Müller', 'erika@example.com', 'Werk Nord', '123456'];
const file = workbook([titles, erika]);
const right = {
  column_A: 'firstName',
  column_B: 'lastName',
  column_C: 'email',
  column_D: 'area',
  column_E: '-',
};

let opened: TestDatabase;
let db: Db;
let flow: ReturnType<typeof importer>;
let target: ImportTarget;
let site: Awaited<ReturnType<typeof importSite>>;
beforeEach(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
  flow = importer(db, networkManager);
  target = flow.targets.get('members') as ImportTarget;
  site = await importSite(db, flow, { admin: networkManager, north: northManager });
});
afterEach(async () => {
  await site.close();
  await opened.close();
});

const post = (path: string, fields: Record<string, string>, as = 'admin') =>
  site.ask(path, { method: 'POST', body: new URLSearchParams(fields), as });
const html = async (path: string) => (await site.ask(path)).text();
async function work(): Promise<void> {
  for (const nudge of site.nudges.splice(0)) await flow.job.handle(nudge);
}
/** Everything about one import that the database holds, the uploaded file itself left out. */
async function kept(id: string): Promise<string> {
  const { rows } = await sql<{ all: string }>`
    select coalesce(jsonb_agg(to_jsonb(r)), '[]')::text || (select to_jsonb(i) - 'file' from import i where id = ${id})::text
      || (select jsonb_agg(w) from import_words w where import_id = ${id})::text as all
    from import_row r where import_id = ${id}`.execute(db);
  return rows[0]?.all ?? '';
}

test('a column nobody asked for is shown to a person, and stored only where they choose it', async () => {
  const id = await flow.upload(await file, me);
  expect((await importOf(db, id)).state).toBe('mapping');
  expect(await rowsOf(db, id)).toEqual([]);
  const path = `/admin/imports/${id}`;
  expect((await site.ask(path)).headers.get('location')).toBe(`${path}/columns`);
  const page = await html(`${path}/columns`);
  for (const words of ['A „Rufname“', 'E „Gehalt“', '123456', 'Pflichtspalten', 'nicht übernehmen'])
    expect(page).toContain(words);
  const refused = await post(`${path}/columns`, { sheet: 'Personen', ...right, column_A: '-' });
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('Die Spalte „Vorname“ fehlt');
  const twice = await post(`${path}/columns`, { sheet: 'Personen', ...right, column_E: 'lastName' });
  expect(await twice.text()).toContain('id="column_E-error"');
  expect((await importOf(db, id)).state).toBe('mapping');
  expect((await post(`${path}/columns`, { sheet: 'Personen', ...right })).headers.get('location')).toBe(path);
  await work();
  expect((await importOf(db, id)).state).toBe('ready');
  const [row] = await rowsOf(db, id);
  expect(row?.record).toMatchObject({ firstName: 'Erika', lastName: 'Müller' });
  expect(await kept(id)).not.toContain('123456');
  expect(await html(path)).toContain('Nicht übernommen: E.');
});

test('what was chosen is remembered for the next file of the same administrator, and of nobody else', async () => {
  const id = await flow.upload(await file, me);
  await confirmMapping(db, target, networkManager, id, { sheet: 'Personen', values: right });
  expect((await importOf(db, await flow.upload(await file, me))).state).toBe('ready');
  const other = importer(db, northManager);
  const foreign = await other.upload(await file, northManager.actor.memberId);
  expect((await importOf(db, foreign)).state).toBe('mapping');
});

test('of two tabs one counts: the same choice again is no error, another one is told', async () => {
  const id = await flow.upload(await file, me);
  const path = `/admin/imports/${id}/columns`;
  // all have seen that the columns wait for somebody before the first of them writes
  let arrived = 0;
  let go = (): void => {};
  const all = new Promise<void>((done) => {
    go = done;
  });
  const columns: ImportTarget['columns'] = async (...args) => {
    arrived += 1;
    if (arrived === 8) go();
    await all;
    return target.columns(...args);
  };
  const confirm = () =>
    confirmMapping(db, { ...target, columns }, networkManager, id, { sheet: 'Personen', values: right });
  const ends = await Promise.allSettled(Array.from({ length: 8 }, confirm));
  expect(ends.every(({ status }) => status === 'fulfilled')).toBe(true);
  const nudges = ends.filter((end) => end.status === 'fulfilled' && end.value !== undefined);
  expect(nudges).toHaveLength(1);
  expect((await post(path, { sheet: 'Personen', ...right })).status).toBe(303);
  const different = await post(path, { sheet: 'Personen', ...right, column_E: 'employeeNumber' });
  expect(different.status).toBe(409);
  expect((await post(path, { sheet: 'Personen', ...right }, 'north')).status).toBe(404);
});

test('back from the preview: the choice is proposed again, nothing else remains; not once something runs', async () => {
  const id = await flow.upload(await file, me);
  const path = `/admin/imports/${id}`;
  await post(`${path}/columns`, { sheet: 'Personen', ...right });
  await work();
  expect(await html(path)).toContain('Spalten ändern');
  await post(`${path}/columns/change`, {});
  await work();
  expect((await importOf(db, id)).state).toBe('mapping');
  expect(await html(`${path}/columns`)).toMatch(/value="firstName" selected/);
  await post(`${path}/columns`, { sheet: 'Personen', ...right, column_E: 'employeeNumber' });
  await work();
  expect((await rowsOf(db, id)).map(({ input }) => input['employeeNumber'])).toEqual(['123456']);
  const both = await Promise.all([flow.start(id, me), markChoosing(db, id)]);
  expect(both.filter((nudge) => nudge !== undefined)).toHaveLength(1);
});

test('of several sheets with people a person chooses one, and only its rows are read', async () => {
  const known = ['Vorname', 'Nachname', 'E-Mail-Adresse', 'Bereich'];
  const rows = (name: string) => [known, [name, 'Müller', '', 'Werk Nord']];
  const id = await flow.upload(await workbook({ Nord: rows('Nora'), Süd: rows('Susi') }), me);
  const path = `/admin/imports/${id}/columns`;
  const page = await html(path);
  expect(page).toContain('Die Datei hat mehrere Blätter');
  expect(await html(`${path}?sheet=1`)).toContain('Susi');
  await post(path, { sheet: 'Süd', ...right, column_E: '-' });
  await work();
  expect((await rowsOf(db, id)).map(({ sheet, input }) => [sheet, input['firstName']])).toEqual([
    ['Süd', 'Susi'],
  ]);
});
