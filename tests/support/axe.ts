import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

type Violation = { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] };
type Axe = { run(context: unknown, options: unknown): Promise<{ violations: Violation[] }> };

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** WCAG 2.2 AA and what axe calls best practice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** No complaint of axe; the script comes through the debugger, so the page's own policy stays in force. */
export async function expectAccessible(page: Page): Promise<void> {
  // A page is there before its styles are.
  await page.waitForLoadState('load');
  // What is still fading in has a colour of its own at every moment; endless animations cannot be finished and stay.
  await page.evaluate('document.getAnimations().forEach((each) => { try { each.finish(); } catch {} })');
  await page.evaluate(source);
  const violations = await page.evaluate(async (values) => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const result = await axe.run(
      { exclude: [['iframe']] },
      { runOnly: values, resultTypes: ['violations'], iframes: false },
    );
    return result.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`),
    }));
  }, tags);
  expect(violations).toEqual([]);
}

/** Nothing sticks out to the side, not even inside a part that scrolls by itself; text for screen readers only does not count. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  const overhang = await page.evaluate(`(() => {
    const width = document.documentElement.clientWidth;
    return [...document.querySelectorAll('body *')]
      .filter((element) => !element.closest('.pf-v6-screen-reader'))
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .map((element) => element.tagName + '.' + element.getAttribute('class'));
  })()`);
  expect(overhang).toEqual([]);
}
