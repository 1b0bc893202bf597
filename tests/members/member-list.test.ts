import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { insertArea } from '../../sidecar/areas/area.store.ts';
import { listMembers, membersPerPage } from '../../sidecar/members/member-list.read-model.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let north: string;
let south: string;
const ids = new Map<string, string>();

async function addMember(
  last: string,
  first: string,
  more: { email?: string; number?: string; state?: string } = {},
) {
  const username = `${first}.${last}`.toLowerCase();
  const { rows } = await sql<{ id: string }>`
    insert into member (first_name, last_name, email, username, employee_number, origin, state)
    values (${first}, ${last}, ${more.email ?? null}, ${username}, ${more.number ?? null}, 'import', ${more.state ?? 'created'})
    returning id`.execute(database.db);
  const id = rows[0]?.id ?? '';
  ids.set(last, id);
  return id;
}

async function grant(member: string, area: string, role: string, endsAt: Date | null = null): Promise<void> {
  await sql`insert into "grant" (member_id, area_id, role, origin, ends_at)
    values (${member}, ${area}, ${role}, 'import', ${endsAt})`.execute(database.db);
}

async function invite(member: string, state: string, at: string): Promise<void> {
  await sql`insert into message (kind, member_id, locale, to_address, state, header_id, created_at)
    values ('invitation', ${member}, 'de', 'x@example.com', ${state}, ${`<${member}${at}@x>`}, ${at})`.execute(
    database.db,
  );
}

beforeAll(async () => {
  database = await testDatabase();
  const network = await insertArea(database.db, {
    slug: 'muster',
    name: 'Muster AG',
    kind: 'network',
    parentId: null,
  });
  north = await insertArea(database.db, { slug: 'nord', name: 'Werk Nord', kind: 'site', parentId: network });
  south = await insertArea(database.db, { slug: 'sued', name: 'Werk Süd', kind: 'site', parentId: network });
  await grant(await addMember('Zander', 'Max', { number: '007' }), north, 'member');
  const oz = await addMember('Öztürk', 'Ayşe', { email: 'ayse@example.com', state: 'invited' });
  await grant(oz, north, 'editor');
  await grant(oz, south, 'newsroom_manager');
  await invite(oz, 'sent', '2026-03-01T08:00:00Z');
  await invite(oz, 'failed', '2026-03-09T08:00:00Z');
  await grant(await addMember('Ott', '100%_Otto', { state: 'active' }), south, 'member');
  await grant(await addMember('Past', 'Paula'), north, 'member', new Date('2020-01-01'));
  await grant(await addMember('Gone', 'Gerd', { state: 'deleted' }), north, 'member');
  await addMember('Lose', 'Lotte', { state: 'registered' });
});
afterAll(() => database?.close());

const names = async (areaIds: string[], options: Parameters<typeof listMembers>[2] = {}) => {
  const { rows } = await listMembers(database.db, areaIds, options);
  return rows.map((row) => row.lastName);
};

test('only people with a running grant in the asked areas, by name as Germans sort', async () => {
  expect(await names([north, south])).toEqual(['Ott', 'Öztürk', 'Zander']);
  expect(await names([south])).toEqual(['Ott', 'Öztürk']);
  expect(await names([])).toEqual([]);
  expect(await names([north, south], { withoutGrant: true })).toEqual(['Lose', 'Ott', 'Öztürk', 'Zander']);
});

test('grants of other areas stay unseen, also in the highest role', async () => {
  const { rows } = await listMembers(database.db, [north], { search: 'öztürk' });
  expect(rows).toEqual([
    expect.objectContaining({
      areas: [{ name: 'Werk Nord', role: 'editor' }],
      highestRole: 'editor',
      state: 'invited',
    }),
  ]);
  const both = await listMembers(database.db, [north, south], { search: 'öztürk' });
  expect(both.rows[0]?.areas).toEqual([
    { name: 'Werk Süd', role: 'newsroom_manager' },
    { name: 'Werk Nord', role: 'editor' },
  ]);
  expect(both.rows[0]?.highestRole).toBe('newsroom_manager');
});

test('the newest invitation counts', async () => {
  const { rows } = await listMembers(database.db, [north], {});
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
  ['007', ['Zander']],
  ['max.zan', ['Zander']],
  ['zander max', ['Zander']],
  ['zander ayşe', []],
  ['%', ['Ott']],
  ['0%_', ['Ott']],
  ['\\', []],
  ["' or 1=1 --", []],
  ['   ', ['Ott', 'Öztürk', 'Zander']],
])('search for %j', async (search, expected) => {
  expect(await names([north, south], { search })).toEqual(expected);
});

test('pages are whole, do not overlap, and one beyond the last is the last', async () => {
  for (let index = 0; index < 2 * membersPerPage; index++) {
    await grant(await addMember(`Serie${String(index).padStart(3, '0')}`, 'Same'), south, 'member');
  }
  const seen: string[] = [];
  for (const page of [1, 2]) {
    const list = await listMembers(database.db, [south], { search: 'serie', page });
    expect([list.page, list.total, list.rows.length]).toEqual([page, 2 * membersPerPage, membersPerPage]);
    seen.push(...list.rows.map((row) => row.id));
  }
  expect(new Set(seen).size).toBe(2 * membersPerPage);
  const beyond = await listMembers(database.db, [south], { search: 'serie', page: 99 });
  expect([beyond.page, beyond.rows.map((row) => row.id)]).toEqual([2, seen.slice(membersPerPage)]);
});
