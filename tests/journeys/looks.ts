import type { Page } from 'playwright-core';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { picture } from '../support/browser.ts';

/** As wide as a desk and as narrow as a phone. */
export async function looksRightOn(page: Page, name: string): Promise<void> {
  await expectAccessible(page);
  await picture(page, name);
  await page.setViewportSize({ width: 320, height: 800 });
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await picture(page, `${name}-320`);
  await page.setViewportSize({ width: 1280, height: 900 });
}
