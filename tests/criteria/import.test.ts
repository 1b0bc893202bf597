import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { endOf } from '../../sidecar/platform/day.rules.ts';
import { dropFacts } from '../../sidecar/criteria/record.store.ts';
import {
  id,
  insertMember,
  network,
  networkManager,
  north,
  northManager,
  scopeWith,
  south,
  texts,
} from '../members/import-fixtures.ts';
import { apply, endsOf, erika, preview, ring, run, said, stored, target, uwe } from './import-house.ts';
import { acts, db } from './record-house.ts';
import { newRecord, store } from './records.ts';

const tolerant = (key: string) =>
  sql`update member_field set comparison = 'tolerant' where key = ${key}`.execute(db);

test('a second run of the same file changes nothing and logs nothing', async () => {
  const rows = [{ ...erika, role: 'Redakteur', lastDay: '31.12.2026' }, uwe];
  expect(said(await preview(db, networkManager, rows))).toEqual(['new', 'new']);
  expect(endsOf(await run(db, networkManager, rows))).toEqual(['stored', 'stored']);
  expect(await stored(db)).toEqual([
    {
      facts: { firstName: 'Erika', lastName: 'Müller', employeeNumber: '0071' },
      state: 'open',
      grants: 'werk-nord:editor',
      ends: endOf('2026-12-31'),
    },
    {
      facts: { firstName: 'Uwe', lastName: 'Muster' },
      state: 'open',
      grants: 'werk-nord:member',
      ends: null,
    },
  ]);
  expect(said(await preview(db, networkManager, rows))).toEqual(['unchanged', 'unchanged']);
  // a run that was killed after its commit stores the same rows again
  expect(endsOf(await apply(db, networkManager, await preview(db, networkManager, rows)))).toEqual([
    'skipped',
    'skipped',
  ]);
  expect(await acts()).toEqual(['criteria.created', 'criteria.created']);
});

test('the employee number finds the record: what differs is changed, an empty cell and an area not named clear nothing', async () => {
  await run(db, networkManager, [{ ...erika, role: 'Redakteur', lastDay: '31.12.2026' }]);
  const row = { 'fact:employeeNumber': '0071', 'fact:lastName': 'Schmidt', area: 'Werk Süd' };
  const [changed] = await preview(db, networkManager, [row]);
  expect(changed?.verdict).toBe('changed');
  expect(changed?.changes).toEqual([
    { field: { text: 'Nachname / Last name' }, from: { text: 'Müller' }, to: { text: 'Schmidt' } },
    { field: { text: 'Werk Süd' }, to: { key: 'areas.role.member' } },
  ]);
  await run(db, networkManager, [row]);
  expect(await stored(db)).toMatchObject([
    {
      facts: { firstName: 'Erika', lastName: 'Schmidt', employeeNumber: '0071' },
      grants: 'werk-nord:editor werk-sued:member',
      ends: endOf('2026-12-31'),
    },
  ]);
});

test('a used record stays used, also when its facts were dropped: no file opens the door again', async () => {
  const [applied] = await run(db, networkManager, [erika]);
  const recordId = applied?.subjectId ?? '';
  for (const dropped of [false, true]) {
    await sql`update criteria_record set state = 'used' where id = ${recordId}`.execute(db);
    if (dropped) await db.transaction().execute((trx) => dropFacts(trx, [recordId]));
    const changed = { ...erika, 'fact:lastName': 'Neu', area: 'Werk Süd' };
    for (const row of [erika, changed]) {
      const rows = await preview(db, networkManager, [row]);
      expect(said(rows)).toEqual(['unchanged used']);
      expect(endsOf(await apply(db, networkManager, rows))).toEqual(['skipped']);
    }
  }
  expect(await stored(db)).toMatchObject([{ state: 'used', grants: 'werk-nord:member' }]);
});

test('rows of one file that mean the same person are named, as the network compares them', async () => {
  const rows = [
    erika,
    { ...erika, 'fact:firstName': 'Erich' },
    uwe,
    { ...uwe, 'fact:firstName': ' Uwe ' },
    { ...uwe, 'fact:lastName': 'MUSTER' },
  ];
  expect(said(await preview(db, networkManager, rows))).toEqual([
    'blocked sameNumber',
    'blocked sameNumber',
    'blocked sameFacts',
    'blocked sameFacts',
    'new',
  ]);
  await tolerant('lastName');
  expect(said(await preview(db, networkManager, rows)).slice(2)).toEqual(Array(3).fill('blocked sameFacts'));
  await run(db, networkManager, [uwe]);
  expect(said(await preview(db, networkManager, [{ ...uwe, 'fact:lastName': 'MUSTER' }]))).toEqual([
    'changed',
  ]);
});

test('a cell that cannot be read, nothing to know anybody by, a foreign area and too high a role are said at the row', async () => {
  const rows = [
    { ...erika, lastDay: 'bald' },
    { area: 'Werk Nord' },
    { ...uwe, area: 'Werk Süd' },
    { ...uwe, role: 'Netzwerkmanager' },
    { ...uwe, lastDay: '01.01.2020' },
  ];
  expect(said(await preview(db, northManager, rows))).toEqual([
    'blocked date',
    'blocked noFact',
    'blocked area sameFacts',
    'blocked mayNotGrant sameFacts',
    'blocked sameFacts ended',
  ]);
  expect(said(await preview(db, northManager, rows.slice(4)))).toEqual(['new ended']);
});

test('a record elsewhere is not described; facts that would become those of another record are refused', async () => {
  await run(db, networkManager, [
    { ...erika, area: 'Werk Süd' },
    { ...uwe, 'fact:employeeNumber': '1' },
    { ...uwe, 'fact:firstName': 'Udo', 'fact:employeeNumber': '2' },
  ]);
  const [elsewhere] = await preview(db, northManager, [erika]);
  expect(elsewhere).toMatchObject({ verdict: 'blocked', changes: [], warnings: [], marks: [] });
  expect(elsewhere?.subjectId).toBeUndefined();
  expect(elsewhere?.problems.map(({ text }) => text)).toEqual(['criteria.import.problem.elsewhere']);
  // by hand without key, and a row that would make its facts another one's
  await store(db, ring, [newRecord(north.id, { lastName: 'Solo' })]);
  expect(said(await preview(db, networkManager, [{ 'fact:lastName': 'Solo', area: 'Werk Nord' }]))).toEqual([
    'unchanged',
  ]);
});

test('who has access already is told as a warning, where the administrator sees the person', async () => {
  const person = { id: id(700), firstName: 'Erika', lastName: 'Müller', username: 'erika.mueller' };
  await insertMember(db, { ...person, employeeNumber: '0071' }, [{ areaId: south.id, role: 'member' }]);
  expect(said(await preview(db, networkManager, [erika]))).toEqual(['new personExists']);
  expect(said(await preview(db, northManager, [erika]))).toEqual(['new']);
});

test('the columns are the network’s fields, area, role, last day and every further area; titles never clash', async () => {
  await sql`insert into member_field (key, name_de, name_en, type, position) values
    ('site', 'Bereich', 'Site', 'text', 4), ('born', 'Geburtsdatum', 'Date of birth', 'date', 5),
    ('hidden', 'Intern', 'Internal', 'text', 6)`.execute(db);
  await sql`update member_field set criterion = false where key = 'hidden'`.execute(db);
  const columns = await target.columns(db, scopeWith([{ areaId: network.id, role: 'network_manager' }]));
  expect(columns.map(({ titles }) => titles.de)).toEqual([
    'Vorname',
    'Nachname',
    'Personalnummer',
    'Bereich (site)',
    'Geburtsdatum',
    'Bereich',
    'Höchste Rolle',
    'Gilt bis',
    'Muster AG',
    'Zentrale',
    'Werk Nord',
    'Werk Süd',
  ]);
  expect(columns.filter(({ required }) => required).map(({ key }) => key)).toEqual(['area']);
  for (const { hint } of columns) expect(texts.has(hint)).toBe(true);
  const row = { ...uwe, 'fact:born': '24.12.1970', 'fact:site': 'Halle 3' };
  expect((await preview(db, networkManager, [row]))[0]?.record.facts).toEqual({
    firstName: 'Uwe',
    lastName: 'Muster',
    site: 'Halle 3',
    born: '1970-12-24',
  });
});
