import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { expectAccessible } from '../support/axe.ts';
import { employeePages } from './_employee-pages.ts';
import { type ScreensHouse, screensHouse } from './_house.ts';
import { locales } from './_page.ts';
import { emptyFolder, shoot } from './_shoot.ts';
import { visit } from './_visit.ts';

let at: ScreensHouse;
beforeAll(async () => {
  emptyFolder('employee');
  at = await screensHouse();
});
afterAll(async () => {
  await at?.close();
});

const all = employeePages.flatMap((shown) => locales.map((locale) => ({ name: shown.name, shown, locale })));

test.each(all)('$name, $locale', async ({ shown, locale }) => {
  const { page } = await visit(at, shown, locale);
  await page.locator(shown.shows).first().waitFor();
  expect(new URL(page.url()).origin).toBe(at.house.url);
  expect(await page.locator('html').getAttribute('lang')).toBe(locale);
  await shoot(page, { folder: 'employee', shown, locale }, () => expectAccessible(page));
  await page.context().close();
});
