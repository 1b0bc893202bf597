import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { UndoRow } from '../../sidecar/imports/target.ts';
import { fieldForm, newFieldForm } from '../../sidecar/criteria/field.schema.ts';
import { addField, editField } from '../../sidecar/criteria/field.service.ts';
import type { CriteriaRow } from '../../sidecar/criteria/import.ts';
import { networkManager, north, northManager, scopeWith, south } from '../members/import-fixtures.ts';
import {
  apply,
  endsOf,
  erika,
  importId,
  preview,
  ring,
  run,
  said,
  stored,
  target,
  uwe,
} from './import-house.ts';
import { lockWaits } from '../support/lock-waits.ts';
import { until } from '../support/processes.ts';
import { acts, db } from './record-house.ts';
import { idOf, newRecord, store } from './records.ts';

test('what happened since the preview is met by the run: used is left alone, taken facts are refused', async () => {
  const [first] = await run(db, networkManager, [erika]);
  const rows = await preview(db, networkManager, [{ ...erika, role: 'Redakteur' }, uwe]);
  expect(said(rows)).toEqual(['changed', 'new']);
  await sql`update criteria_record set state = 'used' where id = ${first?.subjectId}`.execute(db);
  const elsewhere = newRecord(south.id, { firstName: 'Uwe', lastName: 'Muster' });
  await store(db, ring, [elsewhere]);
  const north = scopeWith(
    [{ areaId: rows[0]?.record.grants[0]?.areaId ?? '', role: 'newsroom_manager' }],
    northManager.actor.memberId,
  );
  expect(endsOf(await apply(db, north, rows))).toEqual(['skipped', 'refused elsewhere']);
  expect(await stored(db)).toMatchObject([
    { state: 'used', grants: 'werk-nord:member' },
    { grants: 'werk-sued:member' },
  ]);
});

test('two imports of the same list at the same moment store each person once', async () => {
  const rows = Array.from({ length: 40 }, (_, at) => ({ ...erika, 'fact:employeeNumber': `n${at}` }));
  const diffed = await preview(db, networkManager, rows);
  const ends = (await Promise.all([0, 1, 2].map(() => apply(db, networkManager, diffed)))).map(endsOf);
  expect(await stored(db)).toHaveLength(40);
  expect(ends.flat().filter((end) => end === 'stored')).toHaveLength(40);
  // whoever comes later finds the change made, and has nothing to refuse
  const again = await preview(
    db,
    networkManager,
    rows.map((row) => ({ ...row, role: 'Redakteur' })),
  );
  const later = (await Promise.all([0, 1, 2].map(() => apply(db, networkManager, again)))).flatMap(endsOf);
  expect(later.filter((end) => end === 'stored')).toHaveLength(40);
  expect(later.filter((end) => end === 'skipped')).toHaveLength(80);
});

test('taken back: new records go, changed ones become what they were; used and changed ones stay', async () => {
  const before = newRecord(
    north.id,
    { lastName: 'Alt', employeeNumber: '9' },
    { keyFacts: { employeeNumber: '9' } },
  );
  await store(db, ring, [before]);
  const people = ['a', 'b', 'c'].map((number) => ({ ...erika, 'fact:employeeNumber': number }));
  const rows = [...people, { 'fact:employeeNumber': '9', 'fact:lastName': 'Neu', area: 'Werk Süd' }];
  const diffed = await preview(db, networkManager, rows);
  const applied = await apply(db, networkManager, diffed);
  const undo: UndoRow<CriteriaRow>[] = applied.map(({ number, subjectId = '', before: kept }) => ({
    number,
    subjectId,
    record: diffed[number - 1]?.record ?? { facts: {}, grants: [] },
    before: JSON.parse(JSON.stringify(kept)),
  }));
  const [, used, changed] = applied.map(({ subjectId }) => subjectId);
  await sql`update criteria_record set state = 'used' where id = ${used}`.execute(db);
  await sql`update criteria_record set version = version + 1 where id = ${changed}`.execute(db);
  const subjects = sql`select id from criteria_record`;
  expect(await target.settled(db, subjects)).toBe(1);
  const ends = await db.transaction().execute((trx) => target.undo(trx, networkManager, importId, undo));
  expect(
    ends
      .toSorted((a, b) => a.number - b.number)
      .map(({ outcome, problems }) => [outcome, problems[0]?.text.split('.').at(-1)]),
  ).toEqual([
    ['undone', undefined],
    ['kept', 'used'],
    ['kept', 'changedSince'],
    ['undone', undefined],
  ]);
  expect(await stored(db)).toMatchObject([
    { facts: { lastName: 'Alt', employeeNumber: '9' }, grants: 'werk-nord:member' },
    { state: 'used' },
    { facts: { employeeNumber: 'c' } },
  ]);
  expect(idOf((await store(db, ring, [newRecord(north.id, { lastName: 'Alt' })]))[0])).toBeTruthy();
  expect((await acts()).slice(-2).toSorted()).toEqual(['criteria.changed', 'criteria.removed']);
});

test('a field that is shut off between preview and run: nobody is stored by it, and it waits for whoever is storing', async () => {
  const boss = { kind: 'administrator', memberId: networkManager.actor.memberId } as const;
  const own = newFieldForm.parse({ nameDe: 'Schicht', nameEn: 'Shift', type: 'text', criterion: 'yes' });
  await addField(db, boss, own);
  const rows = await preview(db, networkManager, [{ ...erika, 'fact:schicht': 'B' }, uwe]);
  const shut = fieldForm.parse({ nameDe: 'Schicht', nameEn: 'Shift', criterion: 'no', version: 1 });
  const [storing, blocked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const run = db.transaction().execute(async (trx) => {
    await target.apply(trx, networkManager, importId, rows);
    storing.resolve();
    await blocked.promise;
  });
  await storing.promise;
  const closing = editField(db, boss, 'schicht', shut).then(
    () => 'shut',
    (error: { code?: string }) => error.code,
  );
  await until('the change waits', async () => (await lockWaits(db, '%member_field%')) > 0);
  blocked.resolve();
  await run;
  expect(await closing).toBe('invalid_input');
  await sql`delete from criteria_record`.execute(db);
  await editField(db, boss, 'schicht', shut);
  expect(endsOf(await apply(db, networkManager, rows))).toEqual(['refused fieldGone', 'stored']);
});
