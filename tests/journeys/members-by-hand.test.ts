import { expect, test } from '@jest/globals';
import { expectAccessible } from '../support/axe.ts';
import { newBrowser, picture, signIn, textOf } from '../support/browser.ts';
import { until } from '../support/processes.ts';
import {
  admin,
  browser,
  fill,
  goOn,
  house,
  keycloak,
  looksRight,
  main,
  member,
  open,
  page,
  press,
  synced,
} from './by-hand.ts';

const toGrants = 'Berechtigungen für die anderen Bereiche zuordnen';

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
  await page.locator('#email:focus').waitFor();
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
  await goOn('Weiteren Benutzer anlegen');
  await page.waitForURL(/made=/);
  expect(await main()).toContain('Bea Weiter ist angelegt, Benutzername bea.weiter');
  await page.locator('#salutation:focus').waitFor();
  await looksRight('person-another');
  await fill({ firstName: 'Cem', lastName: 'Weiter' });
  await press('Speichern & Schließen');
  await goOn('Zur Liste');
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
  await goOn(toGrants);
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
  const plain = await newBrowser(browser, 'de-DE', {
    javaScriptEnabled: false,
    storageState: await admin.storageState(),
  });
  const own = await plain.newPage();
  await own.goto(`${house.url}/admin/members/new`);
  await own.locator('#firstName').fill('Ohne');
  await own.locator('#lastName').fill('Skript');
  await own.getByRole('button', { name: /^Speichern & Berechtigungen/ }).dblclick();
  await goOn(toGrants, own);
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

test('a newsroom manager sees their own area only, in the form, in the matrix and at the person', async () => {
  const nora = await newBrowser(browser);
  const own = await nora.newPage();
  await own.goto(`${house.url}/admin/members`);
  await signIn(own, 'nora.nord', house.password);
  await own.waitForURL(`${house.url}/admin/members`);
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
  const text = await textOf(own);
  expect(text).toContain('Dazu Berechtigungen in Bereichen, die Sie nicht verwalten.');
  expect(text).not.toContain('Zentrale');
  expect(await own.getByRole('link', { name: 'Bearbeiten' }).count()).toBe(0);
  const foreign = await own.goto(`${house.url}/admin/members/${(await member('max.mitglied')).id}`);
  expect(foreign?.status()).toBe(404);
  const unknown = await own.goto(`${house.url}/admin/members/00000000-0000-4000-8000-000000000000`);
  expect(unknown?.status()).toBe(404);
  await nora.close();
});
