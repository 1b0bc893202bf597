import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { adminOfMaster } from '../keycloak/realm-fixture.ts';
import { expectAccessible } from '../support/axe.ts';
import { launch, newBrowser, picture, signIn, textOf } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { servers } from '../support/servers.ts';
import { looksRightOn } from './looks.ts';

/** Keycloak's own admin console, used as its administrators use it; Einlass beside it, as a network manager sees it. */
let house: Installation;
let browser: Browser;
let keycloak: Page;
let page: Page;
const { keycloakUrl, keycloakAdminUsername, keycloakAdminPassword } = servers();

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
  keycloak = await (await newBrowser(browser, 'en-US')).newPage();
  page = await (await newBrowser(browser)).newPage();
  await page.goto(`${house.url}/admin/members`);
  await signIn(page, 'netz.manager', house.password);
  await page.waitForURL(`${house.url}/admin/members`);
  await keycloak.goto(`${keycloakUrl}/admin/master/console/#/${house.realm}/users`);
  await signIn(keycloak, keycloakAdminUsername, keycloakAdminPassword);
  await keycloak.getByTestId('currentRealm').waitFor();
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

async function userAtKeycloak(id: string) {
  return (await adminOfMaster()).users.findOne({ realm: house.realm, id });
}
async function groupsOf(id: string): Promise<string[]> {
  const groups = await (await adminOfMaster()).users.listGroups({ realm: house.realm, id });
  return groups.map(({ path }) => String(path)).sort();
}
async function member(username: string): Promise<{ id: string; user: string; state: string }> {
  const { rows } = await house.query(
    `select id, keycloak_user_id as "user", state from member where username = '${username}'`,
  );
  return rows[0] as { id: string; user: string; state: string };
}
async function openInConsole(username: string, tab: 'settings' | 'groups'): Promise<void> {
  const { user } = await member(username);
  // The console keeps the person it shows when only the part after # changes.
  await keycloak.goto('about:blank');
  await keycloak.goto(`${keycloakUrl}/admin/master/console/#/${house.realm}/users/${user}/${tab}`);
  await keycloak.getByTestId('view-header').getByText(username).waitFor();
}
/** Reloads until Einlass shows it. */
async function shows(path: string, text: RegExp): Promise<void> {
  await until(`${path} shows ${text}`, async () => {
    await page.goto(`${house.url}${path}`);
    return text.test(await textOf(page));
  });
}
async function press(name: 'Übernehmen' | 'Zurücknehmen' | 'Wiederherstellen', row: RegExp): Promise<void> {
  const entry = page.getByRole('row').filter({ hasText: row });
  await entry.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  await page.waitForLoadState();
}
const looksRight = (name: string) => looksRightOn(page, name);

test('renamed in the console: shown as Abweichung in the list, on the person and on the page; taken back and adopted', async () => {
  await openInConsole('emil.editor', 'settings');
  await keycloak.getByTestId('firstName').fill('Emilio');
  await keycloak.getByTestId('lastName').fill('Redakteur');
  await keycloak.getByTestId('user-creation-save').click();
  await keycloak.getByText('The user has been saved').waitFor();
  await picture(keycloak, 'console-renamed');
  await shows('/admin/members?trouble=deviation', /Editor, Emil[\s\S]*Abweichung/);
  await picture(page, 'members-deviating');
  const { id } = await member('emil.editor');
  await shows(`/admin/members/${id}`, /Emilio[\s\S]*Redakteur/);
  await looksRight('person-deviation');
  await press('Zurücknehmen', /Emilio/);
  expect(new URL(page.url()).pathname).toBe(`/admin/members/${id}`);
  await shows('/admin/deviations', /Redakteur/);
  await looksRight('deviations');
  await press('Übernehmen', /Redakteur/);
  await page.getByText('Übernommen').waitFor();
  await shows(`/admin/members/${id}`, /Emil Redakteur/);
  const account = await userAtKeycloak((await member('emil.editor')).user);
  expect([account?.firstName, account?.lastName]).toEqual(['Emil', 'Redakteur']);
  expect(await textOf(page)).not.toContain('Emilio');
});

test('disabled in the console is gesperrt in Einlass, enabled again is aktiv', async () => {
  const { id } = await member('maria.mitglied');
  await openInConsole('maria.mitglied', 'settings');
  await keycloak.getByTestId('maria.mitglied-switch').locator('xpath=..').click();
  await keycloak.getByTestId('confirm').click();
  await shows(`/admin/members/${id}`, /Gesperrt/);
  await openInConsole('maria.mitglied', 'settings');
  await keycloak.getByTestId('maria.mitglied-switch').locator('xpath=..').click();
  await shows(`/admin/members/${id}`, /Aktiv/);
});

test('moved to another group in the console: both halves are shown, one is adopted, the other taken back', async () => {
  const { id, user } = await member('max.mitglied');
  await openInConsole('max.mitglied', 'groups');
  await keycloak.getByTestId('leave-member').click();
  await keycloak.getByTestId('confirm').click();
  await until('the group is left', async () => (await groupsOf(user)).length === 0);
  await openInConsole('max.mitglied', 'groups');
  await keycloak.getByRole('button', { name: 'Join Group' }).first().click();
  const dialog = keycloak.getByRole('dialog');
  for (const name of ['areas', 'werk-nord']) await dialog.getByText(name, { exact: true }).first().click();
  await dialog.getByTestId('editor-check').check();
  await picture(keycloak, 'console-join');
  await dialog.getByTestId('join-button').click();
  await shows(
    `/admin/members/${id}`,
    /Gruppe hinzugefügt[\s\S]*Gruppe entzogen|Gruppe entzogen[\s\S]*Gruppe hinzugefügt/,
  );
  await press('Übernehmen', /Gruppe hinzugefügt/);
  await press('Zurücknehmen', /Gruppe entzogen/);
  await until('no deviation is left', async () => {
    const { rows } = await house.query(
      `select 1 from deviation where state = 'open' and member_id = '${id}'`,
    );
    return rows.length === 0;
  });
  const { rows } = await house.query(
    `select a.slug, g.role from "grant" g join area a on a.id = g.area_id where member_id = '${id}' order by 1`,
  );
  expect(rows).toEqual([
    { slug: 'werk-nord', role: 'editor' },
    { slug: 'werk-sued', role: 'member' },
  ]);
  expect(await groupsOf(user)).toEqual(['/areas/werk-nord/editor', '/areas/werk-sued/member']);
});

test('deleted in the console is reported, and wiederherstellen makes the account anew', async () => {
  const before = await member('maria.mitglied');
  await openInConsole('maria.mitglied', 'settings');
  await keycloak.getByTestId('action-dropdown').click();
  await keycloak.getByRole('menuitem', { name: 'Delete' }).click();
  await keycloak.getByTestId('confirm').click();
  await shows('/admin/deviations', /Maria Mitglied[\s\S]*Konto gelöscht/);
  await press('Wiederherstellen', /Maria Mitglied/);
  const again = await until('the new account', async () => {
    const found = await member('maria.mitglied');
    return found.user !== null && found.user !== before.user ? found : undefined;
  });
  expect(again.state).toBe('created');
  // The comparison of the next test is to find nothing under way.
  await until('the account is whole', async () => {
    const { rows } = await house.query(`select sync_state from member where id = '${before.id}'`);
    return rows[0]?.['sync_state'] === 'done';
  });
  expect((await house.keycloakUser(again.user)).enabled).toBe(false);
});

test('the reconcile command says what it compared, and a second run writes nothing', async () => {
  await house.command('reconcile');
  const figures = JSON.parse((await house.command('reconcile', '--json')).trim().split('\n').at(-1) ?? '{}');
  expect(figures).toMatchObject({ writes: 0, missingAccounts: 0, halted: false });
});

test('an existing account is adopted from search to person', async () => {
  await keycloak.goto(`${keycloakUrl}/admin/master/console/#/${house.realm}/users/add-user`);
  await keycloak.getByTestId('username').fill('bestands.konto');
  await keycloak.getByTestId('user-creation-save').click();
  await keycloak.getByText('The user has been created').waitFor();
  await page.goto(`${house.url}/admin/deviations`);
  await page.getByRole('link', { name: 'Bestehendes Konto übernehmen' }).click();
  await page.getByRole('searchbox').fill('bestands.konto');
  await page.getByRole('searchbox').press('Enter');
  await looksRight('adopt');
  await page.getByRole('link', { name: 'bestands.konto' }).click();
  await looksRight('adopt-preview');
  await page.getByRole('button', { name: 'Konto übernehmen' }).click();
  await page.locator('[aria-invalid=true]').first().waitFor();
  await expectAccessible(page);
  await page.getByLabel(/Vorname/).fill('Berta');
  await page.getByLabel(/Nachname/).fill('Bestand');
  await page.getByRole('button', { name: 'Konto übernehmen' }).click();
  await page.getByRole('heading', { name: 'Berta Bestand' }).waitFor();
  const { id, user, state } = await member('bestands.konto');
  expect(state).toBe('active');
  expect((await userAtKeycloak(user))?.attributes?.['member_id']).toEqual([id]);
});
