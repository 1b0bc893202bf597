import { expect } from '@jest/globals';
import type { BrowserContext } from 'playwright-core';
import type { ScreensHouse } from './_house.ts';
import type { Locale, ScreenPage, Visit } from './_page.ts';
import { newPerson } from './_people.ts';

const languages = { de: 'de-DE', en: 'en-US' } as const;
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

function authOf({ house, issuer }: ScreensHouse, more: Record<string, string> = {}): string {
  const query = {
    client_id: 'sample-app',
    redirect_uri: `${house.appUrl}/callback`,
    response_type: 'code',
    scope: 'openid',
    state: 's',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  };
  return `${issuer}/protocol/openid-connect/auth?${new URLSearchParams(query)}`;
}

export const size = { width: 1024, height: 720 };

async function newContext({ browser }: ScreensHouse, locale: Locale): Promise<BrowserContext> {
  const context = await browser.newContext({
    locale: languages[locale],
    viewport: size,
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(20_000);
  return context;
}

/** Goes to the page in a browser of its own, and to nobody's surprise is there. */
export async function visit(at: ScreensHouse, shown: ScreenPage, locale: Locale): Promise<Visit> {
  const page = await (await newContext(at, locale)).newPage();
  const there: Visit = {
    page,
    locale,
    at,
    auth: (more) => authOf(at, more),
    person: (like) => newPerson(at, like),
  };
  await shown.open(there);
  await page.waitForLoadState('load');
  await expectReached(there, shown);
  return there;
}

/** A sentence of Keycloak's as it looks on a page: what it puts in may be anything, markup is gone. */
function asShown(sentence: string): RegExp {
  const text = sentence
    .replace(/<[^>]+>/g, ' ')
    .replaceAll("''", "'")
    .replace(/\s+/g, ' ')
    .trim();
  const literal = text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\d\}/g, '[^]*');
  return new RegExp(literal.replaceAll(' ', '\\s+'), 'i');
}

async function expectReached({ page, locale, at }: Visit, shown: ScreenPage): Promise<void> {
  const kind = shown.template ? 'login' : 'account';
  const heading = page.locator(shown.template ? '#kc-page-title' : 'h1').first();
  const template = await page.locator('body').getAttribute('data-page-id');
  const title = asShown(await at.sentence(kind, locale, shown.title));
  expect({ page: shown.name, template, title: await heading.innerText() }).toEqual({
    page: shown.name,
    template: shown.template ? `login-${shown.template}` : null,
    title: expect.stringMatching(title),
  });
  const said = shown.says ? asShown(await at.sentence(kind, locale, shown.says)) : /./;
  expect(await page.locator('body').innerText()).toMatch(said);
}
