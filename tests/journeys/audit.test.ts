import xlsx from '@e965/xlsx';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Browser } from 'playwright-core';
import { inert } from '../../sidecar/imports/cell.rules.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { launch, picture, newBrowser, textOf } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { sessionCookie } from '../support/sessions.ts';

let house: Installation;
let browser: Browser;
const cookies = new Map<string, string>();
const ids = new Map<string, string>();

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
  const { rows } = await house.query(`select id, username, keycloak_user_id from member`);
  for (const row of rows) {
    const username = String(row['username']);
    ids.set(username, String(row['id']));
    cookies.set(username, await sessionCookie(house, String(row['keycloak_user_id'])));
  }
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

async function signedIn(username: string, options: object = {}) {
  const context = await newBrowser(browser, 'de-DE', options);
  const [name = '', value = ''] = (cookies.get(username) ?? '').split('=');
  await context.addCookies([{ name, value, url: house.url }]);
  return context;
}
const get = (path: string, username = 'netz.manager') =>
  fetch(house.url + path, {
    redirect: 'manual',
    headers: { cookie: cookies.get(username) ?? '', accept: 'text/html', 'accept-language': 'de' },
  });

test('without JavaScript: from the navigation to one person by filters, and to the page of that person', async () => {
  const context = await signedIn('netz.manager', { javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${house.url}/admin/members`);
  await page.getByRole('link', { name: 'Protokoll' }).first().click();
  await page.getByLabel('Person').fill('nora');
  await page.getByLabel('Vorgang').selectOption({ label: 'Berechtigung erteilt' });
  await page.getByRole('button', { name: 'Anzeigen' }).click();
  const address = new URL(page.url()).searchParams;
  expect([address.get('q'), address.get('act')]).toEqual(['nora', 'grant.added']);
  const rows = page.locator('tbody tr');
  await page.waitForLoadState();
  expect(await rows.count()).toBe(1);
  expect(await rows.innerText()).toMatch(
    /Technischer Betrieb[\s\S]*Berechtigung erteilt[\s\S]*Nora Nord[\s\S]*Werk Nord/,
  );
  expect(await page.getByLabel('Person').inputValue()).toBe('nora');
  await rows.getByRole('link', { name: 'Nora Nord' }).click();
  await page.getByRole('heading', { name: 'Warum hat diese Person diesen Zugang?' }).waitFor();
  const main = await textOf(page);
  expect(main).toContain('Werk Nord · Newsroom-Manager');
  expect(main).toContain('mit den Beispieldaten');
  await picture(page, 'audit-person');
  await page.getByRole('link', { name: 'Alle Einträge im Protokoll' }).click();
  expect(new URL(page.url()).searchParams.get('member')).toBe(ids.get('nora.nord'));
  expect(await textOf(page, 'tbody')).not.toContain('Emil');
  await context.close();
});

test('a manager of one area sees nothing of another, whatever the address says', async () => {
  const { rows } = await house.query(`select id from area where slug = 'werk-sued'`);
  const paths = [
    '/admin/audit',
    `/admin/audit?area=${String(rows[0]?.['id'])}`,
    `/admin/audit?member=${ids.get('max.mitglied')}`,
    '/admin/audit?q=max',
    '/admin/audit/export.csv',
  ];
  for (const path of paths) {
    const text = await (await get(path, 'nora.nord')).text();
    expect(text).not.toContain('Max Mitglied');
    expect(text).not.toContain('Maria Mitglied');
  }
  expect(await (await get('/admin/audit', 'nora.nord')).text()).toContain('Emil Editor');
  expect(await (await get('/admin/audit')).text()).toContain('Max Mitglied');
});

test('the export holds exactly what is filtered, and no cell that a spreadsheet would run', async () => {
  const evil = '=HYPERLINK("http://evil.example")';
  await sql`update member set first_name = ${evil}, last_name = ${'a;"b"\nc'} where username = 'max.mitglied'`.execute(
    house.database.db,
  );
  const filter = `member=${ids.get('max.mitglied')}`;
  const csv = await get(`/admin/audit/export.csv?${filter}`);
  expect(csv.headers.get('content-disposition')).toContain('Protokoll.csv');
  const bytes = Buffer.from(await csv.arrayBuffer());
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  const text = bytes.subarray(3).toString('utf8');
  expect(text.split('\n')[0]).toBe('Zeit;Wer;Was;Person;Bereich;Einzelheiten');
  expect(text).toContain(`"'=HYPERLINK(""http://evil.example"") a;""b""\nc"`);
  expect(text).not.toMatch(/(^|[;"])[=+@\t-]/m);
  expect(text).not.toContain('Nora');

  const workbook = await get(`/admin/audit/export.xlsx?${filter}`);
  const { Sheets } = xlsx.read(await workbook.arrayBuffer());
  const sheet = xlsx.utils.sheet_to_json<string[]>(Object.values(Sheets)[0] ?? {}, { header: 1 });
  const { rows } = await house.query(
    `select count(*)::int as n from audit where member_id = '${ids.get('max.mitglied')}'`,
  );
  expect(sheet).toHaveLength(Number(rows[0]?.['n']) + 1);
  expect(sheet.flat().filter((cell) => /^[=+\-@\t]/.test(cell))).toEqual([]);
  expect(sheet[1]?.[3]).toBe(`'${evil} a;"b"\nc`);
});

test('inert: only what a spreadsheet would run gets its apostrophe', () => {
  for (const text of ['=1+1', '+49 171', '-5', '@cmd', '\t=1', '\r=1', '\n=1'])
    expect(inert(text)).toBe(`'${text}`);
  for (const text of ['a=b', '1-2', "'a", '', ' x', 'ä@b']) expect(inert(text)).toBe(text);
  // so that reading takes one away and leaves what was there
  expect(inert("'=1")).toBe("''=1");
});

test.each([
  ['de-DE', { width: 1280, height: 900 }, 'light'],
  ['en-GB', { width: 320, height: 640 }, 'dark'],
] as const)('the log in %s at %j, %s, is accessible', async (locale, viewport, colorScheme) => {
  const context = await signedIn('netz.manager', { locale, viewport, colorScheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  for (const path of [
    '/admin/audit',
    '/admin/audit?q=nobody',
    `/admin/audit?member=${ids.get('nora.nord')}`,
    `/admin/members/${ids.get('nora.nord')}`,
  ]) {
    await page.goto(house.url + path);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await picture(page, `audit-${locale}-${path.replace(/\W+/g, '-').slice(0, 24)}`);
  }
  expect(complaints).toEqual([]);
  await context.close();
});
