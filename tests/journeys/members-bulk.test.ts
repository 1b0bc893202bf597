import xlsx from '@e965/xlsx';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { Redis } from 'ioredis';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { launch, picture, newBrowser, textOf, pressTwice } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { sessionCookie } from '../support/sessions.ts';

let house: Installation;
let browser: Browser;
let admin: BrowserContext;
let page: Page;
const cookies = new Map<string, string>();
const people = 130;

/** People of Werk Nord who are carried to Keycloak already, as far as the books say. */
async function addPeople(): Promise<void> {
  await sql`with made as (
      insert into member (first_name, last_name, email, username, origin, state, sync_state, keycloak_user_id)
      select 'Serie', 'Müller-' || lpad(i::text, 3, '0'), 'serie' || i || '@muster.example', 'serie' || i, 'import', 'registered', 'done', gen_random_uuid()::text
      from generate_series(1, ${people}) i returning id)
    insert into "grant" (member_id, area_id, role, origin)
    select made.id, a.id, 'member', 'import' from made, area a where a.slug = 'werk-nord'`.execute(
    house.database.db,
  );
}

async function signedIn(username: string, options: object = {}): Promise<BrowserContext> {
  const context = await newBrowser(browser, 'de-DE', options);
  const [name = '', value = ''] = (cookies.get(username) ?? '').split('=');
  await context.addCookies([{ name, value, url: house.url }]);
  return context;
}

beforeAll(async () => {
  [house, browser] = await Promise.all([installation({ LEASE_SECONDS: '3' }), launch()]);
  const { rows } = await house.query(`select username, keycloak_user_id from member`);
  for (const row of rows)
    cookies.set(String(row['username']), await sessionCookie(house, String(row['keycloak_user_id'])));
  await addPeople();
  admin = await signedIn('netz.manager');
  page = await admin.newPage();
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const main = () => textOf(page);
const count = async (where: string) =>
  Number((await house.query(`select count(*)::int as n from member m where ${where}`)).rows[0]?.['n']);

/** Both widths, both schemes: axe, nothing sticks out, and a picture. */
async function looksRight(name: string): Promise<void> {
  for (const [width, scheme] of [
    [1280, 'light'],
    [320, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await picture(page, `${name}-${width}-${scheme}`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

test('search and filters lead to chips, a count and sorted titles; all of it is in the address', async () => {
  await page.goto(`${house.url}/admin/members`);
  await looksRight('bulk-list');
  await page.getByRole('searchbox').fill('mueller registriert');
  await page.keyboard.press('Enter');
  await page.getByText(`${people} Personen gefunden`).waitFor();
  await page.getByText('Filter', { exact: true }).click();
  await page.locator('#area').selectOption({ label: 'Werk Nord' });
  await looksRight('bulk-filters');
  await page.getByRole('button', { name: 'Anzeigen' }).click();
  await page.getByRole('link', { name: /Bereich: Werk Nord/ }).waitFor();
  await page.getByRole('link', { name: 'Name', exact: true }).click();
  await page.locator('th[aria-sort=descending]').waitFor();
  expect(await page.locator('tbody tr').first().innerText()).toContain('Müller-130');
  const address = new URL(page.url()).searchParams;
  expect([address.get('q'), address.get('dir'), address.get('area')?.length]).toEqual([
    'mueller registriert',
    'desc',
    36,
  ]);
  await page.getByRole('link', { name: 'Alle zurücksetzen' }).click();
  await page.waitForURL((url) => !url.searchParams.has('q') && !url.searchParams.has('area'));
});

test('the page is ticked by one box, single people by keyboard; a menu opens and closes by keyboard', async () => {
  await page.goto(`${house.url}/admin/members?q=serie`);
  await page.getByLabel('Diese Seite auswählen').check();
  expect(await page.locator('#selection-count').innerText()).toBe('25 ausgewählt');
  await page.getByLabel('Serie Müller-001 auswählen').focus();
  await page.keyboard.press('Space');
  expect(await page.locator('#selection-count').innerText()).toBe('24 ausgewählt');
  await picture(page, 'bulk-selected');
  const menu = page.locator('summary.einlass-menu__button').first();
  await menu.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Sperren' }).waitFor();
  await expectAccessible(page);
  await picture(page, 'bulk-menu');
  await page.keyboard.press('Escape');
  expect(await page.getByRole('link', { name: 'Sperren' }).count()).toBe(0);
});

test('filter, select all, grant: preview with numbers, a job with progress, a result per person', async () => {
  await page.goto(`${house.url}/admin/members?q=serie`);
  await page.getByRole('link', { name: `Alle ${people} auswählen` }).click();
  await page.getByText(`Alle ${people} Personen ausgewählt`).waitFor();
  await page.locator('#act').selectOption({ label: 'Berechtigung erteilen' });
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.locator('#areaId').selectOption({ label: 'Werk Süd' });
  await page.locator('#role').selectOption({ label: 'Redakteur' });
  await page.getByRole('button', { name: 'Vorschau' }).click();
  await page.getByRole('button', { name: `${people} Personen berechtigen` }).waitFor();
  await looksRight('bulk-ask-grant');
  await pressTwice(page.getByRole('button', { name: `${people} Personen berechtigen` }));
  await page.waitForURL(/\/admin\/bulk-acts\/[0-9a-f-]{36}/);
  await page.getByText(`${people} von ${people}`).waitFor();
  await page.getByText('Fertig').waitFor();
  await looksRight('bulk-result');
  const { rows } = await house.query(
    `select count(*)::int as n from "grant" g join area a on a.id = g.area_id where a.slug = 'werk-sued' and g.role = 'editor'`,
  );
  expect(rows[0]?.['n']).toBe(people);
  expect((await house.query('select count(*)::int as n from bulk_act')).rows[0]?.['n']).toBe(1);
});

test('suspending many asks for the number and tells who is left out and why', async () => {
  await page.goto(`${house.url}/admin/members?area=&select=all`);
  await page.locator('#act').selectOption({ label: 'Sperren' });
  await page.getByRole('button', { name: 'Weiter' }).click();
  expect(await main()).toContain('Das sind Sie selbst');
  const button = page.getByRole('button', { name: `${people + 4} Personen sperren` });
  await page.locator('#typed').fill('12');
  const [answer] = await Promise.all([page.waitForNavigation(), button.click()]);
  expect(answer?.status()).toBe(422);
  await looksRight('bulk-ask-suspend');
  await page.locator('#typed').fill(String(people + 4));
  await button.click();
  await page.waitForURL(/\/admin\/bulk-acts\/[0-9a-f-]{36}/);
  await page.getByText('Fertig').waitFor();
  expect(await count(`state = 'suspended'`)).toBe(people + 4);
  await page.getByRole('link', { name: /Ausgelassen/ }).click();
  expect(await textOf(page, 'tbody')).toMatch(/Nadja Netz[\s\S]*Das sind Sie selbst/);
});

test('without JavaScript: ticked people are freed again, as a job whose page renews itself', async () => {
  const plain = await signedIn('netz.manager', { javaScriptEnabled: false });
  const own = await plain.newPage();
  await own.goto(`${house.url}/admin/members?q=serie&size=50`);
  await own.getByRole('link', { name: 'Diese Seite auswählen' }).click();
  await own.getByLabel('Serie Müller-001 auswählen').uncheck();
  await own.locator('#act').selectOption({ label: 'Wieder freigeben' });
  await own.getByRole('button', { name: 'Weiter' }).click();
  await own.getByRole('button', { name: '49 Personen freigeben' }).click();
  await own.getByText('Fertig').waitFor();
  expect(await count(`state = 'registered'`)).toBe(49);
  await plain.close();
});

test('the export holds what is filtered, in both formats, and runs nothing', async () => {
  await sql`update member set first_name = '=1+1' where username = 'serie7'`.execute(house.database.db);
  const get = (format: string) =>
    fetch(`${house.url}/admin/members/export.${format}?q=serie&dir=desc`, {
      headers: { cookie: cookies.get('netz.manager') ?? '', 'accept-language': 'de' },
    });
  const csv = Buffer.from(await (await get('csv')).arrayBuffer());
  expect(csv.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  const lines = csv.subarray(3).toString('utf8').trimEnd().split('\r\n');
  expect(lines[0]).toBe(
    'Nachname;Vorname;E-Mail-Adresse;Benutzername;Personalnummer;Bereiche mit Rolle;Höchste Rolle;Zustand;Herkunft;Sprache',
  );
  expect(lines).toHaveLength(people + 1);
  expect(lines[1]).toContain('Müller-130;Serie;serie130@muster.example');
  expect(csv.toString()).toContain("'=1+1");
  const answer = await get('xlsx');
  expect(answer.headers.get('content-disposition')).toContain('Benutzerberechtigungen.xlsx');
  const book = xlsx.read(Buffer.from(await answer.arrayBuffer()), { type: 'buffer' });
  const sheet = book.Sheets[book.SheetNames[0] ?? ''];
  const rows = xlsx.utils.sheet_to_json<string[]>(sheet ?? {}, { header: 1, defval: '' });
  expect(rows).toHaveLength(people + 1);
  expect(rows.flat().filter((cell) => /^[=+\-@\t]/.test(cell))).toEqual([]);
});

test('a manager of one area is offered and told nothing of another', async () => {
  await until('the accounts of the demo', async () => (await count(`sync_state <> 'done'`)) >= 0);
  await sql`update member set state = 'active', state_before = null where username = 'nora.nord'`.execute(
    house.database.db,
  );
  const context = await signedIn('nora.nord');
  const own = await context.newPage();
  await own.goto(`${house.url}/admin/members?select=all`);
  expect(await textOf(own)).not.toContain('Werk Süd');
  await own.locator('#act').selectOption({ label: 'Löschen' });
  await own.getByRole('button', { name: 'Weiter' }).click();
  const text = await textOf(own);
  expect(text).toContain('Das geht über Ihre Rechte hinaus');
  const { rows } = await house.query(`select id from bulk_act limit 1`);
  const foreign = await own.goto(`${house.url}/admin/bulk-acts/${String(rows[0]?.['id'])}`);
  expect(foreign?.status()).toBe(404);
  await context.close();
});

test('kill -9 of the worker and FLUSHALL in the middle: everyone is granted to once', async () => {
  await page.goto(`${house.url}/admin/members?q=serie&select=all`);
  await page.locator('#act').selectOption({ label: 'Berechtigung erteilen' });
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.locator('#areaId').selectOption({ label: 'Zentrale' });
  await page.locator('#role').selectOption({ label: 'Mitglied' });
  await page.getByRole('button', { name: 'Vorschau' }).click();
  await page.getByRole('button', { name: `${people} Personen berechtigen` }).click();
  const items = async (state: string) =>
    Number(
      (
        await house.query(`select count(*)::int as n from bulk_act_item i join bulk_act b on b.id = i.bulk_act_id
          join area a on a.id = b.area_id where a.slug = 'zentrale' and i.state = '${state}'`)
      ).rows[0]?.['n'],
    );
  await until('the first is done', async () => (await items('done')) > 0);
  await house.worker().stop('SIGKILL');
  const redis = new Redis(house.redis.url);
  await redis.flushall();
  redis.disconnect();
  house.restartWorker();
  await until('all are done', async () => (await items('done')) === people, 240);
  const { rows } = await house.query(
    `select count(*)::int as n from audit e join area a on a.id = e.area_id where a.slug = 'zentrale' and e.act = 'grant.added' and e.actor_kind = 'administrator'`,
  );
  expect(rows[0]?.['n']).toBe(people);
});
