import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { openGateway } from '../../sidecar/keycloak/gateway.ts';
import { openLoad } from '../../sidecar/keycloak/load.ts';
import { admitBatch } from '../../sidecar/members/admission.service.ts';
import { syncRoleGroups } from '../../sidecar/areas/area.service.ts';
import { openRealm, type RealmFixture } from '../keycloak/realm-fixture.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type FaultProxy, openFaultProxy } from '../support/fault-proxy.ts';
import { insertAreas, insertMember, north } from './import-fixtures.ts';

let database: TestDatabase;
let fixture: RealmFixture;
let proxy: FaultProxy;
beforeAll(async () => {
  [database, fixture] = await Promise.all([testDatabase(), openRealm()]);
  proxy = await openFaultProxy(fixture.url);
  await insertAreas(database.db);
  await syncRoleGroups(database.db, fixture.directory as never);
  for (let each = 0; each < people; each += 1) {
    const id = randomUUID();
    const person = { id, firstName: 'Jo', lastName: 'Due', username: `jo.${id}` };
    await insertMember(database.db, person, [{ areaId: north.id, role: 'member' }]);
  }
  const due = { sync_state: 'pending', sync_due_at: new Date(Date.now() - 1000) } as const;
  await database.db.updateTable('member').set(due).execute();
});
afterAll(async () => {
  await proxy.close();
  await database.close();
  await fixture.close();
});

const people = 60;
const places = 4;
const count = async (where: 'done' | 'failing' | 'pending'): Promise<number> => {
  const rows = await database.db.selectFrom('member').select(['sync_state', 'sync_failures']).execute();
  if (where === 'failing') return rows.filter((row) => row.sync_failures > 0).length;
  return rows.filter((row) => row.sync_state === where).length;
};

test('an outage burns no attempts: nothing is begun, nothing is claimed, and afterwards all is made', async () => {
  const { realm, issuer, currentKey } = fixture;
  let now = 0;
  const load = openLoad(places, () => now);
  const options = { url: proxy.url, realm, issuer, currentKey, observe: load.observe };
  const deps = {
    db: database.db,
    directory: openGateway(options),
    clock: () => new Date(),
    log: pino({ level: 'silent' }),
    leaseSeconds: 60,
    parallel: places,
    load,
  };
  proxy.plan(() => 503);
  expect(await admitBatch(deps, people)).toBe(people);
  expect(await count('failing')).toBeLessThanOrEqual(2 * places);
  expect(await count('pending')).toBe(people);
  const calls = proxy.seen.length;
  expect(await admitBatch(deps, people)).toBe(0);
  expect(proxy.seen.length).toBe(calls);

  proxy.plan(() => undefined);
  now += 15_000;
  await database.db
    .updateTable('member')
    .set({ sync_due_at: new Date(Date.now() - 1000) })
    .execute();
  while ((await admitBatch(deps, people)) > 0);
  expect(await count('done')).toBe(people);
});
