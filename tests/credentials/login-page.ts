import { authorizeUrl } from '../support/authorize-url.ts';

/** Where Keycloak is, and where the sample app wants people back. */
export type LoginPlace = { url: string; issuer: string; callback: string };

type Page = { status: number; url: string; html: string };
/** How a sign-in ended: in the app, on a page with a form, or refused with what the page says. */
export type Ending = { end: 'app' | 'page' | 'refused'; text: string };
/** `choose`: an own password, and no e-mail where the page after it asks for one. */
export type SignIn = Ending & { choose(password: string): Promise<Ending>; skip(): Promise<Ending> };

const formOf = (html: string): string | undefined =>
  /<form[^>]*action="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
const asksForEmail = /<input[^>]*name="email"/;
const plain = (html: string): string =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
const errorOf = (html: string): string =>
  plain(
    /<(?:span|p|div)[^>]*(?:input-error|alert-error|error-text|kc-error-message)[\s\S]*?<\/(?:span|p|div)>/.exec(
      html,
    )?.[0] ?? '',
  );

/** A browser without scripts on Keycloak's own login pages. */
function browser(home: string) {
  const jar = new Map<string, string>();
  return async function go(to: string, form?: Record<string, string>): Promise<Page> {
    let [url, body] = [to, form];
    for (;;) {
      const answer: Response = await fetch(url, {
        redirect: 'manual',
        headers: {
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
          'accept-language': 'de',
        },
        ...(body ? { method: 'POST', body: new URLSearchParams(body) } : {}),
      });
      for (const cookie of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        jar.set(name, value);
      }
      const next = answer.headers.get('location');
      if (!next?.startsWith(home))
        return { status: answer.status, url: next ?? url, html: next ? '' : await answer.text() };
      [url, body] = [next, undefined];
    }
  };
}

/** Signs in at the sample app by Keycloak's real login page, as far as user name and password lead. */
export async function signInAt(
  { url, issuer, callback }: LoginPlace,
  username: string,
  password: string,
): Promise<SignIn> {
  const go = browser(url);
  const ending = ({ status, url: at, html }: Page): Ending => {
    if (at.startsWith(callback) && at.includes('code=')) return { end: 'app', text: '' };
    const error = errorOf(html);
    return { end: status >= 400 || error !== '' ? 'refused' : 'page', text: error || plain(html) };
  };
  const login = await go(authorizeUrl(issuer, callback));
  let page = await go(formOf(login.html) ?? '', { username, password });
  const submit = async (form: Record<string, string>): Promise<Ending> => {
    page = await go(formOf(page.html) ?? '', form);
    return ending(page);
  };
  const skip = (): Promise<Ending> => submit({ email: '' });
  return {
    ...ending(page),
    async choose(own) {
      const chosen = await submit({ 'password-new': own, 'password-confirm': own });
      return chosen.end === 'page' && asksForEmail.test(page.html) ? skip() : chosen;
    },
    skip,
  };
}
