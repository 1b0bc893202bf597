import { areaName } from './access.rules.ts';
import { type Html, html } from './html.ts';
import type { Note } from './notes.ts';
import { page } from './pages.ts';
import type { Session } from './sessions.ts';
import { type AppLocale, type AppTexts, textsFor } from './texts.ts';

function board(t: AppTexts, locale: AppLocale, notes: readonly Note[]): Html {
  const when = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const cards = notes.map(
    ({ text, by, at }) =>
      html`<li class="card"><p>${text}</p><p class="quietly">${by}, <time datetime="${at.toISOString()}">${when.format(at)}</time></p></li>`,
  );
  const list = html`<ul class="cards" role="list">${cards}</ul>`;
  return html`<section data-part="notes"><h2>${t.notes}</h2>${notes.length > 0 ? list : html`<p>${t.noNotes}</p>`}</section>`;
}

/** Only for editors; `refused`: what was typed and could not be posted. */
function noteForm(t: AppTexts, slug: string, refused: string | undefined): Html {
  const wrong = html`<p id="note-wrong" class="wrong" role="alert">${t.noteMissing}</p>`;
  const described =
    refused === undefined ? undefined : html` aria-invalid="true" aria-describedby="note-wrong"`;
  return html`<form class="post" method="post" action="/areas/${slug}/notes"><label for="note">${t.noteText}</label>
<textarea id="note" name="text" rows="3" maxlength="500" required${described}>${refused}</textarea>${refused !== undefined && wrong}<p><button>${t.post}</button></p></form>`;
}

/** A closed area, for whoever's token opens it. */
export function areaPage(
  locale: AppLocale,
  person: Session,
  slug: string,
  more: { notes: readonly Note[]; mayPost: boolean; refused?: string },
): string {
  const t = textsFor(locale);
  const back = html`<p><a class="button outlined" href="/">${t.start}</a></p>`;
  return page(
    locale,
    html`<section class="who"><h1>${areaName(slug)}</h1><p>${t.card}</p>${more.mayPost && noteForm(t, slug, more.refused)}${back}</section>${board(t, locale, more.notes)}`,
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
