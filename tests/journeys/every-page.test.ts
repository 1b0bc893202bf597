import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { applicant } from '../support/applicants.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { launch, newBrowser, picture, signIn } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { workbook } from '../support/workbook.ts';

let house: Installation;
let browser: Browser;
let context: BrowserContext;
let page: Page;

const titles = ['Vorname', 'Nachname', 'E-Mail-Adresse', 'Bereich', 'Höchste Rolle'];
const people = [
  [
    'Erika',
    'Mustermann-Leutheusser-Schnarrenberger',
    'erika.sehr.langer.name@muster-gesellschaft.example',
    'Werk Nord',
    '',
  ],
  ['Karl', 'Kaputt', 'karl(at)muster', 'Zentrale', ''],
];

async function importPeople(): Promise<string> {
  await page.goto(`${house.url}/admin/imports`);
  const buffer = await workbook(titles, people);
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'Liste.xlsx', mimeType: 'application/octet-stream', buffer });
  await page.locator('form[enctype="multipart/form-data"] button[type=submit]').click();
  await page.getByRole('button', { name: /anlegen/ }).waitFor();
  return new URL(page.url()).pathname;
}

/** Somebody who has a letter instead of an invitation. */
async function withoutAddress(): Promise<string> {
  await page.goto(`${house.url}/admin/members/new`);
  await page.locator('#firstName').fill('Łucja Thảo');
  await page.locator('#lastName').fill('Wiśniewska-Nguyễn-Leutheusser');
  await page.getByRole('button', { name: 'Speichern & Schließen' }).click();
  await page.locator('#shown-password').waitFor();
  const { rows } = await house.query(`select id from member where first_name = 'Łucja Thảo'`);
  return String(rows[0]?.['id']);
}
/** A new letter of theirs on paper; the page of the print. */
async function printedLetter(id: string): Promise<string> {
  await page.goto(`${house.url}/admin/members/${id}/letter?act=print`);
  await page.getByRole('button', { name: 'Neuen Brief drucken' }).click();
  await page.waitForURL(/\/prints\//);
  return new URL(page.url()).pathname;
}

/** A link that was mailed and a batch whose secrets are shown; the batch's page. */
async function accessLinks(): Promise<string> {
  const links = `${house.url}/admin/access-links`;
  await page.goto(`${links}/new`);
  await page.locator('#firstName').fill('Erika Thảo');
  await page.locator('#lastName').fill('Wiśniewska-Leutheusser-Schnarrenberger');
  await page.locator('#email').fill('erika.sehr.langer.name@muster-gesellschaft.example');
  await page.locator('#purpose').fill('Rechtsschutzversicherungsgesellschaften');
  await page.getByRole('button', { name: 'Link senden' }).click();
  await page.waitForURL(/note=mailed/);
  await page.goto(`${links}/batches/new`);
  await page.locator('#purpose').fill('Neue in der Produktion');
  await page.getByRole('button', { name: 'Links erstellen' }).click();
  await page.waitForURL(/batches\/[0-9a-f-]{36}/);
  return new URL(page.url()).pathname;
}

/** Somebody who is expected; the page of their record. */
async function record(): Promise<string> {
  await page.goto(`${house.url}/admin/registrations/new`);
  await page.locator('[name="fact.lastName"]').fill('Wiśniewska-Nguyễn-Leutheusser-Schnarrenberger');
  await page.locator('#endsAt').fill('31.12.2099');
  await page.getByRole('radio', { name: 'Werk Nord: Mitglied' }).check({ force: true });
  await page.getByRole('button', { name: 'Speichern & Schließen' }).click();
  await page.waitForURL(/note=made/);
  return new URL(page.url()).pathname;
}

/** Somebody who was deleted; the page that asks whether the rest of them goes. */
async function deletedPerson(): Promise<string> {
  const { rows } = await house.query(`
    insert into member (first_name, last_name, username, origin, state, deleted_at, sync_state)
    values ('Thảo', 'Wiśniewska-Leutheusser-Schnarrenberger', 'thao.wisniewska', 'manual', 'deleted', now(), 'done') returning id`);
  return `/admin/erasure/people/${String(rows[0]?.['id'])}`;
}

const pages: { name: string; path: string }[] = [];

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
  context = await newBrowser(browser);
  page = await context.newPage();
  await page.goto(`${house.url}/admin/members`);
  await signIn(page, 'netz.manager', house.password);
  await page.waitForURL(`${house.url}/admin/members`);
  const preview = await importPeople();
  await page.getByRole('button', { name: /anlegen/ }).click();
  await until('the account', async () => {
    const { rows } = await house.query(
      `select 1 from member where origin = 'import' and sync_state = 'done'`,
    );
    return rows.length === 1;
  });
  await page.goto(`${house.url}/admin/campaigns/new`);
  await page.getByRole('button', { name: /einladen/i }).click();
  await page.waitForURL(/\/admin\/campaigns\/[0-9a-f-]{36}/);
  const campaign = new URL(page.url()).pathname;
  const { rows } = await house.query(`select id from member where origin = 'import'`);
  await house.query(`update "grant" set ends_at = now() + interval '10 days' where origin = 'import'`);
  const person = `/admin/members/${String(rows[0]?.['id'])}`;
  const newcomer = await withoutAddress();
  const registration = await record();
  const batch = await accessLinks();
  const { requestId } = await applicant(house, { lastName: 'Mitglied', firstName: 'Maria' });
  pages.push(
    { name: 'members', path: '/admin/members' },
    { name: 'members-none', path: '/admin/members?q=niemand' },
    { name: 'members-all', path: '/admin/members?q=m&select=all&sort=state&dir=desc' },
    { name: 'bulk-new', path: `/admin/bulk-acts/new?act=grant&id=${String(rows[0]?.['id'])}` },
    { name: 'bulk-suspend', path: `/admin/bulk-acts/new?act=suspend&id=${String(rows[0]?.['id'])}` },
    { name: 'bulk-list', path: '/admin/bulk-acts' },
    { name: 'member-new', path: '/admin/members/new' },
    { name: 'member', path: person },
    { name: 'member-edit', path: `${person}/edit` },
    { name: 'member-grants', path: `${person}/grants` },
    { name: 'grants-ending', path: '/admin/grants' },
    { name: 'grants-ended', path: '/admin/grants?ends=ended&note=none' },
    { name: 'member-delete', path: `${person}/delete` },
    { name: 'requests', path: '/admin/requests?note=approved&done=1&already=1' },
    { name: 'requests-none', path: '/admin/requests?tab=decided&q=niemand' },
    { name: 'request', path: `/admin/requests/${requestId}` },
    { name: 'requests-selected', path: `/admin/requests/selected?act=reject&id=${requestId}` },
    { name: 'registrations', path: '/admin/registrations?select=page' },
    { name: 'registrations-none', path: '/admin/registrations?q=niemand&state=ended' },
    { name: 'registration-new', path: '/admin/registrations/new' },
    { name: 'registration', path: registration },
    { name: 'registration-edit', path: `${registration}/edit` },
    {
      name: 'registration-act',
      path: `/admin/registrations/acts/new?act=remove&id=${registration.slice(-36)}`,
    },
    { name: 'registration-probe', path: '/admin/registrations/probe' },
    { name: 'registrations-held', path: '/admin/registrations/held' },
    { name: 'imports', path: '/admin/imports' },
    { name: 'import', path: preview },
    { name: 'campaign-new', path: '/admin/campaigns/new' },
    { name: 'campaigns', path: '/admin/campaigns' },
    { name: 'campaign', path: campaign },
    { name: 'campaign-settings', path: `${campaign}?edit=settings` },
    { name: 'campaign-filter', path: `${campaign}?q=niemand&show=notAccepted` },
    { name: 'letters', path: '/admin/letters' },
    { name: 'letters-none', path: '/admin/letters?letter=expired&q=niemand' },
    { name: 'letters-ask', path: `/admin/letters/ask?act=print&id=${newcomer}` },
    { name: 'letters-hand-out', path: `/admin/letters/ask?act=handOut&id=${newcomer}` },
    { name: 'letter-person', path: `/admin/members/${newcomer}` },
    { name: 'letter-ask', path: `/admin/members/${newcomer}/letter?act=show` },
    { name: 'letters-print', path: await printedLetter(newcomer) },
    { name: 'letters-no-way-back', path: '/admin/letters/no-way-back' },
    { name: 'deviations', path: '/admin/deviations' },
    { name: 'adopt', path: '/admin/adopt' },
    { name: 'mail-queue', path: '/admin/mail-queue' },
    { name: 'mail-queue-none', path: '/admin/mail-queue?state=bounced&domain=nowhere.example' },
    { name: 'mail-queue-ask', path: '/admin/mail-queue/ask?act=retry&state=sent' },
    { name: 'access-links', path: '/admin/access-links?note=mailed' },
    { name: 'access-links-none', path: '/admin/access-links?q=niemand&state=used' },
    { name: 'access-link-new', path: '/admin/access-links/new' },
    { name: 'access-link-batch-new', path: '/admin/access-links/batches/new' },
    { name: 'access-link-batches', path: '/admin/access-links/batches' },
    { name: 'access-link-batch', path: batch },
    { name: 'access-link-revoke', path: `/admin/access-links/revoke?batch=${batch.split('/').at(-1)}` },
    { name: 'erasure-ask', path: await deletedPerson() },
    { name: 'erasure', path: '/admin/erasure?note=waits' },
    { name: 'erasure-none', path: '/admin/erasure?q=niemand' },
    { name: 'erasure-traces', path: '/admin/erasure/traces' },
    { name: 'audit', path: '/admin/audit' },
    { name: 'fields', path: '/admin/settings/fields' },
    { name: 'field', path: '/admin/settings/fields/employeeNumber/edit' },
    { name: 'fields-areas', path: '/admin/settings/fields/areas' },
    { name: 'fields-comparison', path: '/admin/settings/fields/comparison' },
    { name: 'settings', path: '/admin/settings/network' },
    { name: 'retention', path: '/admin/settings/retention' },
    { name: 'settings-logo', path: '/admin/settings/network/logo' },
  );
}, 1_200_000);

afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const modes = [
  { name: 'wide, German, light', width: 1280, query: 'lang=de', scheme: 'light' },
  { name: 'phone, English, dark', width: 320, query: 'lang=en', scheme: 'dark' },
];

test.each(modes)(
  'every admin page is accessible and fits: $name',
  async ({ width, query, scheme }) => {
    await page.setViewportSize({ width, height: 900 });
    await context.addCookies([{ name: 'einlass_scheme', value: scheme, url: house.url }]);
    for (const { name, path } of pages) {
      const answer = await page.goto(`${house.url}${path}${path.includes('?') ? '&' : '?'}${query}`);
      expect([name, answer?.status()]).toEqual([name, 200]);
      expect(await page.locator('html').getAttribute('lang')).toBe(query.slice(-2));
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await picture(page, `${name}-${width}`);
    }
  },
  1_200_000,
);

test('every admin page works without JavaScript', async () => {
  const plain = await newBrowser(browser, 'de-DE', {
    javaScriptEnabled: false,
    storageState: await context.storageState(),
  });
  const own = await plain.newPage();
  for (const { name, path } of pages) {
    const answer = await own.goto(`${house.url}${path}`);
    expect([name, answer?.status(), await own.locator('h1').count()]).toEqual([name, 200, 1]);
  }
  await plain.close();
});
