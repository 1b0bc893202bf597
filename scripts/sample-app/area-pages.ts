import { areaName } from './access.rules.ts';
import { html } from './html.ts';
import { page } from './pages.ts';
import type { Session } from './sessions.ts';
import { type AppLocale, textsFor } from './texts.ts';

/** A closed area, for whoever's token opens it. */
export function areaPage(locale: AppLocale, person: Session, slug: string): string {
  const t = textsFor(locale);
  const back = html`<p><a class="button outlined" href="/">${t.start}</a></p>`;
  return page(
    locale,
    html`<section class="who"><h1>${areaName(slug)}</h1><p>${t.card}</p>${back}</section>`,
    person,
  );
}

/** The same area, for everybody else: how to get in. */
export function deniedPage(locale: AppLocale, person: Session, slug: string, askUrl: string): string {
  const t = textsFor(locale);
  const ways = html`<div class="choices"><a class="button" href="${askUrl}">${t.ask}</a><a class="button outlined" href="/">${t.start}</a></div>`;
  return page(
    locale,
    html`<section class="who"><h1>${t.denied} ${areaName(slug)}</h1><p>${t.deniedText}</p>${ways}</section>`,
    person,
  );
}
