import { expect, test } from '@jest/globals';
import { endGrants } from '../../sidecar/members/grant-end.service.ts';
import { grantListRoutes } from '../../sidecar/members/grant-list.routes.ts';
import { grantListQuery, prolongForm, seenValue } from '../../sidecar/members/grant-list.schema.ts';
import type { TableRows } from '../../sidecar/platform/http/table-types.ts';
import { texts } from './import-fixtures.ts';
import { database, house } from './person-house.ts';

const days = (count: number): Date => new Date(Date.now() + count * 86_400_000);
const t = texts.translate('de');
let exported: string[][] = [];
const routes = () =>
  grantListRoutes({
    db: database.db,
    // What the file would hold, row by row.
    streamTable: (_title, batches: TableRows) =>
      (async function* () {
        exported = [];
        for await (const rows of batches) exported.push(...rows.map((row) => [...row]));
        yield new Uint8Array();
      })(),
  });
async function answer(path: string, as: string, asked: object) {
  const route = routes().find((one) => one.path === path);
  const given = { query: grantListQuery.parse(asked), body: prolongForm.parse(asked), url: path, t };
  return route?.handler({ ...given, ...(await house.scope(as)) } as never) as unknown as Promise<{
    data: { rows: { name: string; href?: string; endsAt: Date }[]; tabs: { count: number }[] };
    chunks: AsyncIterable<Uint8Array>;
    redirect: string;
  }>;
}
const people = async (as: string, asked: object) =>
  (await answer('/admin/grants', as, asked)).data.rows.map(({ name }) => name);
const until = async (name: string, areaId: string, endsAt: Date) =>
  house.person(name, [{ areaId, role: 'member', endsAt }]);

test('shows and exports what ends in the areas that one manages, next first, and what has ended there', async () => {
  await until('nord.spaet', house.north, days(60));
  await until('nord.bald', house.north, days(20));
  await until('sued.bald', house.south, days(10));
  await until('nord.weg', house.north, days(-1));
  await house.person('nord.immer', [{ areaId: house.north, role: 'member' }]);
  expect(await people(house.nora, {})).toEqual(['Test, nord.bald']);
  expect(await people(house.nora, { ends: '90' })).toEqual(['Test, nord.bald', 'Test, nord.spaet']);
  expect(await people(house.boss, {})).toEqual(['Test, sued.bald', 'Test, nord.bald']);
  expect(await people(house.nora, { area: house.south })).toEqual([]);
  expect(await people(house.nora, { ends: 'ended' })).toEqual([]);
  await endGrants({ ...house.deps, nudge: async () => {} });
  expect(await people(house.nora, { ends: 'ended' })).toEqual(['Test, nord.weg']);
  // What counts is when it ended, not when the worker came to it.
  const [ended] = (await answer('/admin/grants', house.nora, { ends: 'ended' })).data.rows;
  expect(Math.round((Date.now() - (ended?.endsAt.getTime() ?? 0)) / 3_600_000)).toBe(24);
  // Whoever has nothing left there has no page for its manager any more, but for those who manage all.
  const gone = async (as: string) =>
    (await answer('/admin/grants', as, { ends: 'ended' })).data.rows[0]?.href;
  expect(await gone(house.nora)).toBeUndefined();
  expect(await gone(house.boss)).toMatch(/^\/admin\/members\//);
  const { data } = await answer('/admin/grants', house.nora, {});
  expect(data.tabs.map(({ count }) => count)).toEqual([1, 2, 1]);
  const file = await answer('/admin/grants/export.csv', house.nora, { ends: '90' });
  for await (const _ of file.chunks);
  expect(exported.map((cells) => cells[1])).toEqual(['Vorname', 'nord.bald', 'nord.spaet']);
});

test("another's grant and one that never was answer alike, and nothing picked is said", async () => {
  const id = await until('sued.fremd', house.south, days(10));
  const row = await database.db
    .selectFrom('grant')
    .select(['id', 'ends_at'])
    .where('member_id', '=', id)
    .executeTakeFirstOrThrow();
  const seen = { id: row.id, endsAt: row.ends_at ?? days(0) };
  const press = async (grant: unknown) =>
    (await answer('/admin/grants/prolong', house.nora, { grant, back: '//elsewhere.example' })).redirect;
  const refused = '/admin/grants?note=notProlonged&count=0&left=1';
  expect(await press(seenValue(seen))).toBe(refused);
  expect(await press(seenValue({ ...seen, id: house.boss }))).toBe(refused);
  expect(await press([])).toBe('/admin/grants?note=none&count=0&left=0');
  expect(await press('x~y')).toBe('/admin/grants?note=none&count=0&left=0');
});
