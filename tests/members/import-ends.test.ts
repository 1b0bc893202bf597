import { expect, test } from '@jest/globals';
import { areaColumn } from '../../sidecar/members/import.ts';
import type { MemberRecord } from '../../sidecar/members/import.ts';
import type { Before } from '../../sidecar/members/import-undo.rules.ts';
import { undoRows } from '../../sidecar/members/import-undo.service.ts';
import { endOf } from '../../sidecar/platform/day.rules.ts';
import { id, insertMember, network, networkManager, north, south } from './import-fixtures.ts';
import { db, erika, everything, importId, preview, run, target, verdicts } from './import-run.ts';

const ends = async () =>
  (await everything()).grants
    .map(({ area_id, role, ends_at }) => [area_id, role, ends_at])
    .toSorted((a, b) => String(a[0]).localeCompare(String(b[0])));
const acts = async () => (await everything()).audit.map(({ act }) => act);
const day = (text: string) => endOf(text);

async function known(endsAt: Date | null): Promise<void> {
  const { email, employeeNumber } = erika;
  const person = { id: id(100), firstName: 'Erika', lastName: 'Müller', username: 'erika.mueller' };
  await insertMember(db, { ...person, email, employeeNumber }, [{ areaId: north.id, role: 'member' }]);
  await db.updateTable('grant').set({ ends_at: endsAt, end_told_at: new Date() }).execute();
}

test('a new person has every grant of their row until the last day, and the preview says so', async () => {
  const row = { ...erika, lastDay: '31.12.2097', [areaColumn(south.id)]: 'Redakteur' };
  const [shown] = await preview(networkManager, [row]);
  const summary = target.summary(networkManager, {}, shown?.record, 'new');
  expect(summary.details).toContainEqual({ key: 'members.import.until', params: { date: '2097-12-31' } });
  expect(await run(networkManager, [row])).toEqual(['stored']);
  expect(await ends()).toEqual([
    [north.id, 'member', day('2097-12-31')],
    [south.id, 'editor', day('2097-12-31')],
  ]);
});

test('a row moves an end, an empty cell leaves it, also under another role, and the same day is no change', async () => {
  await known(day('2097-06-30'));
  expect(await verdicts(networkManager, [{ ...erika, lastDay: '2097-06-30' }, erika])).toEqual([
    ['blocked', 'duplicate', 'duplicate', 'samePerson'],
    ['blocked', 'duplicate', 'duplicate', 'samePerson'],
  ]);
  expect(await verdicts(networkManager, [{ ...erika, lastDay: '2097-06-30' }])).toEqual([['unchanged']]);
  const longer = { ...erika, lastDay: '2097-12-31' };
  const [shown] = await preview(networkManager, [longer]);
  expect(shown?.changes).toEqual([
    {
      field: { key: 'members.import.end', params: { area: north.name } },
      from: { text: '2097-06-30' },
      to: { text: '2097-12-31' },
    },
  ]);
  await run(networkManager, [longer]);
  expect(await ends()).toEqual([[north.id, 'member', day('2097-12-31')]]);
  expect((await everything()).grants[0]?.end_told_at).toBeNull();
  await run(networkManager, [{ ...erika, role: 'Redakteur' }]);
  expect(await ends()).toEqual([[north.id, 'editor', day('2097-12-31')]]);
  expect((await acts()).slice(-2)).toEqual(['grant.prolonged', 'grant.changed']);
});

test('the day by which personnel systems mean no end takes the end away, once', async () => {
  await known(day('2097-06-30'));
  const row = { ...erika, lastDay: '31.12.9999' };
  expect(await run(networkManager, [row])).toEqual(['stored']);
  expect(await ends()).toEqual([[north.id, 'member', null]]);
  expect((await acts()).at(-1)).toBe('grant.prolonged');
  expect(await verdicts(networkManager, [{ ...row, lastDay: '9999-12-31' }])).toEqual([['unchanged']]);
});

test('a day that is over, and an end for a network manager, are refused at their column', async () => {
  expect(await verdicts(networkManager, [{ ...erika, lastDay: '2026-02-28' }])).toEqual([
    ['blocked', 'endPast'],
  ]);
  expect(
    await verdicts(networkManager, [
      { ...erika, area: network.name, role: 'Netzwerkmanager', lastDay: '2097-12-31' },
    ]),
  ).toEqual([['blocked', 'endOfNetworkManager']]);
  expect(await ends()).toEqual([]);
});

/** What taking a row back needs to know, once it is imported. */
async function imported(row: Parameters<typeof preview>[1][number]) {
  const open = await preview(networkManager, [row]);
  const applied = await db.transaction().execute((trx) => target.apply(trx, networkManager, importId, open));
  return applied.map(({ number, subjectId, before }) => ({
    number,
    subjectId: String(subjectId),
    record: open[0]?.record as MemberRecord,
    before: (before ?? null) as Before | null,
  }));
}

test('taking an import back puts the end back that was there, unless somebody moved it since', async () => {
  await known(day('2097-06-30'));
  const rows = await imported({ ...erika, lastDay: '2097-12-31' });
  const undo = () => db.transaction().execute((trx) => target.undo(trx, networkManager, importId, rows));
  await db
    .updateTable('grant')
    .set({ ends_at: day('2098-01-31') })
    .execute();
  expect((await undo()).map(({ outcome }) => outcome)).toEqual(['kept']);
  await db
    .updateTable('grant')
    .set({ ends_at: day('2097-12-31') })
    .execute();
  expect((await undo()).map(({ outcome }) => outcome)).toEqual(['undone']);
  expect(await ends()).toEqual([[north.id, 'member', day('2097-06-30')]]);
  expect((await acts()).at(-1)).toBe('grant.limited');
});

test('an end that has come by then does not come back, and the log says what is taken', async () => {
  await known(day('2026-03-31'));
  const rows = await imported({ ...erika, role: 'Redakteur', lastDay: '2097-12-31' });
  const april = new Date('2026-04-02T12:00:00Z');
  const undone = await db
    .transaction()
    .execute((trx) => undoRows(trx, networkManager, importId, rows, april));
  expect(undone.map(({ outcome }) => outcome)).toEqual(['undone']);
  expect(await ends()).toEqual([]);
  expect((await acts()).at(-1)).toBe('grant.removed');
});
