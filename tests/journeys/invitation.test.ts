import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { choosePassword, launch, newBrowser, picture, signIn, textOf } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { linkIn, mailTo, mailsTo } from '../support/mailbox.ts';
import { until } from '../support/processes.ts';
import { workbook } from '../support/workbook.ts';

const unique = Date.now().toString(36);
const mueller = `juergen.${unique}@muster.example`;
const heide = `anna-lena.${unique}@muster.example`;
const titles = [
  'Personalnummer',
  'Vorname',
  'Nachname',
  'E-Mail-Adresse',
  'Bereich',
  'Höchste Rolle',
  'Werk Süd',
];
const people = [
  ['00042', 'Jürgen', 'Müßig', mueller, 'Werk Nord', 'Redakteur', 'Mitglied'],
  ['00043', 'Anna-Lena', 'von der Heide-Öztürk', heide, 'Zentrale', 'Mitglied', ''],
  ['00044', 'Karl', 'Kaputt', 'karl(at)muster', 'Zentrale', 'Mitglied', ''],
];
const ownPassword = 'Ein-eigenes-Passwort-7';

let house: Installation;
let browser: Browser;
let admin: BrowserContext;
let page: Page;
let link: string;

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
  admin = await newBrowser(browser);
  page = await admin.newPage();
});

afterAll(async () => {
  await browser?.close();
  await house?.close();
});

async function importPeople(): Promise<void> {
  await page.goto(`${house.url}/admin/imports`);
  const file = {
    name: 'Mitarbeitende Müller.xlsx',
    mimeType: 'application/octet-stream',
    buffer: await workbook(titles, people),
  };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.locator('form[enctype="multipart/form-data"] button[type=submit]').click();
  await page
    .getByRole('button', { name: /neu anlegen|^\d+ ändern/ })
    .or(page.getByText(/unverändert/i).first())
    .first()
    .waitFor();
}

test('the administrator signs in at Keycloak and sees the members of the network', async () => {
  await page.goto(`${house.url}/admin/members`);
  await signIn(page, 'netz.manager', house.password);
  await page.waitForURL(`${house.url}/admin/members`);
  await expect(textOf(page)).resolves.toContain('Nord, Nora');
  await picture(page, 'members');
});

test('the import explains its one bad row and shows what will be stored', async () => {
  await importPeople();
  const text = await textOf(page);
  expect(text).toContain('Müßig');
  expect(text).toContain('von der Heide-Öztürk');
  expect(text).toContain('00042');
  const bad = await page.getByRole('row').filter({ hasText: 'Kaputt' }).innerText();
  expect(bad).toContain('karl(at)muster');
  expect(bad).toContain('Das ist keine gültige E-Mail-Adresse');
  expect(bad).toContain('E-Mail-Adresse');
  expect(bad).toMatch(/\b4\b/);
  await picture(page, 'import-preview');
});

test('the import runs; accounts are made in Keycloak, disabled', async () => {
  await page.getByRole('button', { name: /anlegen/ }).click();
  const made = await until('accounts', async () => {
    const { rows } = await house.query(
      `select m.first_name, m.keycloak_user_id, m.employee_number from member m where m.origin = 'import' and m.sync_state = 'done' order by 3`,
    );
    return rows.length === 2 && rows;
  });
  expect(made.map((row) => row['employee_number'])).toEqual(['00042', '00043']);
  for (const row of made) {
    const account = await house.keycloakUser(String(row['keycloak_user_id']));
    expect(account.enabled).toBe(false);
  }
});

test('a second run of the same file changes nothing', async () => {
  await until('import done', async () => {
    const { rows } = await house.query(`select state from import`);
    return rows[0]?.['state'] === 'done';
  });
  const before = await house.query(`select id, sync_version, state from member order by id`);
  await importPeople();
  expect(await textOf(page)).toMatch(/unverändert/i);
  const run = page.getByRole('button', { name: /neu anlegen|^\d+ ändern/ });
  expect(await run.count()).toBe(0);
  const after = await house.query(`select id, sync_version, state from member order by id`);
  expect(after.rows).toEqual(before.rows);
});

test('inviting all new people mails each of them once', async () => {
  await page.goto(`${house.url}/admin/campaigns/new`);
  expect(await textOf(page)).toContain('2');
  await picture(page, 'campaign-new');
  await page.getByRole('button', { name: /einladen/i }).click();
  await page.waitForURL(/\/admin\/campaigns\/[0-9a-f-]{36}/);
  const mail = await mailTo(mueller);
  link = linkIn(mail);
  expect(link.startsWith(`${house.url}/i/`)).toBe(true);
  expect(mail.text).toContain('Jürgen Müßig');
  await mailTo(heide);
  await until('campaign done', async () => {
    const { rows } = await house.query('select state from campaign');
    return rows[0]?.['state'] === 'done';
  });
  await page.reload();
  await picture(page, 'campaign');
  expect((await mailsTo(mueller)).length).toBe(1);
});

test('three prefetching GETs and a HEAD spend nothing', async () => {
  const before = await house.query('select state, lease_id from invitation order by id');
  for (const method of ['GET', 'GET', 'GET', 'HEAD']) {
    const answer = await fetch(link, { method, headers: { 'sec-purpose': 'prefetch' } });
    expect(answer.status).toBe(200);
  }
  expect((await house.query('select state, lease_id from invitation order by id')).rows).toEqual(before.rows);
});

test('the employee sets a password in another browser and is signed in at the app, with areas and roles', async () => {
  const employee = await newBrowser(browser);
  const own = await employee.newPage();
  await own.goto(link);
  await picture(own, 'invitation');
  await own.getByRole('button').last().click();
  await own.locator('#password-new').waitFor();
  await picture(own, 'password');
  await choosePassword(own, ownPassword);
  await own.waitForURL(new RegExp(`^${house.appUrl}`));
  await own.getByText('Jürgen Müßig').first().waitFor();
  const text = await textOf(own, 'body');
  expect(text).toMatch(/Werk Nord\s+Redakteur/);
  expect(text).toMatch(/Werk Süd\s+Mitglied/);
  expect(text).not.toContain('Zentrale');
  await picture(own, 'app');
  await employee.close();
});

test('the list says aktiv', async () => {
  await page.goto(`${house.url}/admin/members?q=${encodeURIComponent('Müßig')}`);
  const row = page.getByRole('row').filter({ hasText: 'Müßig' });
  expect(await row.innerText()).toMatch(/aktiv/i);
  await picture(page, 'members-active');
});

test('the used link says so', async () => {
  const late = await newBrowser(browser);
  const own = await late.newPage();
  const answer = await own.goto(link);
  expect(answer?.status()).toBe(410);
  expect(await textOf(own)).toContain('schon benutzt');
  await picture(own, 'invitation-used');
  await late.close();
});

test('the second sign-in works by password', async () => {
  const again = await newBrowser(browser);
  const own = await again.newPage();
  await own.goto(`${house.appUrl}/login`);
  await signIn(own, mueller, ownPassword);
  await own.waitForURL(new RegExp(`^${house.appUrl}`));
  await own.getByText('Jürgen Müßig').first().waitFor();
  await again.close();
});

test('every change left its audit row, and the application cannot take one back', async () => {
  const { rows } = await house.query('select act, count(*)::int as n from audit group by 1');
  const counts = Object.fromEntries(rows.map((row) => [row['act'], row['n']]));
  expect(counts).toMatchObject({
    'import.started': 1,
    'campaign.started': 1,
    'invitation.created': 2,
    'invitation.accepted': 1,
  });
  await expect(house.query('delete from audit')).rejects.toThrow(/permission denied/);
  await expect(house.query(`update audit set act = 'x'`)).rejects.toThrow(/permission denied/);
});
