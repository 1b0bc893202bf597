import { expect, test } from '@jest/globals';
import { holdMember } from '../../sidecar/members/person.store.ts';
import { type Trx } from '../../sidecar/platform/db.ts';
import { lockWaits } from '../support/lock-waits.ts';
import { id, insertMember, networkManager, north } from './import-fixtures.ts';
import { db, endsOf, erika, everything, importId, preview, target, uwe } from './import-run.ts';
import { sql } from 'kysely';

test('somebody who took the user name, the e-mail or the number meanwhile costs one row, not the batch', async () => {
  const ina = { firstName: 'Ina', lastName: 'Neu', employeeNumber: '77', area: 'Werk Nord' };
  const open = await preview(networkManager, [erika, uwe, ina]);
  await insertMember(db, { id: id(100), firstName: 'Ulf', lastName: 'Muster', username: 'uwe.muster' });
  await insertMember(db, {
    id: id(101),
    firstName: 'Eva',
    lastName: 'Anders',
    username: 'eva',
    email: 'erika@example.com',
    employeeNumber: '3',
  });
  const applied = await db.transaction().execute((trx) => target.apply(trx, networkManager, importId, open));
  expect(endsOf(applied)).toEqual([
    [1, 'refused', 'emailTaken'],
    [2, 'refused', 'usernameTaken'],
    [3, 'stored', undefined],
  ]);
});

test('two overlapping batches at the same time end as one after the other would', async () => {
  const rows = Array.from({ length: 60 }, (_, index) => ({
    firstName: 'Erika',
    lastName: `Nummer${index}`,
    employeeNumber: String(index),
    area: 'Werk Nord',
  }));
  const first = await preview(networkManager, rows.slice(0, 40));
  const second = await preview(networkManager, rows.slice(20));
  const apply = (batch: typeof first) =>
    db.transaction().execute((trx) => target.apply(trx, networkManager, importId, batch));
  const outcomes = (await Promise.all([apply(first), apply(second)])).flat().map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(60);
  expect(outcomes.filter((outcome) => outcome === 'skipped')).toHaveLength(20);
  expect((await everything()).members).toHaveLength(60);
});

/** Inserts in a transaction of its own and commits once somebody waits for it, after `then`; resolves when it holds its keys. */
async function overtake(
  insert: (trx: Trx) => Promise<void>,
  then: (trx: Trx) => Promise<void> = async () => {},
): Promise<{ committed: Promise<void> }> {
  const holds = Promise.withResolvers<void>();
  const committed = db.transaction().execute(async (trx) => {
    await insert(trx);
    holds.resolve();
    while ((await lockWaits(db)) === 0);
    await then(trx);
  });
  await holds.promise;
  return { committed };
}

test('who is overtaken between the look and the write is refused alone; the others are changed', async () => {
  for (const number of [1, 2]) {
    const person = {
      firstName: 'Erika',
      lastName: 'Alt',
      username: `erika${number}`,
      employeeNumber: String(number),
    };
    await insertMember(db, { id: id(100 + number), ...person }, [{ areaId: north.id, role: 'member' }]);
  }
  const row = (number: number) => ({
    firstName: 'Erika',
    lastName: 'Neu',
    employeeNumber: String(number),
    email: `neu${number}@example.com`,
    area: 'Werk Nord',
  });
  const open = await preview(networkManager, [row(1), row(2)]);
  const eva = {
    id: id(300),
    firstName: 'Eva',
    lastName: 'Schnell',
    username: 'eva',
    email: 'neu1@example.com',
  };
  const { committed } = await overtake((trx) => insertMember(trx, eva));
  const applied = await db.transaction().execute((trx) => target.apply(trx, networkManager, importId, open));
  await committed;
  expect(endsOf(applied)).toEqual([
    [1, 'refused', 'emailTaken'],
    [2, 'stored', undefined],
  ]);
});

test('a manager who is a row of the file decides about another row meanwhile, and neither waits for the other for ever', async () => {
  const people = [1, 2].map((number) => ({
    firstName: 'Erika',
    lastName: `Alt${number}`,
    username: `erika${number}`,
    employeeNumber: String(number),
  }));
  for (const [index, person] of people.entries())
    await insertMember(db, { id: id(101 + index), ...person }, [{ areaId: north.id, role: 'member' }]);
  const rows = people.map((person) => ({ ...person, lastName: 'Neu', area: 'Werk Nord' }));
  const open = await preview(networkManager, rows);
  const { committed } = await overtake(
    async (trx) => {
      await holdMember(trx, id(102));
    },
    // Names the manager, whose row the import holds by then.
    async (trx) =>
      void (await sql`insert into request_digest (member_id, told_at) values (${id(101)}, now())`.execute(
        trx,
      )),
  );
  const applied = await db.transaction().execute((trx) => target.apply(trx, networkManager, importId, open));
  await committed;
  expect(endsOf(applied).map(([, outcome]) => outcome)).toEqual(['stored', 'stored']);
});
