import { beforeAll, expect, test } from '@jest/globals';
import {
  addRejectModule,
  editRejectModule,
  mostRejectModules,
  moveRejectModule,
  removeRejectModule,
} from '../../sidecar/access-requests/reject-module.service.ts';
import {
  holdRejectModules,
  insertRejectModule,
  readRejectModules,
} from '../../sidecar/access-requests/reject-module.store.ts';
import { lockWaits } from '../support/lock-waits.ts';
import { areaOf, by, changes, database, tree } from './area-house.ts';

const edit = (slug: string) => ({ areaId: areaOf(slug), by });
const words = (name: string) => ({ name, text: { de: `${name} (de)`, en: `${name} (en)` } });
const offered = async (slug: string) => {
  const modules = await readRejectModules(database.db, tree, areaOf(slug));
  return modules.map(({ name, areaId }) => `${tree.byId(areaId)?.slug} ${name}`);
};
const moduleNamed = async (slug: string, name: string) => {
  const found = (await readRejectModules(database.db, tree, areaOf(slug))).find((each) => each.name === name);
  if (!found) throw new Error(`no module ${name}`);
  return found;
};
const audited = async () => (await changes()).filter((fields) => fields === 'rejectModules').length;

beforeAll(async () => {
  await addRejectModule(database.db, edit('muster-ag'), words('Unbekannt'));
  await addRejectModule(database.db, edit('werk-sued'), words('Nicht Süd'));
  await addRejectModule(database.db, edit('werk-nord'), words('Nicht Nord'));
  await addRejectModule(database.db, edit('werk-nord'), words('Später'));
});

test('an area offers its own modules and those above it, nearest first, and nothing from beside it', async () => {
  expect(await offered('halle-2')).toEqual([
    'werk-nord Nicht Nord',
    'werk-nord Später',
    'muster-ag Unbekannt',
  ]);
  expect(await offered('werk-sued')).toEqual(['werk-sued Nicht Süd', 'muster-ag Unbekannt']);
  expect(await readRejectModules(database.db, tree, '00000000-0000-4000-8000-000000000000')).toEqual([]);
});

test('modules move one place, and at an end they stay', async () => {
  const { id } = await moduleNamed('werk-nord', 'Später');
  const before = Number(await audited());
  await moveRejectModule(database.db, edit('werk-nord'), id, 'up');
  expect((await offered('werk-nord')).slice(0, 2)).toEqual(['werk-nord Später', 'werk-nord Nicht Nord']);
  await moveRejectModule(database.db, edit('werk-nord'), id, 'up');
  expect((await offered('werk-nord')).slice(0, 2)).toEqual(['werk-nord Später', 'werk-nord Nicht Nord']);
  expect(await audited()).toBe(before + 1);
});

test('a second press of the button adds and changes nothing more', async () => {
  const before = Number(await audited());
  await addRejectModule(database.db, edit('halle-2'), words('Zweimal'));
  await addRejectModule(database.db, edit('halle-2'), words('Zweimal'));
  const seen = await moduleNamed('halle-2', 'Zweimal');
  for (const _ of [1, 2]) await editRejectModule(database.db, edit('halle-2'), seen, words('Anders'));
  expect((await offered('halle-2')).filter((one) => one.startsWith('halle-2'))).toEqual(['halle-2 Anders']);
  expect(Number(await audited())).toBe(before + 2);
  await removeRejectModule(database.db, edit('halle-2'), await moduleNamed('halle-2', 'Anders'));
});

test('a module of another area is unknown, also to the area below that inherits it', async () => {
  const module = await moduleNamed('halle-2', 'Unbekannt');
  for (const slug of ['halle-2', 'werk-sued']) {
    const change = editRejectModule(database.db, edit(slug), module, words('Anders'));
    await expect(change).rejects.toMatchObject({ code: 'not_found' });
    await expect(removeRejectModule(database.db, edit(slug), module)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(moveRejectModule(database.db, edit(slug), module.id, 'up')).rejects.toMatchObject({
      code: 'not_found',
    });
  }
  expect(await offered('werk-sued')).toContain('muster-ag Unbekannt');
});

test('of two who change one module at the same version one is told, and neither removes what was changed since', async () => {
  const seen = await moduleNamed('muster-ag', 'Unbekannt');
  const changes = ['A', 'B'].map((name) =>
    editRejectModule(database.db, edit('muster-ag'), seen, words(name)),
  );
  const ended = await Promise.allSettled(changes);
  expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
  await expect(removeRejectModule(database.db, edit('muster-ag'), seen)).rejects.toMatchObject({
    code: 'conflict',
  });
  const [now] = await readRejectModules(database.db, tree, areaOf('muster-ag'));
  await removeRejectModule(database.db, edit('muster-ag'), now ?? seen);
  expect(await offered('muster-ag')).toEqual([]);
});

test('an area has only so many modules, also when two are added at once', async () => {
  for (let at = 0; at < mostRejectModules - 2; at += 1)
    await addRejectModule(database.db, edit('werk-sued'), words(`Nr. ${at}`));
  let ended = false;
  const second = await database.db.transaction().execute(async (first) => {
    await holdRejectModules(first, areaOf('werk-sued'));
    const adding = addRejectModule(database.db, edit('werk-sued'), words('y')).finally(() => {
      ended = true;
    });
    while (!ended && (await lockWaits(database.db)) === 0);
    await insertRejectModule(first, areaOf('werk-sued'), words('x'));
    return { adding: adding.then(() => 'added').catch((error: { code?: string }) => error.code) };
  });
  expect(await second.adding).toBe('invalid_input');
  const own = (await offered('werk-sued')).filter((each) => each.startsWith('werk-sued'));
  expect(own).toHaveLength(mostRejectModules);
});
