import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addArea, renameAreaTo } from '../../sidecar/areas/area.service.ts';
import { appAddress, areaForm } from '../../sidecar/areas/area-settings.schema.ts';
import { editArea } from '../../sidecar/areas/area-settings.service.ts';
import { readAreaSettings } from '../../sidecar/areas/area-settings.store.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { areaChanges } from './area-changes.ts';

let database: TestDatabase;
let areaId: string;
const by = { kind: 'operator' } as const;
const form = (more: Record<string, string> = {}) =>
  areaForm.parse({ version: '1', name: 'Muster AG', ...more });
const stored = () => readAreaSettings(database.db, areaId);
const audited = () => areaChanges(database.db);

beforeAll(async () => {
  database = await testDatabase();
  areaId = await addArea(database.db, by, { name: 'Muster AG' });
});
afterAll(() => database?.close());

test('an area is closed until somebody opens it, and what changes is named in the log', async () => {
  expect(await stored()).toMatchObject({ openRegistration: false, mismatchRequest: false });
  await editArea(database.db, by, areaId, form({ name: ' Muster  AG ', openRegistration: 'yes' }));
  await editArea(
    database.db,
    by,
    areaId,
    form({ version: '2', openRegistration: 'yes', startAppUrl: 'https://App.muster.example/x?y=1' }),
  );
  expect(await stored()).toEqual({
    name: 'Muster AG',
    startAppUrl: 'https://app.muster.example/x?y=1',
    openRegistration: true,
    mismatchRequest: false,
    version: 3,
  });
  expect(await audited()).toEqual(['openRegistration', 'startAppUrl']);
});

test('of two who change an area at the same version one is told; renaming by command counts as well', async () => {
  const version = String((await stored())?.version);
  const both = ['A', 'B'].map((name) => editArea(database.db, by, areaId, form({ version, name })));
  const ended = await Promise.allSettled(both);
  expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
  const saved = await stored();
  const again = form({ version, name: saved?.name ?? '' });
  await editArea(database.db, by, areaId, again);
  expect(await stored()).toEqual(saved);
  const seen = String(saved?.version);
  await renameAreaTo(database.db, by, 'muster-ag', 'Muster SE');
  await expect(editArea(database.db, by, areaId, form({ version: seen }))).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('only addresses that an app can have are taken', () => {
  const taken = [
    'https://app.muster.example/start?x=1#y',
    'http://127.0.0.1:3001/',
    'http://localhost:8080/',
  ];
  expect(taken.map(appAddress)).toEqual(taken);
  const refused = [
    'app.muster.example',
    'http://app.muster.example',
    'javascript:alert(1)',
    'https://user:pass@muster.example',
    'https://muster.example/a b',
    '//muster.example',
  ];
  expect(refused.map(appAddress)).toEqual(refused.map(() => undefined));
});
