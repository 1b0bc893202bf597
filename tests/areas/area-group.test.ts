import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addArea } from '../../sidecar/areas/area.service.ts';
import { readAreaGroups, saveAreaGroup } from '../../sidecar/areas/area.store.ts';
import { type Db, openDb } from '../../sidecar/platform/db.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
const processes: Db[] = [];

beforeAll(async () => {
  database = await testDatabase();
  processes.push(...[1, 2].map(() => openDb(database.url, 4)));
}, 60_000);
afterAll(async () => {
  await Promise.all(processes.map((db) => db.destroy()));
  await database?.close();
});

test('two processes that make the groups of new areas at the same moment both end well', async () => {
  for (let nth = 0; nth < 60; nth += 1) {
    const areaId = await addArea(database.db, { kind: 'operator' }, { name: `Werk ${nth}` });
    const group = { areaId, role: 'member', groupId: `group-${nth}`, access: [`werk-${nth}:member`] };
    await Promise.all([...processes, ...processes].map((db) => saveAreaGroup(db, group)));
    await Promise.all(processes.map((db) => saveAreaGroup(db, { ...group, access: ['changed'] })));
    expect((await readAreaGroups(database.db)).filter((one) => one.areaId === areaId)).toEqual([
      { ...group, access: ['changed'] },
    ]);
  }
});
