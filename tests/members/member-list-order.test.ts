import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { roles } from '../../sidecar/areas/role.ts';
import { listedStates, sortColumns } from '../../sidecar/members/member-filter.schema.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type ListHouse, listHouse } from './list-house.ts';

let database: TestDatabase;
let house: ListHouse;

beforeAll(async () => {
  database = await testDatabase();
  house = await listHouse(database.db);
  await sql`with made as (
      insert into member (first_name, last_name, username, origin, state, sync_state)
      select 'Same', 'Serie' || (i % 7), 'serie' || i, (array['import', 'manual'])[1 + i % 2], (array['created', 'active', 'suspended'])[1 + i % 3], 'done'
      from generate_series(1, 130) i returning id, username)
    insert into "grant" (member_id, area_id, role, origin)
    select made.id, a.id, (array['member', 'editor', 'newsroom_manager'])[1 + (substr(made.username, 6)::int % 3)], 'import'
    from made join area a on a.slug = (array['nord', 'sued', 'region'])[1 + (substr(made.username, 6)::int % 3)]
      or (a.slug = 'sued' and substr(made.username, 6)::int % 5 = 0)`.execute(database.db);
});
afterAll(() => database?.close());

const scopes = {
  everything: () => house.boss(),
  'two of four areas': async () => {
    const scope = await house.manager(house.division);
    return scope;
  },
};

test.each(
  Object.keys(scopes).flatMap((who) =>
    sortColumns.flatMap((sort) => [
      [who, sort, 'asc'],
      [who, sort, 'desc'],
    ]),
  ) as [keyof typeof scopes, (typeof sortColumns)[number], 'asc' | 'desc'][],
)('%s by %s %s: pages are whole, do not overlap, and their order is one', async (who, sort, dir) => {
  const scope = await scopes[who]();
  const seen: string[] = [];
  const keys: string[] = [];
  const first = await house.list(scope, { sort, dir });
  for (let page = 1; page <= Math.ceil(first.total / 25); page += 1) {
    const list = await house.list(scope, { sort, dir, page });
    expect([list.page, list.total]).toEqual([page, first.total]);
    seen.push(...list.rows.map((row) => row.id));
    keys.push(
      ...list.rows.map((row) => {
        if (sort === 'areas') return row.areas.map(({ name }) => name).toSorted()[0] ?? '';
        if (sort === 'highest') return String(roles.indexOf(row.highestRole ?? 'member'));
        if (sort === 'state') return String(listedStates.findIndex((state) => state === row.state));
        if (sort === 'contact') return row.username;
        return sort === 'origin' ? row.origin : row.lastName;
      }),
    );
  }
  expect(new Set(seen).size).toBe(first.total);
  const sorted = keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  expect(keys).toEqual(dir === 'asc' ? sorted : sorted.toReversed());
  const opposite = await house.list(scope, { sort, dir: dir === 'asc' ? 'desc' : 'asc', size: 100 });
  expect(opposite.rows.map((row) => row.id)).toEqual(seen.toReversed().slice(0, 100));
  const beyond = await house.list(scope, { sort, dir, page: 9999 });
  expect(beyond.rows.map((row) => row.id)).toEqual(seen.slice((beyond.page - 1) * 25));
});

test('with a search the pages are whole, too, and one beyond the last is the last', async () => {
  const boss = await house.boss();
  const pages = await Promise.all(
    [1, 2, 3, 4, 5, 6].map((page) => house.list(boss, { q: 'serie same', page, sort: 'state' })),
  );
  expect(pages.map(({ total, more }) => [total, more])).toEqual(pages.map(() => [130, false]));
  expect(new Set(pages.flatMap(({ rows }) => rows.map((row) => row.id))).size).toBe(130);
  const beyond = await house.list(boss, { q: 'serie same', page: 99, sort: 'state' });
  expect([beyond.page, beyond.rows]).toEqual([6, pages[5]?.rows]);
});

test('with more areas than bits the same people are found in the same order', async () => {
  const scope = await house.manager(house.division);
  const asked = [
    { sort: 'areas' },
    { sort: 'highest', dir: 'desc' },
    { role: 'editor' },
    { highest: 'newsroom_manager' },
    { area: house.north },
    { q: 'nord' },
  ] as const;
  const lists = async () =>
    Promise.all(
      asked.map(async (each) => (await house.list(scope, { ...each, size: 100 })).rows.map(({ id }) => id)),
    );
  const before = await lists();
  expect(before.map((list) => list.length > 0)).toEqual(asked.map((each) => !('role' in each)));
  await sql`insert into area (slug, name, kind, parent_id) select 'mehr' || i, 'Mehr ' || i, 'site', ${house.root} from generate_series(1, 80) i`.execute(
    database.db,
  );
  // A foreign area that shares its bit with the reader's own one.
  await sql`with made as (insert into member (first_name, last_name, username, origin) values ('Fremd', 'Fremd', 'fremd', 'import') returning id)
    insert into "grant" (member_id, area_id, role, origin) select made.id, a.id, 'newsroom_manager', 'import'
    from made, area a, area own where own.id = ${house.north} and a.number % 63 = own.number % 63 and a.id <> own.id`.execute(
    database.db,
  );
  expect(await lists()).toEqual(before);
});
