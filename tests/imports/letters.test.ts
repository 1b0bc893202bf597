import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { findImport } from '../../sidecar/imports/import.read-model.ts';
import { pauseImport, resumeImport } from '../../sidecar/imports/pause.service.ts';
import { startUndo } from '../../sidecar/imports/undo.service.ts';
import type { ImportTarget } from '../../sidecar/imports/target.ts';
import { insertMember, networkManager, north, id as uuid } from '../members/import-fixtures.ts';
import { lockWaits } from '../support/lock-waits.ts';
import { until } from '../support/processes.ts';
import { workbook } from './cells.ts';
import { importOf, rowsOf } from './import-flow.ts';
import { db, freshDatabase, letterImporter, lettersNow, me } from './letters-flow.ts';

freshDatabase();

const titles = ['Nachname', 'Vorname', 'E-Mail', 'Bereich', 'Initialpasswort', 'Personalnummer'];
const people = (count: number) =>
  Array.from({ length: count }, (_, at) => [
    'Çelik',
    'Gül',
    '',
    'Werk Nord',
    '',
    String(at).padStart(5, '0'),
  ]);
const actor = { kind: 'administrator', memberId: me } as const;
const pauseWaits = async () => (await lockWaits(db, 'select 1 from import where id = % for update')) > 0;
const accountsMade = () =>
  db
    .updateTable('member')
    .set({ sync_state: 'done', keycloak_user_id: sql`gen_random_uuid()::text` })
    .execute();

test('the preview says how many are invited and how many get a letter, and marks who', async () => {
  const { upload, members } = letterImporter();
  const rows = [
    ...people(2),
    ['Post', 'Ina', 'ina@example.com', 'Werk Nord', '', ''],
    ['Tipp', 'Ina', '', 'Werk Nord', 'Blaue-Birne-7', '99'],
  ];
  const id = await upload(await workbook([titles, ...rows]), me);
  const head = await findImport(db, { memberId: me, seesAll: true }, id);
  expect(head?.outlook).toEqual([
    { key: 'members.import.outlook.mail', params: { count: 1 } },
    { key: 'members.import.outlook.letter', params: { count: 3 } },
    { key: 'members.import.outlook.typed', params: { count: 1 } },
  ]);
  const target = members as unknown as ImportTarget;
  const shown = (await rowsOf(db, id)).map(({ input, record, verdict }) =>
    target.summary(networkManager, input, record, verdict ?? 'blocked'),
  );
  expect(shown.map(({ labels }) => labels.length)).toEqual([1, 1, 0, 1]);
  expect(shown[0]?.details).toContainEqual({
    key: 'members.import.proposed',
    params: { username: 'guel.celik' },
  });
  expect(shown[1]?.details).toContainEqual({
    key: 'members.import.proposed',
    params: { username: 'guel.celik2' },
  });
  expect(shown[3]?.details).toContainEqual({ key: 'members.import.passwordSet' });
});

test('paused, resumed and killed in the middle, each person has exactly one letter and one user name', async () => {
  let batches = 0;
  let killing = false;
  let pausing: Promise<void> | undefined;
  const only = async () => (await db.selectFrom('import').select('id').executeTakeFirstOrThrow()).id;
  const flow = letterImporter({
    apply: async (...args) => {
      batches += 1;
      if (batches === 1) {
        pausing = pauseImport(db, await only(), actor);
        await until('the pause waits for the batch to be through', pauseWaits);
      }
      const applied = await flow.members.apply(...(args as Parameters<typeof flow.members.apply>));
      if (killing) throw new Error('killed');
      return applied;
    },
    // Else the next batch may be faster than the pause at the row of the import.
    afterCommit: async () => pausing,
  });
  const id = await flow.upload(await workbook([titles, ...people(2500)]), me);
  const names = (await rowsOf(db, id)).map(({ record }) => (record as { username: string }).username);
  const nudge = await flow.start(id, me);
  if (nudge) await flow.job.handle(nudge);
  expect([(await importOf(db, id)).state, (await lettersNow()).length]).toEqual(['paused', 1000]);
  killing = true;
  const resumed = await resumeImport(db, id, actor);
  if (resumed) await expect(flow.job.handle(resumed)).rejects.toThrow('killed');
  expect(await lettersNow()).toHaveLength(1000);
  killing = false;
  flow.wait(3600);
  await Promise.all([flow.sweep(), flow.sweep()]);
  const letters = await lettersNow();
  expect(letters).toHaveLength(2500);
  expect(letters.map(({ username }) => username).toSorted()).toEqual(names.toSorted());
  expect(new Set(letters.map(({ importId }) => importId))).toEqual(new Set([id]));
  const issued = await db
    .selectFrom('audit')
    .select('member_id')
    .where('act', '=', 'letter.issued')
    .execute();
  expect(new Set(issued.map((row) => row.member_id)).size).toBe(2500);
  expect(issued).toHaveLength(2500);
});

test('taken back, the letters of whom it created end; who loses the address again gets a letter again', async () => {
  const flow = letterImporter();
  await flow.run(await flow.upload(await workbook([titles, ['Erst', 'Eva', '', 'Werk Nord', '', '7']]), me));
  await accountsMade();
  const rows = [...people(2), ['Erst', 'Eva', 'eva@example.com', 'Werk Nord', '', '7']];
  const id = await flow.upload(await workbook([titles, ...rows]), me);
  await flow.run(id);
  await accountsMade();
  flow.wait(10);
  await flow.sweep();
  const states = (await lettersNow()).map(({ lastName, state }) => `${lastName} ${state}`);
  expect(states.toSorted()).toEqual(['Erst withdrawn', 'Çelik created', 'Çelik created']);
  const undo = await startUndo(db, flow.members as unknown as ImportTarget, id, me);
  if (undo) await flow.job.handle(undo);
  expect((await importOf(db, id)).state).toBe('undone');
  const after = await db
    .selectFrom('access_letter')
    .innerJoin('member', 'member.id', 'member_id')
    .select(['member.state as member', 'access_letter.state as letter', 'password_access'])
    .orderBy('member.state')
    .execute();
  expect(after).toEqual([
    { member: 'created', letter: 'created', password_access: true },
    { member: 'deleted', letter: 'withdrawn', password_access: false },
    { member: 'deleted', letter: 'withdrawn', password_access: false },
  ]);
});

test('a user name that somebody has by then is not taken away from them', async () => {
  const flow = letterImporter();
  const id = await flow.upload(await workbook([titles, ...people(1)]), me);
  const other = { id: uuid(60), firstName: 'G', lastName: 'C', username: 'guel.celik', employeeNumber: '1' };
  await insertMember(db, other, [{ areaId: north.id, role: 'member' }]);
  await flow.run(id);
  expect((await rowsOf(db, id)).map(({ state, problems }) => [state, problems.at(-1)?.text])).toEqual([
    ['refused', 'members.import.problem.usernameTaken'],
  ]);
  expect(await lettersNow()).toEqual([]);
  const again = await flow.upload(await workbook([titles, ...people(1)]), me);
  await flow.run(again);
  expect((await lettersNow()).map(({ username }) => username)).toEqual(['guel.celik2']);
});
