import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inviteBatch, inviteAllNew } from '../../sidecar/invitations/invite-all.service.ts';
import { newlyCreated } from '../../sidecar/invitations/candidates.store.ts';
import '../../sidecar/mail/message.table.ts';
import { openDb } from '../../sidecar/platform/db.ts';
import { insertAreas, insertMember, network, networkManager, north } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { lockWaits } from '../support/lock-waits.ts';
import { until } from '../support/processes.ts';
import { now, ring } from './invited.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await insertAreas(database.db);
  for (let number = 0; number < 30; number += 1) {
    const id = randomUUID();
    const person = { id, firstName: 'Anna', lastName: `Neu ${number}`, username: `anna.neu${number}` };
    await insertMember(database.db, { ...person, email: `anna.neu${number}@muster.example` }, [
      { areaId: north.id, role: 'member' },
    ]);
    await database.db
      .updateTable('member')
      .set({ keycloak_user_id: randomUUID() })
      .where('id', '=', id)
      .execute();
  }
});
afterAll(() => database.close());

const deps = () => ({
  db: database.db,
  ring,
  clock: () => now,
  origin: 'https://einlass.muster.example',
  validDays: 30,
  nudgeMail: async () => {},
});
const count = async (table: 'invitation' | 'message') =>
  (await database.db.selectFrom(table).select('id').execute()).length;

test('many presses at once invite each new person once', async () => {
  const candidates = await newlyCreated(database.db, [network.id, north.id]);
  const pressed = await Promise.all(Array.from({ length: 8 }, () => inviteAllNew(deps(), networkManager)));
  expect(pressed.filter((campaign) => campaign !== undefined)).toHaveLength(1);
  expect([await count('invitation'), await count('message')]).toEqual([30, 30]);
  // whoever read the list before somebody else invited them
  const late = await database.db
    .transaction()
    .execute((trx) => inviteBatch(deps(), trx, { id: null, createdBy: null }, candidates));
  expect(late).toEqual({ events: [], nudges: [] });
  expect([await count('invitation'), await count('message')]).toEqual([30, 30]);
});

test('an address corrected and a grant added after the list was read count as they are when the person is invited', async () => {
  const { db } = database;
  const person = async (name: string) => {
    const id = randomUUID();
    const fields = { id, firstName: 'Berta', lastName: name, username: name, email: `${name}@alt.example` };
    await insertMember(db, fields, [{ areaId: north.id, role: 'member' }]);
    await db.updateTable('member').set({ keycloak_user_id: randomUUID() }).where('id', '=', id).execute();
    return id;
  };
  const [moved, gone] = [await person('berta.umgezogen'), await person('berta.ohne')];
  const other = openDb(database.url, 1);
  // Somebody else's edit holds the rows until the campaign has read its list, and commits a moment later.
  let pressed: Promise<string | undefined> | undefined;
  await other.transaction().execute(async (trx) => {
    await trx.updateTable('member').set({ email: 'berta@neu.example' }).where('id', '=', moved).execute();
    await trx.updateTable('member').set({ email: null }).where('id', '=', gone).execute();
    pressed = inviteAllNew(deps(), networkManager);
    await until('the campaign waits for the rows', async () => (await lockWaits(db)) > 0);
  });
  await pressed;
  await other.destroy();
  const mails = await db
    .selectFrom('message')
    .select(['member_id', 'to_address'])
    .where('member_id', 'in', [moved, gone])
    .execute();
  expect(mails).toEqual([{ member_id: moved, to_address: 'berta@neu.example' }]);
  const { state } = await db
    .selectFrom('member')
    .select('state')
    .where('id', '=', gone)
    .executeTakeFirstOrThrow();
  expect(state).toBe('created');
});
