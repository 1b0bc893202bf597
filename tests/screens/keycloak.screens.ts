import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findings } from '../support/axe.ts';
import { gallery } from './_gallery.ts';
import { type ScreensHouse, screensHouse } from './_house.ts';
import { dressed, expectNothingOfOurs, type Known, knownFindings } from './_own-additions.ts';
import { locales, schemes } from './_page.ts';
import { keycloakPages } from './_pages.ts';
import { expectReached } from './_reached.ts';
import { emptyFolder, screens, shoot } from './_shoot.ts';
import { visit } from './_visit.ts';

let at: ScreensHouse;
/** Findings as lines that can be compared. */
const [ours, stock] = [new Set<string>(), new Set<string>()];
const line = ({ rule, page, target }: Known): string => `${page}: ${rule} at ${target}`;
const known = knownFindings.map(line);

beforeAll(async () => {
  emptyFolder('keycloak');
  writeFileSync(join(screens, 'README.md'), gallery());
  at = await screensHouse();
});
afterAll(async () => {
  await at?.close();
});

const all = keycloakPages.flatMap((shown) => locales.map((locale) => ({ name: shown.name, shown, locale })));

test.each(all)('$name, $locale', async ({ shown, locale }) => {
  const there = await visit(at, shown, locale);
  await expectReached(there, shown);
  await dressed(there);
  // At 320 px the bar of Keycloak's account console is wider than the screen, whatever it wears.
  const mayStickOut = shown.template === undefined;
  await shoot(there.page, { folder: 'keycloak', shown, locale, mayStickOut }, async () => {
    for (const found of await expectNothingOfOurs(there, shown))
      ours.add(line({ page: shown.name, ...found }));
  });
  await there.page.context().close();
});

test('the list of what is Keycloak’s own is whole: each is found here, and in its stock look as well', async () => {
  await at.wear('stock');
  const listed = keycloakPages.filter(({ name }) => knownFindings.some(({ page }) => page === name));
  for (const shown of listed)
    for (const scheme of schemes) {
      const { page } = await visit(at, shown, 'de');
      await page.emulateMedia({ colorScheme: scheme });
      for (const found of await findings(page)) stock.add(line({ page: shown.name, ...found }));
      await page.context().close();
    }
  expect(known.filter((one) => !ours.has(one))).toEqual([]);
  expect(known.filter((one) => !stock.has(one))).toEqual([]);
});
