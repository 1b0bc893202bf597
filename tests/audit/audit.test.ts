import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { acts } from '../../sidecar/audit/acts.rules.ts';
import { allAudit, auditOf, listAudit } from '../../sidecar/audit/audit.read-model.ts';
import { auditQuery, filterOf } from '../../sidecar/audit/audit.schema.ts';
import { historyBox, whyBox } from '../../sidecar/audit/person-boxes.ts';
import { entryCells } from '../../sidecar/audit/words.rules.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { id, networkManager, north, northManager, south, texts } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { all, lena, nina, northOnly, people, sven, write } from './fixture.ts';

let opened: TestDatabase;
let db: Db;
beforeEach(async () => {
  opened = await testDatabase();
  db = opened.db;
  await people(db);
});
afterEach(() => opened.close());

const t = texts.translate('de');
const asked = (query: object) => filterOf(auditQuery.parse(query));
const actsIn = async (scope: typeof all, query: object = {}) =>
  (await listAudit(db, scope, asked(query), 1)).rows.map(({ act, memberId }) => `${act} ${memberId ?? '-'}`);

test('every act of the log has its words in both languages', () => {
  const source = readFileSync(new URL('../../sidecar/audit/event.ts', import.meta.url), 'utf8');
  const written = [...source.matchAll(/act: '([^']+)'/g)].map((match) => match[1] ?? '');
  expect(written.length).toBeGreaterThan(20);
  expect([...new Set(written)].sort()).toEqual([...acts].sort());
  expect(acts.filter((act) => !texts.has(`audit.act.${act}`))).toEqual([]);
});

test.each(['delete from audit', `update audit set act = 'x'`, 'truncate audit'])(
  'the application can only add to the log: "%s" is refused',
  async (statement) => {
    await expect(sql.raw(statement).execute(db)).rejects.toThrow(/permission denied/);
  },
);

test('one sees rows of the own areas and people; rows about neither are for network managers', async () => {
  await write(db, [
    { act: 'grant.added', memberId: nina, areaId: north.id, role: 'member', origin: 'manual' },
    { act: 'grant.added', memberId: lena, areaId: south.id, role: 'member', origin: 'manual' },
    { act: 'member.suspended', memberId: nina, origin: 'manual' },
    { act: 'member.suspended', memberId: sven, origin: 'manual' },
    { act: 'member.changed', memberId: lena, fields: ['email'] },
    { act: 'area.renamed', areaId: south.id },
    { act: 'campaign.started', campaignId: id(1), invited: 3 },
    { act: 'import.staged', importId: id(2), rows: 7 },
  ]);
  expect(await actsIn(northOnly)).toEqual([
    `member.changed ${lena}`,
    `member.suspended ${nina}`,
    `grant.added ${nina}`,
  ]);
  expect(await actsIn(all)).toHaveLength(8);
  expect((await auditOf(db, lena, northOnly)).map(({ act }) => act)).toEqual(['member.changed']);
  expect(await auditOf(db, sven, northOnly)).toEqual([]);
  await sql`update "grant" set ends_at = now() - interval '1 day' where member_id = ${lena} and area_id = ${north.id}`.execute(
    db,
  );
  expect(await actsIn(northOnly)).not.toContain(`member.changed ${lena}`);
});

test('filters by person, area, act and days work together; nonsense in the address is left out', async () => {
  await write(db, [
    { act: 'grant.added', memberId: nina, areaId: north.id, role: 'editor', origin: 'manual' },
    { act: 'grant.added', memberId: sven, areaId: south.id, role: 'member', origin: 'import' },
    { act: 'grant.removed', memberId: nina, areaId: north.id, role: 'editor', origin: 'manual' },
  ]);
  expect(await actsIn(all, { q: 'nina nord' })).toHaveLength(2);
  expect(await actsIn(all, { q: 'n%d' })).toEqual([]);
  expect(await actsIn(all, { q: 'nina', act: 'grant.removed' })).toEqual([`grant.removed ${nina}`]);
  expect(await actsIn(all, { area: south.id })).toEqual([`grant.added ${sven}`]);
  expect(await actsIn(northOnly, { area: south.id })).toEqual([]);
  expect(await actsIn(all, { member: sven })).toEqual([`grant.added ${sven}`]);
  const junk = { area: 'x', act: 'nothing', from: '2026-13-01', to: 'today', member: '1', page: '-4', q: '' };
  expect(await actsIn(all, junk)).toHaveLength(3);
});

test('both days of a period are included, by the clock of the network', async () => {
  await write(db, [{ act: 'area.renamed', areaId: north.id }]);
  const at = (when: Date) =>
    sql`insert into audit (act, actor_kind, area_id, at) values ('area.added', 'system', ${north.id}, ${when})`.execute(
      db,
    );
  await at(new Date(2026, 4, 31, 0, 0, 0));
  await at(new Date(2026, 4, 31, 23, 59, 59));
  await at(new Date(2026, 5, 1, 0, 0, 0));
  expect(await actsIn(all, { from: '2026-05-31', to: '2026-05-31' })).toHaveLength(2);
  expect(await actsIn(all, { from: '2026-06-01', to: '2026-06-01' })).toHaveLength(1);
});

test('pages are full, do not overlap, and a page beyond the last is the last', async () => {
  await write(
    db,
    Array.from({ length: 120 }, () => ({ act: 'area.renamed', areaId: north.id }) as const),
  );
  const pages = await Promise.all([1, 2, 3, 9].map((page) => listAudit(db, all, asked({}), page)));
  expect(pages.map(({ rows, page }) => [rows.length, page])).toEqual([
    [50, 1],
    [50, 2],
    [20, 3],
    [20, 3],
  ]);
  const ids = pages.slice(0, 3).flatMap(({ rows }) => rows.map((row) => row.id));
  expect(new Set(ids).size).toBe(120);
  expect(ids).toEqual(ids.toSorted((a, b) => b - a));
  expect(await allAudit(db, all, asked({}), 119)).toBeUndefined();
  expect(await allAudit(db, all, asked({}), 120)).toHaveLength(120);
});

test('names are those of today, a deleted person has none, and the log holds no name at all', async () => {
  await write(db, [{ act: 'member.created', memberId: nina, origin: 'manual' }]);
  const { rows: stored } = await sql<{ row: string }>`select audit::text as row from audit`.execute(db);
  expect(stored.map(({ row }) => row).join()).not.toMatch(/Nina|Nord|Ada/);
  const cells = async () => {
    const [entry] = await auditOf(db, nina, all);
    return entry ? entryCells(t, entry).slice(1) : [];
  };
  expect(await cells()).toEqual(['Ada Admin', 'Person angelegt', 'Nina Nord', '', 'von Hand']);
  await sql`update member set last_name = 'Neu' where id = ${nina}`.execute(db);
  expect((await cells())[2]).toBe('Nina Neu');
  await sql`update member set state = 'deleted' where id in (${nina}, ${id(900)})`.execute(db);
  expect((await cells()).slice(0, 3)).toEqual(['Gelöschte Person', 'Person angelegt', 'Gelöschte Person']);
});

test('why somebody has access: how, by whom, when, and the import it came through', async () => {
  const importId = id(55);
  await sql`insert into import (id, target, state, file_name, file_sha256, file, created_by)
    values (${importId}, 'members', 'done', 'Personal Mai.xlsx', 'x', '', ${id(900)})`.execute(db);
  await write(db, [
    { act: 'member.changed', memberId: lena, fields: [], importId },
    { act: 'grant.added', memberId: lena, areaId: north.id, role: 'member', origin: 'import' },
  ]);
  await write(
    db,
    [
      {
        act: 'grant.changed',
        memberId: lena,
        areaId: south.id,
        role: 'editor',
        from: 'member',
        origin: 'manual',
      },
    ],
    { kind: 'operator' },
  );
  await sql`update "grant" set origin = 'import' where member_id = ${lena} and area_id = ${north.id}`.execute(
    db,
  );
  await sql`update "grant" set role = 'editor' where member_id = ${lena} and area_id = ${south.id}`.execute(
    db,
  );
  const full = await whyBox(db, lena, { ...networkManager, t });
  expect(full.grants).toMatchObject([
    {
      area: 'Werk Nord',
      role: 'member',
      how: 'durch Import',
      who: 'Ada Admin',
      importFile: 'Personal Mai.xlsx',
      importHref: `/admin/imports/${importId}`,
    },
    { area: 'Werk Süd', role: 'editor', before: 'Mitglied', how: 'von Hand', who: 'Technischer Betrieb' },
  ]);
  expect(full.grants[1]).not.toHaveProperty('importFile');
  const limited = await whyBox(db, lena, { ...northManager, t });
  expect(limited.grants).toHaveLength(1);
  expect(limited.grants[0]).not.toHaveProperty('importHref');
  expect((await historyBox(db, lena, { ...northManager, t })).rows).toHaveLength(2);
});
