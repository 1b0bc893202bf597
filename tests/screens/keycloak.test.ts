import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findings } from '../support/axe.ts';
import { type ScreensHouse, screensHouse } from './_house.ts';
import { keycloakPages } from './_pages.ts';
import { visit } from './_visit.ts';

let at: ScreensHouse;
beforeAll(async () => {
  at = await screensHouse();
}, 120_000);
afterAll(async () => {
  await at?.close();
}, 60_000);

test.each(keycloakPages)('$name', async (shown) => {
  const { page } = await visit(at, shown, 'de');
  const found = await findings(page);
  await page.screenshot({ path: `/tmp/s-shots/${shown.name}.png`, fullPage: true });
  console.log(shown.name, JSON.stringify(found));
  await page.context().close();
});
