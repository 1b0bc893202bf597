import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { fold, spellOut } from '../../sidecar/members/fold.rules.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { until } from '../support/processes.ts';
import { lastNames, type ListHouse, listHouse } from './list-house.ts';

let database: TestDatabase;
let house: ListHouse;
const ids = new Map<string, string>();

beforeAll(async () => {
  database = await testDatabase();
  house = await listHouse(database.db);
  const { add, grant, invite, north, south } = house;
  const made = async (...given: Parameters<typeof add>): Promise<string> => {
    const id = await add(...given);
    ids.set(given[0], id);
    return id;
  };
  await grant(
    await made('Zander', 'Max', { number: '007', origin: 'manual', locale: 'en' }),
    north,
    'member',
  );
  const oz = await made('Öztürk', 'Ayşe', { email: 'ayse@example.com', state: 'invited' });
  await grant(oz, north, 'editor');
  await grant(oz, south, 'newsroom_manager');
  await invite(oz, 'sent', '2026-03-01T08:00:00Z');
  await invite(oz, 'failed', '2026-03-09T08:00:00Z');
  await grant(await made('Ott', '100%_Otto', { state: 'active', trouble: true }), south, 'member');
  await grant(await made('Past', 'Paula'), north, 'member', new Date('2020-01-01'));
  await grant(await made('Gone', 'Gerd', { state: 'deleted' }), north, 'member');
  await made('Lose', 'Lotte', { state: 'registered' });
});
afterAll(() => database?.close());

test('only people with a running grant in the areas of the reader, by name as Germans sort', async () => {
  const root = await house.manager(house.root);
  expect(lastNames(await house.list(root))).toEqual(['Ott', 'Öztürk', 'Zander']);
  expect(lastNames(await house.list(await house.manager(house.south)))).toEqual(['Ott', 'Öztürk']);
  expect(lastNames(await house.list(await house.boss()))).toEqual([
    'Lose',
    'Ott',
    'Öztürk',
    'Past',
    'Zander',
  ]);
});

test('grants of other areas stay unseen: in the row, in the highest role, in filters and in the search', async () => {
  const north = await house.manager(house.north);
  const { rows } = await house.list(north, { q: 'öztürk' });
  expect(rows).toEqual([
    expect.objectContaining({
      areas: [{ name: 'Werk Nord', role: 'editor' }],
      highestRole: 'editor',
      state: 'invited',
    }),
  ]);
  const both = await house.list(await house.boss(), { q: 'öztürk' });
  expect(both.rows[0]?.areas).toEqual([
    { name: 'Werk Süd', role: 'newsroom_manager' },
    { name: 'Werk Nord', role: 'editor' },
  ]);
  expect(both.rows[0]?.highestRole).toBe('newsroom_manager');
  for (const asked of [
    { role: 'newsroom_manager' },
    { highest: 'newsroom_manager' },
    { q: 'newsroom-manager' },
    { q: 'süd' },
    { area: house.south },
  ] as const) {
    expect(lastNames(await house.list(north, asked))).toEqual([]);
    expect(lastNames(await house.list(await house.boss(), asked))).toContain('Öztürk');
  }
  expect(lastNames(await house.list(north, { highest: 'editor' }))).toEqual(['Öztürk']);
});

test('the newest invitation counts', async () => {
  const { rows } = await house.list(await house.manager(house.north));
  const invited = rows.map(({ lastName, invitedAt, mailFailed }) => [
    lastName,
    invitedAt?.toISOString(),
    mailFailed,
  ]);
  expect(invited).toEqual([
    ['Öztürk', '2026-03-09T08:00:00.000Z', true],
    ['Zander', undefined, false],
  ]);
});

test.each([
  ['ayse@', ['Öztürk']],
  ['AYŞE', ['Öztürk']],
  ['oeztuerk', ['Öztürk']],
  ['oztur', ['Öztürk']],
  ['007', ['Zander']],
  ['max.zan', ['Zander']],
  ['zander max', ['Zander']],
  ['zander ayşe', []],
  ['ma za', ['Zander']],
  ['ax', []],
  ['%', ['Ott']],
  ['0%_', ['Ott']],
  ['\\', []],
  ["' or 1=1 --", []],
  ['   ', ['Ott', 'Öztürk', 'Zander']],
  ['aktiv', ['Ott']],
  ['eingeladen nord', ['Öztürk']],
  ['Küste', []],
  ['werk sued', ['Ott', 'Öztürk']],
  ['redakteur', ['Öztürk']],
])('search for %j', async (q, expected) => {
  expect(lastNames(await house.list(await house.manager(house.root), { q }))).toEqual(expected);
});

test('state and role are searched in the words of the reader', async () => {
  const root = await house.manager(house.root);
  expect(lastNames(await house.list(root, { q: 'invited', words: 'en' }))).toEqual(['Öztürk']);
  expect(lastNames(await house.list(root, { q: 'invited' }))).toEqual([]);
});

test.each([
  [{ area: 'division' }, ['Öztürk', 'Zander']],
  [{ area: 'division', below: 'no' }, []],
  [{ area: 'south' }, ['Ott', 'Öztürk']],
  [{ role: 'member' }, ['Ott', 'Zander']],
  [{ highest: 'editor' }, []],
  [{ state: 'created' }, ['Past', 'Zander']],
  [{ origin: 'manual' }, ['Zander']],
  [{ locale: 'en' }, ['Zander']],
  [{ email: 'yes' }, ['Öztürk']],
  [{ email: 'no' }, ['Lose', 'Ott', 'Past', 'Zander']],
  [{ trouble: 'account' }, ['Ott']],
  [{ trouble: 'mail' }, ['Öztürk']],
  [{ trouble: 'noGrant' }, ['Lose', 'Past']],
  [{ trouble: 'deviation' }, []],
  [{ role: 'member', area: 'north', locale: 'en' }, ['Zander']],
] as const)('filter %j', async (asked, expected) => {
  const { area, ...rest } = asked as { area?: 'division' | 'south' | 'north' };
  const filter = area ? { ...rest, area: house[area] } : rest;
  expect(lastNames(await house.list(await house.boss(), filter))).toEqual(expected);
});

test('what changes is in the list at once: name, grant, area name, mail, deviation, deletion', async () => {
  const { db } = database;
  const boss = await house.boss();
  const id = await house.add('Wandel', 'Willi');
  const found = async (asked: Parameters<ListHouse['list']>[1]) =>
    (await house.list(boss, asked)).rows.some((row) => row.id === id);
  await sql`update member set last_name = 'Wechsel' where id = ${id}`.execute(db);
  expect([await found({ q: 'wechsel' }), await found({ q: 'wandel' })]).toEqual([true, true]);
  await sql`update member set username = 'ww', email = 'w@example.com' where id = ${id}`.execute(db);
  expect([await found({ q: 'wandel' }), await found({ email: 'yes' })]).toEqual([false, true]);
  await house.grant(id, house.south, 'editor');
  expect(await found({ area: house.south, highest: 'editor' })).toBe(true);
  await sql`update "grant" set role = 'member' where member_id = ${id}`.execute(db);
  expect([await found({ highest: 'member' }), await found({ role: 'editor' })]).toEqual([true, false]);
  await sql`delete from "grant" where member_id = ${id}`.execute(db);
  expect(await found({ trouble: 'noGrant' })).toBe(true);
  const mail = await house.invite(id, 'queued', '2026-03-10T08:00:00Z');
  await sql`update message set state = 'bounced' where id = ${mail}`.execute(db);
  expect(await found({ trouble: 'mail' })).toBe(true);
  await house.invite(id, 'queued', '2026-03-11T08:00:00Z');
  expect(await found({ trouble: 'mail' })).toBe(false);
  await sql`insert into deviation (member_id, kind, seen_at, looked_at) values (${id}, 'lastName', now(), now())`.execute(
    db,
  );
  expect(await found({ trouble: 'deviation' })).toBe(true);
  await sql`update deviation set state = 'settled' where member_id = ${id}`.execute(db);
  expect(await found({ trouble: 'deviation' })).toBe(false);
  await sql`update member set sync_state = 'claimed', sync_error = 'keycloak_unavailable' where id = ${id}`.execute(
    db,
  );
  expect(await found({ trouble: 'account' })).toBe(true);
  await sql`insert into audit (act, actor_kind, member_id, details) values ('member.created', 'system', ${id}, ${`{"importId": "${house.root}"}`})`.execute(
    db,
  );
  expect(await found({ import: house.root })).toBe(true);
  await sql`update member set state = 'deleted' where id = ${id}`.execute(db);
  expect(await found({})).toBe(false);
});

test('a grant that ends takes the person out of the list, also before anybody looks again', async () => {
  const id = await house.add('Endlich', 'Emma');
  const south = await house.manager(house.south);
  const listed = async () => lastNames(await house.list(south, { q: 'endlich' }));
  let before: string[] | undefined;
  let endsAt = 0;
  // Twice the time each time, until one look was over before the end came.
  for (let lasts = 400; !before; lasts *= 2) {
    await sql`delete from "grant" where member_id = ${id}`.execute(database.db);
    endsAt = Date.now() + lasts;
    await house.grant(id, house.south, 'member', new Date(endsAt));
    const seen = await listed();
    if (Date.now() < endsAt) before = seen;
  }
  expect(before).toEqual(['Endlich']);
  await until('the end', async () => Date.now() > endsAt);
  expect(await listed()).toEqual([]);
});

test('every letter is folded alike here and in PostgreSQL', async () => {
  const names = [
    'Müller',
    'MÜLLER',
    'Groß',
    'GROẞ',
    'Yılmaz',
    'İpek',
    'Łączyński',
    'Søren',
    'Æsir',
    'Œuvre',
    'Nguyễn',
    'Ångström',
    'Đorđe',
    'Ħal',
    'ﬁn',
    'Ａｙşｅ',
    'Ольга',
    'Ωmega',
    'u\u0308ber',
    'x_%y',
  ];
  const { rows } = await sql<{
    folded: string;
    spelt: string;
  }>`select einlass_fold(n) as folded, einlass_spell_out(n) as spelt
    from unnest(${sql.val(names)}::text[]) with ordinality as t (n, i) order by i`.execute(database.db);
  expect(rows).toEqual(names.map((name) => ({ folded: fold(name), spelt: spellOut(name) })));
});
