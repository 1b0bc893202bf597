import { expect, test } from '@jest/globals';
import { newBrowser, signIn, textOf } from '../support/browser.ts';
import { until } from '../support/processes.ts';
import {
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
  expect(await textOf(own, 'body')).not.toContain('Emil Editor');

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
  await goOn('Zur Liste');
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
