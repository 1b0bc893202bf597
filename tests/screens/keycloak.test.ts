import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ScreensHouse, screensHouse } from './_house.ts';
import { dressed, expectNothingOfOurs, knownFindings } from './_own-additions.ts';
import { keycloakPages } from './_pages.ts';
import { expectReached } from './_reached.ts';
import { visit } from './_visit.ts';

let at: ScreensHouse;
beforeAll(async () => {
  at = await screensHouse();
});
afterAll(async () => {
  await at?.close();
});

test.each(keycloakPages)('$name: is that page, and axe finds nothing that we added', async (shown) => {
  const there = await visit(at, shown, 'de');
  await expectReached(there, shown);
  await dressed(there);
  await expectNothingOfOurs(there, shown);
  await there.page.context().close();
});

test('what is known of Keycloak names pages of the list', () => {
  const names = keycloakPages.map(({ name }) => name);
  expect(knownFindings.filter(({ page }) => !names.includes(page))).toEqual([]);
});
