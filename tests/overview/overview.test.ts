import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { countPending } from '../../sidecar/access-requests/pending.read-model.ts';
import { areasFor } from '../../sidecar/areas/policy.rules.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { countRunning } from '../../sidecar/imports/running.read-model.ts';
import { countUndelivered } from '../../sidecar/mail/undelivered.read-model.ts';
import { areaManagers, countAreaPeople, countTrouble } from '../../sidecar/members/area-people.read-model.ts';
import { viewerOf } from '../../sidecar/members/member-filter.rules.ts';
import { filterQuery } from '../../sidecar/members/member-filter.schema.ts';
import { type Figure, funnel } from '../../sidecar/overview/funnel.rules.ts';
import { type ListHouse, listHouse, texts } from '../members/list-house.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let house: ListHouse;
const states = ['created', 'invited', 'registered', 'waiting', 'active', 'suspended'];
const t = texts.translate('de');

beforeAll(async () => {
  database = await testDatabase();
  house = await listHouse(database.db);
  const { add, grant, invite, root, division, north, south } = house;
  const sets = [[north], [south], [north, south], [division, root], [root], []];
  for (const [at, areas] of sets.entries())
    for (const [of, state] of states.entries()) {
      const person = await add(`Nr${at}${of}`, 'Wer', { state, trouble: of === at });
      for (const area of areas) await grant(person, area, of === 2 ? 'editor' : 'member');
      if (state === 'invited') await invite(person, at % 2 === 0 ? 'failed' : 'sent', '2026-03-01T08:00:00Z');
    }
  await grant(await add('Past', 'Paula', { state: 'active' }), north, 'member', new Date('2020-01-01'));
  const manager = await add('Chefin', 'Nora', { state: 'active' });
  await grant(manager, north, 'newsroom_manager');
  await grant(await add('Aus', 'Gero', { state: 'suspended' }), south, 'newsroom_manager');
  for (const area of [north, north, division])
    await sql`insert into access_request (member_id, area_id, origin, answers, expires_at, state)
      select id, ${area}, 'openRegistration', '[]', now() + interval '1 day', 'pending' from member m
      where not exists (select 1 from access_request r where r.member_id = m.id) limit 1`.execute(
      database.db,
    );
});
afterAll(() => database?.close());

const viewers: [string, () => Promise<AdminScope>][] = [
  ['the network', () => house.boss()],
  ['every area, without the network itself', () => house.manager(house.root)],
  ['a division with its site', () => house.manager(house.division)],
  ['one site', () => house.manager(house.south)],
];

async function rowsFor(scope: AdminScope) {
  const people = await countAreaPeople(database.db, viewerOf(scope));
  const areaIds = areasFor(scope.tree, scope.actor, 'members.read');
  const pending = await countPending(database.db, areaIds);
  return funnel(t, scope, areaIds, { people, pending });
}

test.each(viewers)(
  'each number of the overview is as many as its list has, for a manager of %s',
  async (_, of) => {
    const scope = await of();
    const rows = await rowsFor(scope);
    expect(rows.length).toBe(
      scope.tree.areas.filter(({ id }) => viewerOf(scope).areaIds.includes(id)).length +
        (rows.length > 1 ? 1 : 0),
    );
    const figures = rows.flatMap(({ name, people, steps }): (Figure & { name: string })[] =>
      [people, ...steps].map((figure) => ({ name, ...figure })),
    );
    for (const { name, count, href } of figures) {
      if (href === undefined) expect(count).toBe(0);
      else {
        const asked = filterQuery.parse(Object.fromEntries(new URL(href, 'https://x.example').searchParams));
        expect({ name, href, count }).toEqual({ name, href, count: (await house.list(scope, asked)).total });
      }
    }
  },
);

test('whoever sees all areas sees what each of them has, and people in two areas once in the whole', async () => {
  const rows = await rowsFor(await house.boss());
  const brief = rows.map(({ name, level, people, steps, share, pending }) =>
    [name, level, people.count, ...steps.map(({ count }) => count), share, pending.count].join(' '),
  );
  expect(brief).toEqual([
    'Alle Personen, jede einmal 1 39 6 6 8 20 3',
    'Muster AG 1 12 2 2 2 16 0',
    'Region Küste 2 6 1 1 1 16 1',
    'Werk Nord 3 13 2 2 3 23 2',
    'Werk Süd 2 13 2 2 2 15 0',
  ]);
});

test('troubles are counted as their lists count them, for who may see them', async () => {
  for (const [, of] of viewers)
    for (const trouble of ['mail', 'account'] as const) {
      const scope = await of();
      const count = await countTrouble(database.db, viewerOf(scope), trouble);
      expect({ trouble, count }).toEqual({ trouble, count: (await house.list(scope, { trouble })).total });
    }
  await sql`update message set state = 'bounced' where id in (select id from message where state = 'sent' limit 1)`.execute(
    database.db,
  );
  expect(await countUndelivered(database.db)).toEqual({ failed: 3, bounced: 1 });
});

test('of imports at work a manager counts the own ones, a network manager all, and nobody those that are over', async () => {
  const [mine, other] = ['Nr00', 'Nr01'].map(
    (name) => sql`(select id from member where last_name = ${name})`,
  );
  for (const [by, state, trial] of [
    [mine, 'running', false],
    [mine, 'done', false],
    [mine, 'staged', true],
    [other, 'undoing', false],
    [other, 'ready', false],
  ] as const)
    await sql`insert into import (target, state, file_name, file_sha256, file, created_by, trial)
      values ('members', ${state}, 'x.xlsx', 'x', '', ${by}, ${trial})`.execute(database.db);
  const { rows } = await sql<{ id: string }>`select id from member where last_name = 'Nr00'`.execute(
    database.db,
  );
  const as = (scope: AdminScope) => ({ ...scope, actor: { ...scope.actor, memberId: rows[0]?.id ?? '' } });
  expect(await countRunning(database.db, as(await house.manager(house.north)))).toBe(1);
  expect(await countRunning(database.db, as(await house.boss()))).toBe(2);
});

test('an area names its managers, none who is suspended', async () => {
  const { north, south } = house;
  expect([...(await areaManagers(database.db, [north, south]))]).toEqual([
    [north, { names: ['Nora Chefin'], count: 1 }],
  ]);
});
