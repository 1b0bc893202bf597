import type { Answer } from '../support/http-browser.ts';

export const unescaped = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
/** What a page says at its top, and what it complains about. */
export const headline = ({ text }: Answer): string =>
  [/<h1[^>]*>([^<]*)/, /<title>([^<]*)/, /class="[^"]*(?:error|alert__title)[^"]*"[^>]*>([^<]+)/]
    .flatMap((pattern) => pattern.exec(text)?.[1]?.trim() ?? [])
    .join(' · ');

/** What the form with this action's end would post: its fields as they stand, besides its buttons. */
export function formOf(
  page: Answer,
  action: RegExp,
): { action: URL; fields: { [name: string]: string } } | undefined {
  for (const [form, attributes = ''] of page.text.matchAll(/<form([^>]*)>.*?<\/form>/gs)) {
    const to = unescaped(/\saction="([^"]*)"/.exec(attributes)?.[1] ?? page.url.href);
    if (!action.test(to)) continue;
    const fields: { [name: string]: string } = {};
    for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
      const of = (name: string) => unescaped(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
      const picks = of('type') === 'radio' || of('type') === 'checkbox';
      if (of('name') && (!picks || /\schecked/.test(tag))) fields[of('name')] = of('value');
    }
    for (const [, name = '', inner = ''] of form.matchAll(
      /<select[^>]*\sname="([^"]*)"[^>]*>(.*?)<\/select>/gs,
    )) {
      const options = [...inner.matchAll(/<option[^>]*\svalue="([^"]*)"([^>]*)>/g)];
      const chosen = options.find(([whole]) => /\sselected/.test(whole)) ?? options[0];
      if (chosen) fields[name] = unescaped(chosen[1] ?? '');
    }
    for (const [, name = '', text = ''] of form.matchAll(
      /<textarea[^>]*\sname="([^"]*)"[^>]*>(.*?)<\/textarea>/gs,
    ))
      fields[name] = unescaped(text);
    return { action: new URL(to, page.url), fields };
  }
  return undefined;
}
