import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expectNoSidewaysScroll } from '../support/axe.ts';
import { type Locale, type Scheme, type ScreenPage, schemes } from './_page.ts';

export const screens = fileURLToPath(new URL('../../docs/screens/', import.meta.url));

/** Names of the pictures of a page, without ending, in the order of the index. */
export const pictureName = (shown: ScreenPage, locale: Locale, scheme: Scheme): string =>
  `${shown.name}-${locale}-${scheme}`;
export const narrowName = (shown: ScreenPage): string => `${shown.name}-320`;

/** Nothing stays of pages that are no more. */
export function emptyFolder(folder: string): void {
  rmSync(join(screens, folder), { recursive: true, force: true });
  mkdirSync(join(screens, folder), { recursive: true });
}

type Shot = { folder: string; shown: ScreenPage; locale: Locale; mayStickOut?: boolean };

/** The whole page in light and dark, and what most people see as narrow as a phone; `look` happens at each of both schemes. */
export async function shoot(
  page: Page,
  { folder, shown, locale, mayStickOut }: Shot,
  look: (scheme: Scheme) => Promise<unknown>,
): Promise<void> {
  const keep = (name: string) =>
    page.screenshot({ path: join(screens, folder, `${name}.png`), fullPage: true });
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme });
    await keep(pictureName(shown, locale, scheme));
  }
  // Whatever is wrong, the pictures show it.
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme });
    await look(scheme);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 320, height: 640 });
  // The account console arranges itself anew by script.
  await page.waitForFunction('document.documentElement.scrollWidth <= 320');
  if (shown.often && locale === 'de') await keep(narrowName(shown));
  if (mayStickOut !== true) await expectNoSidewaysScroll(page);
}
