import { randomBytes } from 'node:crypto';
import { type Answer, type HttpBrowser, httpBrowser } from '../support/http-browser.ts';
import type { Installation } from '../support/installation.ts';
import { mailTo } from '../support/mailbox.ts';

/** An address that nobody has. */
export const freshAddress = (): string => `neu.${randomBytes(6).toString('hex')}@muster.example`;

export const idOf = (page: Answer): string =>
  /\/registration\/([0-9a-f-]{36})/.exec(page.url.pathname)?.[1] ?? '';

const unescaped = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');

/** The app's sign-in page at Keycloak, and from there its own "Registrieren". */
export async function pressRegister(
  house: Pick<Installation, 'appUrl'>,
  browser: HttpBrowser,
  query = '',
): Promise<Answer> {
  const login = await browser.follow(await browser.get(`${house.appUrl}/login${query}`));
  const href = /<a[^>]*href="([^"]+)"[^>]*>Registrieren</.exec(login.text)?.[1];
  if (!href) throw new Error(`no "Registrieren" at ${login.url.href}`);
  return browser.follow(await browser.get(new URL(unescaped(href), login.url)));
}

/** The six digits of the newest mail to this address. */
export async function codeFor(address: string): Promise<string> {
  const code = /\b(\d{6})\b/.exec((await mailTo(address)).text)?.[1];
  if (!code) throw new Error('no code in the mail');
  return code;
}

export function newcomer(): { browser: HttpBrowser; email: string } {
  return { browser: httpBrowser(), email: freshAddress() };
}
