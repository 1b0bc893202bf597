import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, HttpBrowser } from '../support/http-browser.ts';
import type { Journey } from './_soak-record.ts';
import type { Site } from './_soak-site.ts';

export const ownPassword = 'Ein-eigenes-Passwort-7';
/** Somebody on the way in; `facts` is what they type into the form, `username` and `password` what they sign in with. */
export type Walker = {
  email: string;
  facts?: { firstName: string; lastName: string; employeeNumber?: string };
  username?: string;
  password?: string;
};

const patienceSeconds = 600;
const unescaped = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
const headline = (page: Answer): string =>
  (/<h1[^>]*>([^<]*)/.exec(page.text)?.[1] ?? /<title>([^<]*)/.exec(page.text)?.[1] ?? '').trim();

/** What the form with this action's end would post: its fields as they stand, besides its buttons. */
export function formOf(page: Answer, action: RegExp): { action: URL; fields: { [name: string]: string } } | undefined {
  for (const [form, attributes = ''] of page.text.matchAll(/<form([^>]*)>.*?<\/form>/gs)) {
    const to = unescaped(/\saction="([^"]*)"/.exec(attributes)?.[1] ?? page.url.href);
    if (!action.test(to)) continue;
    const fields: { [name: string]: string } = {};
    for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
      const of = (name: string) => unescaped(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
      const picks = of('type') === 'radio' || of('type') === 'checkbox';
      if (of('name') && (!picks || /\schecked/.test(tag))) fields[of('name')] = of('value');
    }
    for (const [, name = '', inner = ''] of form.matchAll(/<select[^>]*\sname="([^"]*)"[^>]*>(.*?)<\/select>/gs)) {
      const options = [...inner.matchAll(/<option[^>]*\svalue="([^"]*)"([^>]*)>/g)];
      const chosen = options.find(([whole]) => /\sselected/.test(whole)) ?? options[0];
      if (chosen) fields[name] = unescaped(chosen[1] ?? '');
    }
    for (const [, name = '', text = ''] of form.matchAll(/<textarea[^>]*\sname="([^"]*)"[^>]*>(.*?)<\/textarea>/gs))
      fields[name] = unescaped(text);
    return { action: new URL(to, page.url), fields };
  }
  return undefined;
}

type Step = (page: Answer) => Promise<Answer> | undefined;

/** What a person does with the page in front of them; undefined where it leads nowhere. */
function steps(site: Site, browser: HttpBrowser, who: Walker, began: number): Step {
  const post = (form: ReturnType<typeof formOf>, more: { [name: string]: string }) =>
    form && browser.post(form.action, { ...form.fields, ...more });
  return (page) => {
    const { text, url } = page;
    if (text.includes('id="password-new"'))
      return browser.submit(page, { 'password-new': ownPassword, 'password-confirm': ownPassword });
    if (text.includes('id="kc-update-email-form"')) return post(formOf(page, /login-actions/), {});
    if (/name="password"/.test(text) && who.username)
      return post(formOf(page, /login-actions\/authenticate/), {
        username: who.username,
        password: who.password ?? ownPassword,
      });
    if (!/^\/registration\/[0-9a-f-]{36}/.test(url.pathname)) return undefined;
    const code = formOf(page, /\/code$/);
    if (code)
      return site.boxes
        .find(who.email, /\b(\d{6})\b/, 300, began)
        .then((digits) => browser.post(code.action, { code: digits }));
    if (text.includes('name="fact-firstName"')) {
      const { firstName = '', lastName = '', employeeNumber } = who.facts ?? {};
      return post(formOf(page, /\/registration\/[0-9a-f-]{36}$/), {
        'fact-firstName': firstName,
        'fact-lastName': lastName,
        ...(employeeNumber ? { 'fact-employeeNumber': employeeNumber } : {}),
        email: who.email,
      });
    }
    const password = formOf(page, /\/password$/);
    if (password) return browser.post(password.action, {});
    if (/\/waiting"/.test(text)) return sleep(500).then(() => browser.get(url));
    return undefined;
  };
}

/**
 * From wherever `begin` leads into the app, doing with each page what it is for and coming again after every mishap: to the page of one's
 * registration where there is one. Answers false where the app did not greet within ten minutes.
 */
export async function walkIn(
  site: Site,
  { browser, stumbled }: Journey,
  who: Walker,
  begin: () => Promise<Answer>,
): Promise<boolean> {
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
          await stumbled(`${page.status} at ${path}: ${headline(page)}`);
        }
        page = await onward;
      }
    } catch (error) {
      await stumbled(String((error as Error).cause ?? error));
    }
    const own = registration;
    again = own ? () => browser.get(own) : begin;
  }
  return false;
}
