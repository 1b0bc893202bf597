import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { decidedPage, type Kind, kinds, knownHouse, walk } from '../faults/enumeration.ts';
import { north } from '../members/import-fixtures.ts';

let known: Awaited<ReturnType<typeof knownHouse>>;
beforeAll(async () => {
  known = await knownHouse();
});
afterAll(async () => {
  await known?.site.close();
  await known?.house.close();
});

const walkAs = (kind: Kind) => walk(known.house, known.site, kind);
const decidedAs = (kind: Kind) => decidedPage(known.house, known.site, kind);

test.each(kinds.filter((kind) => kind !== 'unknown'))(
  'until the address is proven, %s meets the same status, headers, bytes and statements as the unknown',
  async (kind) => {
    const unknown = await walkAs('unknown');
    expect(await walkAs(kind)).toEqual(unknown);
    expect(unknown.map(({ status }) => status)).toEqual([200, 303, 200, 200, 422, 200, 303, 200]);
    expect(unknown[1]?.queries.some((query) => query.includes('criteria'))).toBe(false);
  },
);

test('whoever is turned away reads the same, whatever the reason', async () => {
  const mismatch = await decidedAs('unknown');
  for (const kind of ['used', 'locked', 'near'] as const) expect(await decidedAs(kind)).toEqual(mismatch);
});

test('while a budget is spent everybody reads the same, also those whose facts are right', async () => {
  await sql`insert into guess_budget (area_id, month, budget, spent, counted_at)
    values (${north.id}, date_trunc('month', ${known.house.now()}::timestamptz at time zone 'UTC')::date, 20, 20, ${known.house.now()})
    on conflict (area_id, month) do update set spent = 20`.execute(known.house.db);
  const waiting = await decidedAs('unknown');
  for (const kind of ['known', 'used', 'locked', 'slowed', 'near'] as const)
    expect(await decidedAs(kind)).toEqual(waiting);
});
