import { expect } from '@jest/globals';
import type { KeycloakPage, Visit } from './_page.ts';

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

/** The page that is meant and no other, by template and sentences. */
export async function expectReached({ page, locale, at }: Visit, shown: KeycloakPage): Promise<void> {
  const kind = shown.template ? 'login' : 'account';
  const title = asShown(await at.sentence(kind, locale, shown.title));
  const heading = page.locator(shown.template ? '#kc-page-title' : 'h1');
  // What was pressed last may not be answered yet; where it never is, the comparison below says what is there instead.
  const waiting = heading.filter({ hasText: title }).first().waitFor();
  await waiting.catch(() => undefined);
  expect({
    page: shown.name,
    template: await page.locator('body').getAttribute('data-page-id'),
    title: await heading.first().innerText(),
  }).toEqual({
    page: shown.name,
    template: shown.template ? `login-${shown.template}` : 'account',
    title: expect.stringMatching(title),
  });
  if (!shown.says) return;
  const said = asShown(await at.sentence(kind, locale, shown.says));
  await page.getByText(said).filter({ visible: true }).first().waitFor();
}
