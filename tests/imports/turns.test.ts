import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { takeTurn } from '../../sidecar/imports/turn.store.ts';
import { markPaused, markResumed } from '../../sidecar/imports/import-life.store.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { insertAreas, networkManager } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { workbook } from './cells.ts';
import { importer, rowsOf } from './import-flow.ts';

const me = networkManager.actor.memberId;
const titles = ['Nachname', 'Vorname', 'Personalnummer', 'Bereich'];
const people = (word: string, count: number) =>
  Array.from({ length: count }, (_, index) => [word, 'Jörg', String(index).padStart(6, '0'), 'Werk Nord']);

let opened: TestDatabase;
let db: Db;
beforeEach(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
});
afterEach(async () => opened.close());

const names = async () =>
  (await db.selectFrom('member').select('last_name').distinct().execute()).map((row) => row.last_name);

test('two imports at once that name the same people in opposite orders end as one after the other would', async () => {
  const { upload, start, job, wait, sweep } = importer(db, networkManager);
  const ids = [
    await upload(await workbook([titles, ...people('Erste', 1500)]), me),
    await upload(await workbook([titles, ...people('Zweite', 1500).toReversed()]), me),
  ];
  const nudges = [];
  for (const id of ids) nudges.push(await start(id, me));
  await Promise.all(nudges.map(async (nudge) => nudge && job.handle(nudge)));
  // Whoever waited ten seconds for the other one comes back by the sweep.
  wait(5);
  await sweep();
  expect(await names()).toHaveLength(1);
  for (const id of ids) expect((await rowsOf(db, id)).filter(({ state }) => state !== 'stored')).toEqual([]);
});

test('a turn stays over a kill and goes on to the next by a pause only; resumed, one queues anew', async () => {
  const { upload, start } = importer(db, networkManager);
  const [first, second] = [
    await upload(await workbook([titles, ...people('Erste', 2)]), me),
    await upload(await workbook([titles, ...people('Zweite', 2)]), me),
  ];
  await start(first, me);
  await start(second, me);
  expect(await takeTurn(db, 'members', first)).toBe(true);
  expect(await takeTurn(db, 'members', second)).toBe(false);
  expect(await takeTurn(db, 'members', first)).toBe(true);
  await db.transaction().execute((trx) => markPaused(trx, first));
  expect(await takeTurn(db, 'members', second)).toBe(true);
  await db.transaction().execute((trx) => markResumed(trx, first));
  expect(await takeTurn(db, 'members', first)).toBe(false);
  await db.updateTable('import').set({ turn_over: true }).where('id', '=', second).execute();
  expect(await takeTurn(db, 'members', first)).toBe(true);
});

test('who has the turn and does not come forward for five minutes loses it and queues anew', async () => {
  const { upload, start } = importer(db, networkManager);
  const [first, second] = [
    await upload(await workbook([titles, ...people('Erste', 2)]), me),
    await upload(await workbook([titles, ...people('Zweite', 2)]), me),
  ];
  await start(first, me);
  await start(second, me);
  expect(await takeTurn(db, 'members', first)).toBe(true);
  await sql`update import set turn_seen_at = turn_seen_at - interval '4 minutes' where id = ${first}`.execute(
    db,
  );
  expect(await takeTurn(db, 'members', second)).toBe(false);
  await sql`update import set turn_seen_at = turn_seen_at - interval '1 minute' where id = ${first}`.execute(
    db,
  );
  expect(await takeTurn(db, 'members', second)).toBe(true);
  expect(await takeTurn(db, 'members', first)).toBe(false);
});

test('many who ask at once: one has the turn', async () => {
  const { upload, start } = importer(db, networkManager);
  const ids: string[] = [];
  for (let number = 0; number < 8; number += 1) {
    const id = await upload(await workbook([titles, ...people(`Datei${number}`, 1)]), me);
    await start(id, me);
    ids.push(id);
  }
  const asked = await Promise.all(
    ids.flatMap((id) => [takeTurn(db, 'members', id), takeTurn(db, 'members', id)]),
  );
  expect(asked.filter(Boolean)).toHaveLength(2);
});
