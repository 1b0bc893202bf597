import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type BulkHouse, bulkHouse } from './bulk-house.ts';
import { outcomes } from './person-fixture.ts';

let house: BulkHouse;
beforeAll(async () => {
  house = await bulkHouse();
});
afterAll(() => house?.database.close());

const auditOf = async (memberId: string): Promise<string[]> =>
  (
    await house.db.selectFrom('audit').select('act').where('member_id', '=', memberId).orderBy('id').execute()
  ).map(({ act }) => act);

test('each person by the rights over that person; the preview says beforehand what the run does', async () => {
  const { north, south, nora, boss } = house;
  const ids = {
    mine: await house.person('re.mine', [{ areaId: north, role: 'member' }]),
    both: await house.person('re.both', [
      { areaId: north, role: 'member' },
      { areaId: south, role: 'member' },
    ]),
    peer: await house.person('re.peer', [{ areaId: north, role: 'newsroom_manager' }]),
    closed: await house.person('re.closed', [{ areaId: north, role: 'member' }]),
    foreign: await house.person('re.foreign', [{ areaId: south, role: 'member' }]),
  };
  await sql`update member set state = 'suspended', state_before = 'active' where id = ${ids.closed}`.execute(
    house.db,
  );
  const picked = [...Object.values(ids), nora];
  const act = { act: 'suspend' } as const;
  expect(await house.preview(nora, act, picked)).toEqual({
    people: 5,
    applies: 1,
    skipped: expect.arrayContaining([
      { reason: 'rights', count: 2 },
      { reason: 'already', count: 1 },
      { reason: 'self', count: 1 },
    ]),
  });
  // Whoever is not seen is nobody: not counted, not told, not touched.
  const { id } = await house.start(nora, act, picked, { people: 5 });
  await house.run(id);
  expect(await house.reasons(id)).toEqual({
    're.mine': 'done',
    're.both': 'rights',
    're.peer': 'rights',
    're.closed': 'already',
    'nora.nord': 'self',
  });
  expect((await house.member(ids.foreign)).state).toBe('active');
  expect(await auditOf(ids.mine)).toContain('member.suspended');
  expect(await house.stateOf(id)).toBe('done');
  const again = await house.start(boss, { act: 'reactivate' }, [ids.mine, ids.both]);
  await house.run(again.id);
  expect(await house.reasons(again.id)).toEqual({ 're.mine': 'done', 're.both': 'already' });
});

test('a grant raises and never lowers; taking away needs the right to give what goes', async () => {
  const { north, south, boss, nora } = house;
  const [fresh, has, higher] = [
    await house.person('gr.fresh', [{ areaId: south, role: 'member' }]),
    await house.person('gr.has', [{ areaId: north, role: 'editor' }]),
    await house.person('gr.higher', [{ areaId: north, role: 'newsroom_manager' }]),
  ];
  const grant = { act: 'grant', areaId: north, role: 'editor' } as const;
  expect(await house.preview(boss, grant, [fresh, has, higher])).toMatchObject({ people: 3, applies: 1 });
  const { id } = await house.start(boss, grant, [fresh, has, higher]);
  await house.run(id);
  expect(await house.reasons(id)).toEqual({ 'gr.fresh': 'done', 'gr.has': 'already', 'gr.higher': 'higher' });
  expect((await house.member(fresh)).grants).toContainEqual({ areaId: north, role: 'editor' });
  expect(await auditOf(fresh)).toContain('grant.added');
  const taken = await house.start(nora, { act: 'revoke', areaId: north }, [fresh, has, nora]);
  await house.run(taken.id);
  expect(await house.reasons(taken.id)).toEqual({
    'gr.fresh': 'done',
    'gr.has': 'done',
    'nora.nord': 'self',
  });
  expect((await house.member(fresh)).grants).toEqual([{ areaId: south, role: 'member' }]);
  await expect(house.start(nora, { act: 'revoke', areaId: south }, [higher])).rejects.toMatchObject({
    code: 'invalid_input',
  });
  const tooHigh = { act: 'grant', areaId: north, role: 'network_manager' } as const;
  await expect(house.start(nora, tooHigh, [higher])).rejects.toMatchObject({ code: 'invalid_input' });
});

test('inviting leaves out whom no link can be sent to, and mails each once', async () => {
  const at = [{ areaId: house.north, role: 'member' }] as const;
  const [ready, bare, unmade, active] = [
    await house.person('in.ready', at, false),
    await house.person('in.bare', at, false),
    await house.person('in.unmade', at, false),
    await house.person('in.active', at),
  ];
  await sql`update member set email = username || '@muster.example' where id in (${ready}, ${unmade})`.execute(
    house.db,
  );
  await sql`update member set keycloak_user_id = gen_random_uuid()::text where id in (${ready}, ${bare})`.execute(
    house.db,
  );
  const picked = [ready, bare, unmade, active];
  expect(await house.preview(house.nora, { act: 'invite' }, picked)).toMatchObject({ applies: 1 });
  const { id } = await house.start(house.nora, { act: 'invite' }, picked);
  await Promise.all([house.run(id), house.run(id)]);
  await house.run(id);
  expect(await house.reasons(id)).toEqual({
    'in.ready': 'done',
    'in.bare': 'noEmail',
    'in.unmade': 'preparing',
    'in.active': 'active',
  });
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from message where member_id = ${ready}`.execute(house.db);
  expect([rows[0]?.n, house.mails.length, (await house.member(ready)).state]).toEqual([1, 1, 'invited']);
});

test('everyone whom a filter finds is fixed when it is confirmed; another number than agreed to starts nothing', async () => {
  const ids = await house.people('fix.', 3, [{ areaId: house.south, role: 'member' }]);
  const act = { act: 'grant', areaId: house.south, role: 'editor' } as const;
  const acts = async () => (await house.db.selectFrom('bulk_act').select('id').execute()).length;
  const before = await acts();
  await expect(house.startAll(house.boss, act, 'q=fix.', 2)).rejects.toMatchObject({ code: 'conflict' });
  expect(await acts()).toBe(before);
  const { id } = await house.startAll(house.boss, act, 'q=fix.', 3);
  const late = await house.person('fix.late', [{ areaId: house.south, role: 'member' }]);
  await sql`update member set state = 'deleted' where id = ${ids[0] ?? ''}`.execute(house.db);
  await house.run(id);
  expect(await house.reasons(id)).toEqual({ 'fix.0': 'gone', 'fix.1': 'done', 'fix.2': 'done' });
  expect((await house.member(late)).grants).toEqual([{ areaId: house.south, role: 'member' }]);
});

test('large destructive acts want the number typed', async () => {
  const ids = await house.people('typed', 3, [{ areaId: house.north, role: 'member' }]);
  const start = (typed: string) =>
    house.start(house.nora, { act: 'delete' }, ids, { applies: 101, typed, people: 3 });
  for (const typed of ['', '3', '1010'])
    await expect(start(typed)).rejects.toMatchObject({ code: 'invalid_input' });
  expect(await start('1 0.1')).toMatchObject({ people: 3 });
});

test('a double click, and twenty, make one act; a form key of somebody else makes none', async () => {
  const ids = await house.people('dbl', 2, [{ areaId: house.north, role: 'member' }]);
  const formKey = '11111111-1111-4111-8111-111111111111';
  const press = (by: string) => house.start(by, { act: 'suspend' }, ids, { formKey });
  const { done, refused } = await outcomes(Array.from({ length: 20 }, () => press(house.nora)));
  expect([new Set(done.map(({ id }) => id)).size, refused.length]).toEqual([1, 0]);
  expect(done.filter(({ fresh }) => fresh)).toHaveLength(1);
  await expect(press(house.boss)).rejects.toMatchObject({ code: 'conflict' });
  const started = await house.db.selectFrom('audit').select('id').where('act', '=', 'bulk.started').execute();
  const acts = await house.db.selectFrom('bulk_act').select('id').execute();
  expect(started).toHaveLength(acts.length);
});

test('the last network manager stays, whoever is among the picked', async () => {
  const second = await house.person('zweite.chefin', [{ areaId: house.root, role: 'network_manager' }]);
  const { id } = await house.start(second, { act: 'delete' }, [house.boss, second]);
  await house.run(id);
  expect(await house.reasons(id)).toEqual({ 'netz.manager': 'done', 'zweite.chefin': 'self' });
  const third = await house.person('dritte', [{ areaId: house.root, role: 'network_manager' }], false);
  const next = await house.start(third, { act: 'suspend' }, [second]);
  await house.run(next.id);
  expect(await house.reasons(next.id)).toEqual({ 'zweite.chefin': 'lastNetworkManager' });
  expect((await house.member(second)).state).toBe('active');
});
