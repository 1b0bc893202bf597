import { type Answer, httpBrowser } from './http-browser.ts';

/** Where a try to redeem a link ended: at the app, at a link that no longer opens, or at some page from where one comes again. */
export type Redeemed =
  | { end: 'app' }
  | { end: 'gone'; status: number }
  | { end: 'lost'; at: string; status: number };

const lost = (page: Answer): Redeemed => ({
  end: 'lost',
  at: page.url.origin + page.url.pathname,
  status: page.status,
});

/**
 * An employee's way from the mail to the app, without a window: open the link, press the button, choose a password at Keycloak.
 * The same browser may come again. Throws where a connection breaks.
 */
export function employee(appUrl: string): (link: string, password: string) => Promise<Redeemed> {
  const browser = httpBrowser();
  const isApp = (url: URL): boolean => url.origin === appUrl;
  return async (link, password) => {
    const page = await browser.get(link);
    if (page.status === 410 || page.status === 404) return { end: 'gone', status: page.status };
    if (page.status !== 200) return lost(page);
    const asked = await browser.follow(await browser.post(link), (next) => !isApp(next));
    if (asked.location && isApp(asked.location)) return { end: 'app' };
    if (!asked.text.includes('password-new')) return lost(asked);
    const form = { 'password-new': password, 'password-confirm': password };
    const end = await browser.follow(await browser.submit(asked, form), (next) => !isApp(next));
    return end.location && isApp(end.location) ? { end: 'app' } : lost(end);
  };
}
