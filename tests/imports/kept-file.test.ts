import { expect, test } from '@jest/globals';
import { confirmMapping } from '../../sidecar/imports/mapping.service.ts';
import { markChoosing } from '../../sidecar/imports/mapping.store.ts';
import type { ImportTarget } from '../../sidecar/imports/target.ts';
import { networkManager } from '../members/import-fixtures.ts';
import { workbook } from './cells.ts';
import { importOf, uploads } from './import-flow.ts';
import { db, everything, freshDatabase, letterImporter, me } from './letters-flow.ts';

freshDatabase();

const titles = ['Nachname', 'Vorname', 'Bereich', 'Initialpasswort'];
const good = 'Blaue-Birne-Nr-7!';

test('a column of passwords that is left out is not kept either, and no sample shows one', async () => {
  const { upload, job, targets } = letterImporter();
  const content = await workbook([
    ['Nachname', 'Vorname', 'Bereich', 'Altes Kennwort'],
    ['Fremd', 'Ida', 'Werk Nord', good],
  ]);
  const id = await upload(content, me);
  expect(await importOf(db, id)).toMatchObject({ state: 'mapping' });
  const { file } = await db
    .selectFrom('import')
    .select('file')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  // while somebody is asked, the file is sealed
  expect(uploads.open(file)).toEqual(content);
  expect(file.includes(content.subarray(0, 30))).toBe(false);
  const { samples } = await db
    .selectFrom('import')
    .select('samples')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  expect(JSON.stringify(samples)).toContain('••••••');
  expect(JSON.stringify(samples)).not.toContain(good);
  const values = { column_A: 'lastName', column_B: 'firstName', column_C: 'area', column_D: '-' };
  const members = targets.get('members') as ImportTarget;
  const nudge = await confirmMapping(db, members, networkManager, id, { sheet: 'Personen', values });
  if (nudge) await job.handle(nudge);
  expect(await importOf(db, id)).toMatchObject({ state: 'ready' });
  const all = await everything();
  expect(all).toContain('Altes Kennwort');
  expect(all).not.toContain(good);
  // what was taken out cannot be matched any more
  expect(await markChoosing(db, id)).toBeUndefined();
});

test('a file whose column of passwords is empty is kept as it came', async () => {
  const { upload } = letterImporter();
  const content = await workbook([titles, ['Leer', 'Lea', 'Werk Nord', '']]);
  const id = await upload(content, me);
  const { file } = await db
    .selectFrom('import')
    .select('file')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  expect(file.equals(content)).toBe(true);
  expect(await markChoosing(db, id)).toBeDefined();
});

test('of a file that cannot be used nothing is kept', async () => {
  const { upload } = letterImporter();
  const id = await upload(await workbook([titles]), me);
  expect(await importOf(db, id)).toMatchObject({ state: 'done', error: { code: 'workbook_empty' } });
  const { file } = await db
    .selectFrom('import')
    .select('file')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  expect(file).toHaveLength(0);
});
