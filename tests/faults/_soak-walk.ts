import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, HttpBrowser } from '../support/http-browser.ts';
import { formOf, headline, unescaped } from './_soak-forms.ts';
import { causeOf, type Journey } from './_soak-record.ts';
import type { Site } from './_soak-site.ts';

export const ownPassword = 'Ein-eigenes-Passwort-7';
/** Somebody on the way in: what they type into the form, and what they sign in with: an address of theirs or a user name. */
export type Walker = {
  email?: string;
  facts?: { firstName: string; lastName: string; employeeNumber?: string };
  username?: string;
  /** Their first one, on a letter. */
  password?: string;
};

const patienceSeconds = 600;
type Place = Pick<Site, 'house' | 'boxes' | 'record'>;
type Step = (page: Answer) => Promise<Answer> | undefined;

/** What a person does with the page in front of them; undefined where it leads nowhere. */
function steps(site: Place, browser: HttpBrowser, who: Walker, began: number): Step {
  const post = (form: ReturnType<typeof formOf>, more: { [name: string]: string }) =>
    form && browser.post(form.action, { ...form.fields, ...more });
  const passwords = [who.password ?? ownPassword, ownPassword];
  /** With the password they have; who lost the page for choosing one asks for a mail. */
  const signIn = (page: Answer): Promise<Answer> | undefined => {
    const password = passwords.shift();
    const username = who.username ?? who.email ?? '';
    if (password) return post(formOf(page, /login-actions\/authenticate/), { username, password });
    // Without an address only trying again is left: the first one still counts where the page for the own one broke.
    passwords.push(...(who.email === undefined ? [who.password ?? ownPassword, ownPassword] : [ownPassword]));
    return who.email === undefined ? undefined : rescue(page, who.email);
  };
  /** Asks for a mail with the page for choosing a password, and opens it. */
  const mailed = async (email: string, asking: () => Promise<unknown>): Promise<Answer> => {
    const asked = Date.now();
    site.record.mailed.add(email);
    await asking();
    return browser.get(await site.boxes.find(email, /(https?:\/\/\S+action-token\S+)/, 120, asked));
  };
  const rescue = async (page: Answer, email: string): Promise<Answer> => {
    const forgotten = unescaped(/href="([^"]*reset-credentials[^"]*)"/.exec(page.text)?.[1] ?? '');
    const form = formOf(
      await browser.follow(await browser.get(new URL(forgotten, page.url))),
      /reset-credentials/,
    );
    if (!form) throw new Error('no form for who forgot the password');
    return mailed(email, async () =>
      browser.follow(await browser.post(form.action, { ...form.fields, username: email })),
    );
  };
  return (page) => {
    const { text, url } = page;
    if (text.includes('id="password-new"'))
      return browser.submit(page, { 'password-new': ownPassword, 'password-confirm': ownPassword });
    if (text.includes('id="kc-update-email-form"')) return post(formOf(page, /login-actions/), {});
    if (/name="password"/.test(text)) return signIn(page);
    const { email } = who;
    const anew = formOf(page, /\/i\/[\w-]+\/new$/);
    if (anew && email)
      return mailed(email, async () => browser.follow(await browser.post(anew.action, anew.fields)));
    // What Keycloak says before and after it asks what that mail is for.
    if (text.includes('id="kc-info-message"')) {
      const next = unescaped(/href="([^"]*action-token[^"]*)"/.exec(text)?.[1] ?? '');
      return browser.get(next ? new URL(next, url) : `${site.house.appUrl}/login`);
    }
    if (!/^\/registration\/[0-9a-f-]{36}/.test(url.pathname)) return undefined;
    const code = formOf(page, /\/code$/);
    if (code)
      return site.boxes
        .find(email ?? '', /\b(\d{6})\b/, 300, began)
        .then((digits) => browser.post(code.action, { code: digits }));
    if (text.includes('name="fact-firstName"')) {
      const { firstName = '', lastName = '', employeeNumber } = who.facts ?? {};
      return post(formOf(page, /\/registration\/[0-9a-f-]{36}$/), {
        'fact-firstName': firstName,
        'fact-lastName': lastName,
        ...(employeeNumber ? { 'fact-employeeNumber': employeeNumber } : {}),
        email: email ?? '',
      });
    }
    const password = formOf(page, /\/password$/);
    if (password) return browser.post(password.action, {});
    if (text.includes(`href="${site.house.appUrl}`)) return browser.get(`${site.house.appUrl}/login`);
    if (/\/waiting"/.test(text)) return sleep(500).then(() => browser.get(url));
    return undefined;
  };
}

/**
 * From wherever `begin` leads into the app, doing with each page what it is for and coming again after every mishap: to the page of one's
 * registration where there is one. Throws where the app did not greet within ten minutes, with what they met at last.
 */
export async function walkIn(
  site: Place,
  { browser, stumbled }: Journey,
  who: Walker,
  begin: () => Promise<Answer>,
): Promise<true> {
  const met: string[] = [];
  const mishap = (what: string): Promise<void> => {
    if (met.at(-1) !== what) met.push(what);
    return stumbled(what);
  };
  const began = Date.now();
  const step = steps(site, browser, who, began);
  const isHome = ({ status, url, text }: Answer): boolean =>
    status === 200 && url.origin === site.house.appUrl && text.includes('action="/logout"');
  let registration: URL | undefined;
  let again = begin;
  while (Date.now() - began < patienceSeconds * 1000) {
    try {
      let page: Answer | undefined = await again();
      while (page) {
        page = await browser.follow(page);
        if (isHome(page)) return true;
        if (/^\/registration\/[0-9a-f-]{36}$/.test(page.url.pathname)) registration = page.url;
        const onward: Promise<Answer> | undefined = page.status < 500 ? step(page) : undefined;
        if (!onward) {
          const path = page.url.pathname.replace(/[\w-]{30,}/g, '…');
          await mishap(`${page.status} at ${path}: ${headline(page)}`);
        }
        page = await onward;
      }
    } catch (error) {
      await mishap(causeOf(error));
    }
    const own = registration;
    again = own ? () => browser.get(own) : begin;
  }
  throw new Error(`not within its time; at last ${met.slice(-3).join(' | ')}`);
}
