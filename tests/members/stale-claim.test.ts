import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { openBulkLane } from '../../sidecar/keycloak/bulk-lane.ts';
import type { Lane } from '../../sidecar/keycloak/lane.port.ts';
import type { Directory, NewUser } from '../../sidecar/keycloak/port.ts';
import { type AdmissionDeps, admitBatch } from '../../sidecar/members/admission.service.ts';
import '../../sidecar/audit/audit.table.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { insertAreas, insertMember } from './import-fixtures.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await insertAreas(database.db);
  await database.db
    .insertInto('area_group')
    .columns(['area_id', 'role', 'keycloak_group_id', 'access'])
    .expression(
      (from) =>
        from
          .selectFrom('area')
          .select((is) => [
            'id',
            is.val('member').as('role'),
            is.ref('slug').as('keycloak_group_id'),
            is.val('{}').as('access'),
          ]) as never,
    )
    .execute();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.updateTable('member').set({ sync_state: 'done' }).execute();
});

async function person(firstName: string): Promise<string> {
  const id = randomUUID();
  await insertMember(database.db, { id, firstName, lastName: 'Wartet', username: `${firstName}.${id}` });
  const due = { sync_state: 'pending', sync_due_at: new Date(Date.now() - 1000) } as const;
  await database.db.updateTable('member').set(due).where('id', '=', id).execute();
  return id;
}

/** A worker; `made` lists whose accounts it asked Keycloak for, `during` runs inside each such call. */
function worker(during: (memberId: string) => Promise<void> = async () => {}, lane?: Lane) {
  const made: string[] = [];
  const directory = {
    ensureRoleGroup: async (slug: string, role: string) => `${slug}/${role}`,
    setGroupAccess: async () => {},
    async createUser({ memberId }: NewUser) {
      made.push(memberId);
      await during(memberId);
      return { userId: `account of ${memberId}`, created: true };
    },
  } as unknown as Directory;
  const log = pino({ level: 'silent' });
  const deps: AdmissionDeps = {
    db: database.db,
    directory,
    clock: () => new Date(),
    log,
    leaseSeconds: 60,
    parallel: 1,
    ...(lane ? { lane } : {}),
  };
  return { made, work: () => admitBatch(deps, 10) };
}
const leaseEnds = (id: string) =>
  database.db
    .updateTable('member')
    .set({ sync_lease_until: new Date(0) })
    .where('id', '=', id)
    .execute();
const row = (id: string) =>
  database.db.selectFrom('member').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

test('whoever waited in a batch for longer than the lease is left to the worker that took over', async () => {
  const ids = [await person('Anna'), await person('Berta')];
  const second = worker();
  let waiting = '';
  const first = worker(async (atWork) => {
    waiting = ids.find((id) => id !== atWork) ?? '';
    if (second.made.length > 0) return;
    await leaseEnds(waiting);
    await second.work();
  });
  await first.work();
  expect(second.made).toEqual([waiting]);
  expect(first.made).toEqual(ids.filter((id) => id !== waiting));
  for (const id of ids)
    expect(await row(id)).toMatchObject({ sync_state: 'done', keycloak_user_id: `account of ${id}` });
});

test('a worker that was overtaken in the middle of its call makes the person be looked at once more', async () => {
  const id = await person('Carla');
  const second = worker();
  const first = worker(async () => {
    await leaseEnds(id);
    await second.work();
  });
  await first.work();
  expect([first.made, second.made]).toEqual([[id], [id]]);
  expect(await row(id)).toMatchObject({ sync_state: 'pending' });
});

test('who is tried again person by person after a batch failed is first looked at, as they are now', async () => {
  const [overtaken, renamed] = [await person('Dora'), await person('Emma')];
  const second = worker();
  const tried: NewUser[] = [];
  let asked = 0;
  const nowhere = { url: 'http://127.0.0.1:9', realm: 'none', issuer: 'http://127.0.0.1:9/realms/none' };
  const bulk = openBulkLane({
    ...nowhere,
    secret: 'none',
    limitMs: 200,
    careful: {
      async createUser(user) {
        tried.push(user);
        return { userId: `account of ${user.memberId}`, created: true };
      },
    },
    // As the realm is asked first, this is after the batch was claimed and before anybody is tried alone.
    defaults: async () => {
      asked += 1;
      await leaseEnds(overtaken);
      await second.work();
      const change = { first_name: 'Emmi', sync_version: 2 };
      await database.db.updateTable('member').set(change).where('id', '=', renamed).execute();
      return { profile: {}, role: 'default-roles-none', requiredActions: [], groups: [] };
    },
  });
  await worker(undefined, bulk).work();
  expect([asked, second.made]).toEqual([1, [overtaken]]);
  expect(tried.map(({ memberId, firstName }) => [memberId, firstName])).toEqual([[renamed, 'Emmi']]);
  expect(await row(renamed)).toMatchObject({ sync_state: 'done' });
});
