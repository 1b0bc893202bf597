import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

type Violation = { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] };
type Axe = { run(context: unknown, options: unknown): Promise<{ violations: Violation[] }> };

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** WCAG 2.2 AA and what axe calls best practice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

type Complaint = { id: string; help: string; where: { target: string; why: string }[] };

/** What axe complains of; its script comes through the debugger, so the page's own policy stays in force. */
async function complaints(page: Page): Promise<Complaint[]> {
  // A page is there before its styles are.
  await page.waitForLoadState('load');
  // What is still fading in has a colour of its own at every moment; endless animations cannot be finished and stay.
  await page.evaluate('document.getAnimations().forEach((each) => { try { each.finish(); } catch {} })');
  await page.evaluate(source);
  return page.evaluate(async (values) => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const result = await axe.run(
      { exclude: [['iframe']] },
      { runOnly: values, resultTypes: ['violations'], iframes: false },
    );
    return result.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.map(({ target, failureSummary }) => ({
        target: target.join(' '),
        why: failureSummary ?? '',
      })),
    }));
  }, tags);
}

export async function expectAccessible(page: Page): Promise<void> {
  expect(await complaints(page)).toEqual([]);
}

export type Finding = { rule: string; target: string; why: string };

/** PatternFly numbers its ids by how often a page was drawn, which is another number on a slow machine. */
const sameEachTime = (target: string): string => target.replace(/#pf-random-id-\d+/g, '#pf-random-id-n');

/** The same for pages of which not all is ours: one entry for each rule and place. */
export async function findings(page: Page): Promise<Finding[]> {
  return (await complaints(page)).flatMap(({ id, where }) =>
    where.map(({ target, why }) => ({ rule: id, target: sameEachTime(target), why })),
  );
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
