import { expect, test } from '@jest/globals';
import { id, insertMember, network, networkManager, north, northManager, office } from './import-fixtures.ts';
import { db, erika, everything, importId, preview, run, target, uwe, verdicts } from './import-run.ts';

test('a manager of one site gives roles there up to the own, changes nobody who is elsewhere too, and nothing leaks', async () => {
  await insertMember(
    db,
    {
      id: id(100),
      firstName: 'Ida',
      lastName: 'Fremd',
      username: 'ida',
      employeeNumber: '5',
      email: 'ida@example.com',
    },
    [{ areaId: office.id, role: 'member' }],
  );
  await insertMember(
    db,
    { id: id(101), firstName: 'Max', lastName: 'Chef', username: 'max', employeeNumber: '6' },
    [{ areaId: north.id, role: 'newsroom_manager' }],
  );
  const foreign = { firstName: 'Ida', lastName: 'Fremd', employeeNumber: '5', area: 'Werk Nord' };
  expect(
    await verdicts(northManager, [
      { ...erika, role: 'Newsroom-Manager' },
      { ...uwe, area: 'Werk Nord', role: 'Netzwerkmanager' },
      foreign,
      { firstName: 'Max', lastName: 'Neu', employeeNumber: '6', area: 'Werk Nord' },
    ]),
  ).toEqual([['new'], ['blocked', 'mayNotGrant'], ['changed'], ['blocked', 'mayNotChange']]);
  const [renamed] = await preview(northManager, [{ ...foreign, lastName: 'Anders' }]);
  expect(renamed).toMatchObject({ verdict: 'blocked', changes: [] });
  expect(JSON.stringify(renamed)).not.toMatch(/Fremd|ida@example\.com|Zentrale/);
  expect(await run(northManager, [foreign])).toEqual(['stored']);
  const { grants, members } = await everything();
  expect(grants.filter(({ member_id }) => member_id === id(100)).map(({ area_id }) => area_id)).toEqual([
    office.id,
    north.id,
  ]);
  expect(members.find((member) => member.id === id(100))?.last_name).toBe('Fremd');
});

test('no row takes the role of a network manager away', async () => {
  await insertMember(
    db,
    { id: id(100), firstName: 'Nora', lastName: 'Netz', username: 'nora', employeeNumber: '1' },
    [{ areaId: network.id, role: 'network_manager' }],
  );
  const row = { firstName: 'Nora', lastName: 'Netz', employeeNumber: '1', area: 'Muster AG' };
  expect(await verdicts(networkManager, [{ ...row, role: 'Mitglied' }])).toEqual([
    ['blocked', 'networkManager'],
  ]);
  expect(await verdicts(networkManager, [row])).toEqual([['unchanged']]);
});

test('rights that ended between preview and run are rights that count', async () => {
  const open = await preview(northManager, [erika]);
  const demoted = { ...northManager, actor: { ...northManager.actor, grants: [] } };
  const applied = await db.transaction().execute((trx) => target.apply(trx, demoted, importId, open));
  expect(applied).toMatchObject([
    { outcome: 'refused', problems: [{ text: 'members.import.problem.mayNotGrant' }] },
  ]);
  expect((await everything()).members).toEqual([]);
});
