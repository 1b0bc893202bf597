import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { importJob } from '../../sidecar/imports/import.job.ts';
import { insertImport } from '../../sidecar/imports/import.store.ts';
import type { ImportTarget } from '../../sidecar/imports/target.ts';
import { confirmMapping } from '../../sidecar/imports/mapping.service.ts';
import { startImport } from '../../sidecar/imports/start.service.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { insertAreas, networkManager } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { workbook } from './cells.ts';
import { rowsOf, uploads } from './import-flow.ts';
import { importSite } from './import-site.ts';
import { type Key, keyTarget } from './other-target.ts';

const me = networkManager.actor.memberId;
const clock = () => new Date('2026-03-01T12:00:00Z');

let opened: TestDatabase;
let db: Db;
let site: Awaited<ReturnType<typeof importSite>>;
const stored = new Map<string, Key>();
// the record's type is the target's own business; the machinery keeps it as JSON
const target = keyTarget(stored) as unknown as ImportTarget;
const targets = new Map([['keys', target]]);

beforeEach(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
  stored.clear();
  stored.set('K7', { code: 'K7', door: 'Tor', label: 'alt' });
  site = await importSite(db, { targets, clock } as never, { admin: networkManager });
});
afterEach(async () => {
  await site.close();
  await opened.close();
});

test('a target of quite another kind is mapped, checked, previewed and run by the same machinery', async () => {
  const content = await workbook([
    ['Key number', 'Tor', 'Preis'],
    ['K1', 'Halle', '5'],
    ['K2', 'Halle', '6'],
    ['K2', 'Keller', '7'],
    ['K7', 'Dach', '8'],
    ['ohne', 'Halle', '9'],
    ['K9', '?', '10'],
  ]);
  const job = importJob({ db, clock, targets, box: uploads, scopeOf: async () => networkManager });
  const file = { target: 'keys', fileName: 'keys.xlsx', sha256: 'x', content, createdBy: me };
  const id = await insertImport(db, file);
  await job.handle({ row: id, attempt: 0 });
  const page = await (await site.ask(`/admin/imports/${id}/columns`)).text();
  expect(page).toContain('Tür*');
  const nudge = await confirmMapping(db, target, networkManager, id, {
    sheet: 'Personen',
    values: { column_A: 'code', column_B: 'door', column_C: '-' },
  });
  if (nudge) await job.handle(nudge);
  const rows = await rowsOf(db, id);
  expect(
    rows.map(({ verdict, record, problems, warnings }) => [
      verdict,
      (record as Key | null)?.label,
      problems.length,
      warnings.length,
    ]),
  ).toEqual([
    ['new', 'K3', 0, 0],
    ['blocked', '', 1, 0],
    ['blocked', '', 1, 0],
    ['changed', '', 0, 1],
    ['blocked', undefined, 1, 0],
    ['new', 'K4', 0, 1],
  ]);
  const preview = await (await site.ask(`/admin/imports/${id}`)).text();
  for (const words of ['Zu prüfen (2)', 'Fehlerhaft (3)', '2 neu anlegen, 1 ändern', 'K3'])
    expect(preview).toContain(words);
  const started = await startImport(db, id, { kind: 'administrator', memberId: me }, clock());
  if (started) await job.handle(started);
  expect([...stored.keys()]).toEqual(['K7', 'K1', 'K9']);
  expect(stored.get('K1')).toEqual({ code: 'K1', door: 'Halle', label: 'K3' });
});
