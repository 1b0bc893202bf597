import { afterAll, beforeAll } from '@jest/globals';
import { adminOfMaster } from '../keycloak/realm-fixture.ts';
import { launch, newBrowser, signIn, textOf } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { looksRightOn } from './looks.ts';

/** One installation, and a network manager signed in, for the file that imports this. */
export let house: Installation;
export let browser: Browser;
export let admin: BrowserContext;
export let page: Page;

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
  admin = await newBrowser(browser);
  page = await admin.newPage();
  await page.goto(`${house.url}/admin/members`);
  await signIn(page, 'netz.manager', house.password);
  await page.waitForURL(`${house.url}/admin/members`);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

type Row = { id: string; keycloak_user_id: string; state: string; sync_state: string };
export async function member(username: string): Promise<Row> {
  const { rows } = await house.query(
    `select id, keycloak_user_id, state, sync_state from member where username = '${username}'`,
  );
  return rows[0] as Row;
}
export const synced = (username: string) =>
  until(`${username} at Keycloak`, async () => {
    const found = await member(username);
    return found?.sync_state === 'done' && found.keycloak_user_id !== null && found;
  });
export async function keycloak() {
  const client = await adminOfMaster();
  client.realmName = house.realm;
  return client;
}
export async function open(username: string): Promise<void> {
  await page.goto(`${house.url}/admin/members/${(await member(username)).id}`);
}
export const press = (name: string, own = page) => own.getByRole('button', { name, exact: true }).click();
/** The page with the password of somebody without an address, left by one of its ways on. */
export async function goOn(name: string, own = page): Promise<void> {
  await own.getByText('Initialpasswort').first().waitFor();
  await own.getByRole('link', { name, exact: true }).click();
}
export const main = (own = page) => textOf(own);

export const looksRight = (name: string, own = page) => looksRightOn(own, name);

export async function fill(values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await page.locator(`#${name}`).fill(value);
}
