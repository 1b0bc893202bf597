import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addArea, syncRoleGroups } from '../../sidecar/areas/area.service.ts';
import { readAreaGroups, saveAreaGroup } from '../../sidecar/areas/area.store.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { patientDb, type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
const processes: Db[] = [];

beforeAll(async () => {
  database = await testDatabase();
  processes.push(...[1, 2].map(() => patientDb(database.url, 4)));
});
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

test('two processes that find the same groups to write do so one after the other, and each group is written once', async () => {
  for (const name of ['Halle', 'Lager']) await addArea(database.db, { kind: 'operator' }, { name });
  let atOnce = 0;
  const calls: string[] = [];
  const overlaps: string[] = [];
  const call = async (what: string): Promise<string> => {
    atOnce += 1;
    calls.push(what);
    if (atOnce > 1) overlaps.push(what);
    // as a call to Keycloak: the other process has its chance meanwhile
    await processes[0]?.selectFrom('area').select('id').execute();
    atOnce -= 1;
    return what;
  };
  const groups = {
    ensureRoleGroup: (slug: string, role: string) => call(`${slug} ${role}`),
    setGroupAccess: async (id: string) => void (await call(`access ${id}`)),
  };
  const written = await Promise.all(processes.map((db) => syncRoleGroups(db, groups)));
  expect(overlaps).toEqual([]);
  expect(new Set(calls).size).toBe(calls.length);
  expect(Math.min(...written)).toBe(0);
  expect(await syncRoleGroups(database.db, groups)).toBe(0);
});
