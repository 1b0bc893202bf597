import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { migrate, unappliedMigrations } from '../../sidecar/platform/migrate.ts';
import { type Administrator, signInAdministrator } from '../support/administrator.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { employee } from '../support/employee.ts';
import type { Installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { goneOnWith, left, refusal, restored } from './_first-version.ts';
import { schemaLines } from './_schema.ts';

let old: TestDatabase;
let fresh: TestDatabase;
let house: Awaited<ReturnType<typeof goneOnWith>>;
let admin: Administrator;
const rows = async (text: string) => (await sql.raw<Record<string, unknown>>(text).execute(old.db)).rows;
const states = async () =>
  Object.fromEntries(
    (await rows("select first_name, state from member where last_name like 'Altbestand'")).map((row) => [
      row['first_name'],
      row['state'],
    ]),
  );

beforeAll(async () => {
  [old, fresh] = [await restored(), await testDatabase()];
});
afterAll(async () => {
  await house?.close();
  await Promise.all([old?.close(), fresh?.close()]);
});

const before = {
  Anna: 'active',
  Bernd: expect.stringMatching(/invited|registered/),
  Carla: 'suspended',
  Dieter: 'deleted',
  Eva: 'invited',
  Franz: 'invited',
  Greta: 'invited',
};

test('the database of 0.1.0 becomes what a new one is, once, and people stay what they are', async () => {
  expect((await unappliedMigrations(old.db))?.at(0)).toBe('016-import-life');
  const refused = await Promise.all([refusal('serve', old), refusal('work', old)]);
  for (const words of refused) expect(words).toMatch(/the first is 016-import-life[\s\S]*"einlass migrate"/);
  const done = await migrate(old.migrateUrl, old.url);
  expect(done.at(0)).toBe('016-import-life');
  expect(await migrate(old.migrateUrl, old.url)).toEqual([]);
  expect(await schemaLines(old.db)).toEqual(await schemaLines(fresh.db));
  expect(await states()).toMatchObject(before);
  // a link lives for a month at least; these shall not end while we are not looking
  await rows("update invitation set expires_at = now() + interval '1 day' where state = 'open'");
});

test('web and worker go on with it: every page opens, and the list shows everybody', async () => {
  house = await goneOnWith(old);
  admin = await signInAdministrator(house as unknown as Installation);
  const page = async (path: string) => admin.browser.follow(await admin.browser.get(house.url + path));
  const list = await page('/admin/members?q=Altbestand');
  for (const name of ['Anna', 'Bernd', 'Carla', 'Eva', 'Franz', 'Greta']) expect(list.text).toContain(name);
  expect(list.text).not.toContain('Dieter');
  const places = [
    ...new Set([...list.text.matchAll(/href="(\/admin\/[a-z/-]+)"/g)].map(([, path = '']) => path)),
  ];
  expect(places.length).toBeGreaterThan(8);
  for (const place of places) expect([place, (await page(place)).status]).toEqual([place, 200]);
});

test('the mails that waited are sent; a link of 0.1.0 lets its person in, once; a used one opens nothing', async () => {
  await until(
    'the mails',
    async () => (await rows("select 1 from message where state <> 'sent'")).length === 0,
  );
  const link = house.url + left.links['Franz'];
  expect(await employee(house.appUrl)(link, 'Endlich-drin-2026')).toEqual({ end: 'app' });
  expect(await employee(house.appUrl)(link, 'Noch-einmal-2026')).toMatchObject({ end: 'gone' });
  expect(await employee(house.appUrl)(house.url + left.links['Anna'], 'x')).toMatchObject({ end: 'gone' });
  await until('Franz is in', async () => (await states())['Franz'] === 'active');
});

test('a workbook that 0.1.0 had previewed is run, one that it had not read is read', async () => {
  const imports = async () =>
    Object.fromEntries(
      (await rows('select state, count(*)::int as n from import group by 1')).map((row) => [
        row['state'],
        row['n'],
      ]),
    );
  await until('both are previewed', async () => (await imports())['ready'] === 2);
  const [previewed] = await rows("select id from import where state = 'ready' order by created_at limit 1");
  await admin.post(`/admin/imports/${String(previewed?.['id'])}/run`);
  await until('Ida and Jan', async () => {
    const names = Object.keys(await states());
    return names.includes('Ida') && names.includes('Jan');
  });
});
