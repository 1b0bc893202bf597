import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { adminOfMaster } from '../keycloak/realm-fixture.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { launch, newBrowser, picture, signIn } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';

let house: Installation;
let browser: Browser;
let admin: BrowserContext;
let page: Page;

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
  admin = await newBrowser(browser);
  page = await admin.newPage();
  await page.goto(`${house.url}/admin`);
  await signIn(page, 'netz.manager', house.password);
  await page.waitForURL(`${house.url}/admin/members`);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
}, 60_000);

type Row = { id: string; keycloak_user_id: string; state: string; sync_state: string };
async function member(username: string): Promise<Row> {
  const { rows } = await house.query(
    `select id, keycloak_user_id, state, sync_state from member where username = '${username}'`,
  );
  return rows[0] as Row;
}
const synced = (username: string) =>
  until(`${username} at Keycloak`, async () => {
    const found = await member(username);
    return found?.sync_state === 'done' && found.keycloak_user_id !== null && found;
  });
async function keycloak() {
  const client = await adminOfMaster();
  client.realmName = house.realm;
  return client;
}
async function open(username: string): Promise<void> {
  await page.goto(`${house.url}/admin/members/${(await member(username)).id}`);
}
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const main = () => page.locator('main').innerText();

/** As wide as a desk and as narrow as a phone. */
async function looksRight(name: string): Promise<void> {
  await expectAccessible(page);
  await picture(page, name);
  await page.setViewportSize({ width: 320, height: 800 });
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await picture(page, `${name}-320`);
  await page.setViewportSize({ width: 1280, height: 900 });
}

async function fill(values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await page.locator(`#${name}`).fill(value);
}

test('the list leads to Hinzufügen; errors are at their fields and nothing that was typed is lost', async () => {
  await page.getByRole('link', { name: 'Hinzufügen' }).click();
  await page.waitForURL(`${house.url}/admin/members/new`);
  await looksRight('person-new');
  await fill({
    salutation: 'Frau',
    firstName: 'Ärmin "Ä',
    lastName: '',
    email: 'kaputt@',
    username: 'nora.nord',
    employeeNumber: '00815',
  });
  const [answer] = await Promise.all([page.waitForNavigation(), press('Speichern & Schließen')]);
  expect(answer?.status()).toBe(422);
  expect(await page.locator('#email-error').innerText()).toContain('keine gültige E-Mail-Adresse');
  expect(await page.locator('#lastName-error').innerText()).toContain('fehlt');
  const kept = await page
    .locator('form input:not([type=hidden])')
    .evaluateAll((inputs) =>
      inputs.map((input) => (input as unknown as { value: string }).value).filter(Boolean),
    );
  expect(kept).toEqual(expect.arrayContaining(['Frau', 'Ärmin "Ä', 'kaputt@', '00815', 'nora.nord']));
  await page.locator('#errors').getByRole('link', { name: 'E-Mail-Adresse' }).click();
  expect(await page.evaluate('document.activeElement.id')).toBe('email');
  await looksRight('person-new-errors');
});

test('repaired, its taken user name is named; then a proposal appears while one types, and the person is made', async () => {
  await fill({ firstName: 'Ärmin', lastName: 'Müller-Öz', email: 'aermin@muster.example' });
  const [answer] = await Promise.all([page.waitForNavigation(), press('Speichern & Schließen')]);
  expect(answer?.status()).toBe(422);
  expect(await page.locator('#username-error').innerText()).toContain('Nora Nord');
  await fill({ username: '' });
  await page.locator('#lastName').press('End');
  await page.locator('#lastName').pressSequentially('t');
  await page.locator('#proposal', { hasText: 'aermin.mueller-oezt' }).waitFor();
  await page.locator('#areaId').selectOption({ label: 'Werk Nord' });
  await press('Speichern & Schließen');
  await page.waitForURL(/\/admin\/members\?made=/);
  expect(await main()).toContain('Ärmin Müller-Özt ist angelegt');
  await picture(page, 'members-made');
  const { keycloak_user_id: id } = await synced('aermin.mueller-oezt');
  expect(await house.keycloakUser(id)).toMatchObject({ email: 'aermin@muster.example', enabled: false });
});

test('Speichern & weiteren Benutzer anlegen keeps area, role and language and begins at the first field', async () => {
  await page.goto(`${house.url}/admin/members/new`);
  await fill({ firstName: 'Bea', lastName: 'Weiter' });
  await page.locator('#areaId').selectOption({ label: 'Werk Süd' });
  await page.locator('#role').selectOption({ label: 'Redakteur' });
  await page.locator('#locale').selectOption('en');
  await press('Speichern & weiteren Benutzer anlegen');
  await page.waitForURL(/made=/);
  expect(await main()).toContain('Bea Weiter ist angelegt, Benutzername bea.weiter');
  expect(await page.evaluate('document.activeElement.id')).toBe('salutation');
  await looksRight('person-another');
  await fill({ firstName: 'Cem', lastName: 'Weiter' });
  await press('Speichern & Schließen');
  await page.waitForURL(/\/admin\/members\?made=/);
  const { rows } = await house.query(
    `select m.username, m.locale, g.role, a.slug from member m join "grant" g on g.member_id = m.id join area a on a.id = g.area_id where m.last_name = 'Weiter' order by 1`,
  );
  const same = { locale: 'en', role: 'editor', slug: 'werk-sued' };
  expect(rows).toEqual([
    { username: 'bea.weiter', ...same },
    { username: 'cem.weiter', ...same },
  ]);
});

test('Speichern & Berechtigungen zuordnen leads to the matrix; a whole column at once, then one by one', async () => {
  await page.goto(`${house.url}/admin/members/new`);
  await fill({ firstName: 'Mia', lastName: 'Matrix' });
  await page.locator('#areaId').selectOption({ label: 'Zentrale' });
  await press('Speichern & Berechtigungen für die anderen Bereiche zuordnen');
  await page.waitForURL(/\/grants\?note=made/);
  expect(await page.getByRole('radio', { name: 'Zentrale: Mitglied' }).isChecked()).toBe(true);
  await looksRight('person-matrix');
  await press('Redakteur');
  await until('the column is marked', () =>
    page.getByRole('radio', { name: 'Werk Nord: Redakteur' }).isChecked(),
  );
  await page.getByRole('radio', { name: 'Muster AG: Keine' }).check();
  await page.getByRole('radio', { name: 'Werk Süd: Newsroom-Manager' }).check();
  await press('Speichern');
  await page.waitForURL(/\?note=grants/);
  await looksRight('person');
  const { keycloak_user_id: id } = await synced('mia.matrix');
  const groups = await (await keycloak()).users.listGroups({ id });
  expect(groups.map((group) => group.path).toSorted()).toEqual([
    '/areas/werk-nord/editor',
    '/areas/werk-sued/newsroom_manager',
    '/areas/zentrale/editor',
  ]);
});

test('everything works without JavaScript, and a double click makes one person', async () => {
  const plain = await browser.newContext({
    javaScriptEnabled: false,
    locale: 'de-DE',
    storageState: await admin.storageState(),
  });
  const own = await plain.newPage();
  await own.goto(`${house.url}/admin/members/new`);
  await own.locator('#firstName').fill('Ohne');
  await own.locator('#lastName').fill('Skript');
  await own.getByRole('button', { name: /^Speichern & Berechtigungen/ }).dblclick();
  await own.waitForURL(/\/grants\?note=made/);
  await own.getByRole('button', { name: 'Mitglied', exact: true }).click();
  expect(await own.getByRole('radio', { name: 'Werk Süd: Mitglied' }).isChecked()).toBe(true);
  await own.getByRole('button', { name: 'Speichern', exact: true }).click();
  await own.waitForURL(/\?note=grants/);
  const { rows } = await house.query(
    `select count(distinct m.id)::int as people, count(*)::int as grants from member m join "grant" g on g.member_id = m.id where m.last_name = 'Skript'`,
  );
  expect(rows).toEqual([{ people: 1, grants: 4 }]);
  await plain.close();
});

test('editing reaches Keycloak; who was overtaken by a colleague loses nothing', async () => {
  await open('mia.matrix');
  await page.getByRole('link', { name: 'Bearbeiten' }).click();
  const late = await admin.newPage();
  await late.goto(page.url());
  await fill({ firstName: 'Maria-Mia', email: 'mia@muster.example' });
  await looksRight('person-edit');
  await press('Speichern');
  await page.waitForURL(/note=saved/);
  await late.locator('#lastName').fill('Zu Spät');
  const [answer] = await Promise.all([
    late.waitForNavigation(),
    late.getByRole('button', { name: 'Speichern', exact: true }).click(),
  ]);
  expect(answer?.status()).toBe(409);
  expect(await late.locator('#lastName').inputValue()).toBe('Zu Spät');
  expect(await late.locator('#firstName-help').innerText()).toContain('Jetzt gespeichert: Maria-Mia');
  await expectAccessible(late);
  await picture(late, 'person-overtaken');
  await late.locator('#firstName').fill('Maria-Mia');
  await late.locator('#email').fill('mia@muster.example');
  await late.getByRole('button', { name: 'Speichern', exact: true }).click();
  await late.waitForURL(/note=saved/);
  await late.close();
  const { keycloak_user_id: id } = await synced('mia.matrix');
  expect(await house.keycloakUser(id)).toMatchObject({
    firstName: 'Maria-Mia',
    lastName: 'Zu Spät',
    email: 'mia@muster.example',
  });
});

test('suspended, a signed-in employee is out and stays out; reactivated, comes back in; deleted, is gone', async () => {
  const employee = await newBrowser(browser);
  const own = await employee.newPage();
  const enter = async () => {
    await own.goto(`${house.appUrl}/login`);
    await signIn(own, 'emil.editor', house.password);
  };
  await enter();
  await own.getByText('Emil Editor').first().waitFor();
  const { keycloak_user_id: id } = await member('emil.editor');
  const sessions = async () => (await (await keycloak()).users.listSessions({ id })).length;
  expect(await sessions()).toBe(1);

  await open('emil.editor');
  await press('Sperren');
  await page.waitForURL(/note=suspended/);
  await synced('emil.editor');
  expect((await house.keycloakUser(id)).enabled).toBe(false);
  expect(await sessions()).toBe(0);
  await looksRight('person-suspended');
  await enter();
  await own.locator('#username').waitFor();
  expect(await own.locator('body').innerText()).not.toContain('Emil Editor');

  await press('Wieder freigeben');
  await page.waitForURL(/note=reactivated/);
  await synced('emil.editor');
  expect(await sessions()).toBe(0);
  await enter();
  await own.getByText('Emil Editor').first().waitFor();

  await page.getByRole('link', { name: 'Löschen' }).click();
  await looksRight('person-delete');
  await press('Person löschen');
  await page.waitForURL(/note=deleted/);
  await until('the account is gone', async () => {
    const { rows } = await house.query(
      `select sync_state from member where id = '${(await member('emil.editor')).id}'`,
    );
    return rows[0]?.['sync_state'] === 'done';
  });
  await expect(house.keycloakUser(id)).rejects.toThrow('no account');
  expect(await main()).not.toContain('Editor, Emil');
  await enter();
  await own.locator('#username').waitFor();
  await employee.close();
});

test('what Keycloak refused is shown with its reason, in the list and at the person, and tried again by a button', async () => {
  const client = await keycloak();
  const { id } = await client.users.create({ username: 'fremd.da', enabled: true });
  await page.goto(`${house.url}/admin/members/new`);
  await fill({ firstName: 'Fremd', lastName: 'Da' });
  await press('Speichern & Schließen');
  await page.waitForURL(/made=/);
  await until('it failed', async () => (await member('fremd.da')).sync_state === 'failed');
  await page.goto(`${house.url}/admin/members?q=fremd.da`);
  expect(await main()).toContain('gehören im Anmeldedienst schon zu einem anderen Konto');
  await looksRight('members-failed');
  await open('fremd.da');
  await looksRight('person-failed');
  await client.users.del({ id });
  await press('Erneut versuchen');
  await page.waitForURL(/note=retried/);
  await synced('fremd.da');
});

test('a newsroom manager sees their own area only, in the form, in the matrix and at the person', async () => {
  const nora = await newBrowser(browser);
  const own = await nora.newPage();
  await own.goto(`${house.url}/admin`);
  await signIn(own, 'nora.nord', house.password);
  await own.goto(`${house.url}/admin/members/new`);
  expect(await own.locator('#areaId option').allInnerTexts()).toEqual(['Werk Nord']);
  expect(await own.locator('#role option').allInnerTexts()).toEqual([
    'Mitglied',
    'Redakteur',
    'Newsroom-Manager',
  ]);
  expect(await own.getByRole('button', { name: /Berechtigungen/ }).count()).toBe(0);
  const mia = await member('mia.matrix');
  await own.goto(`${house.url}/admin/members/${mia.id}`);
  const text = await own.locator('main').innerText();
  expect(text).toContain('Dazu Berechtigungen in Bereichen, die Sie nicht verwalten.');
  expect(text).not.toContain('Zentrale');
  expect(await own.getByRole('link', { name: 'Bearbeiten' }).count()).toBe(0);
  const foreign = await own.goto(`${house.url}/admin/members/${(await member('max.mitglied')).id}`);
  expect(foreign?.status()).toBe(404);
  const unknown = await own.goto(`${house.url}/admin/members/00000000-0000-4000-8000-000000000000`);
  expect(unknown?.status()).toBe(404);
  await nora.close();
});
