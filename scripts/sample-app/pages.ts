import { type AreaAccess, areaName, closedAreas, manages } from './access.rules.ts';
import type { EmailNote } from './email-hint.ts';
import { type Html, html } from './html.ts';
import type { Session } from './sessions.ts';
import { type AppLocale, type AppTexts, textsFor } from './texts.ts';

const mark = html`<svg class="mark" viewBox="0 0 32 32" width="36" height="36" aria-hidden="true"><circle cx="16" cy="16" r="16"/><path d="M8 22V10l8 7 8-7v12" fill="none" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

/** A whole page of the app; with a person it has the way out. */
export function page(locale: AppLocale, content: Html, person?: Session): string {
  const t = textsFor(locale);
  const signOut = html`<form method="post" action="/logout"><button class="quiet">${t.signOut}</button></form>`;
  return html`<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${t.title}</title><link rel="stylesheet" href="/app.css"><link rel="icon" href="data:,"></head>
<body><header><p class="brand">${mark}<span><strong>Muster AG</strong><span>${t.app}</span></span></p>${person && signOut}</header>
<main>${content}</main></body></html>`.text;
}

/** Nobody is signed in. */
export function landingPage(locale: AppLocale, registerUrl: string): string {
  const t = textsFor(locale);
  return page(
    locale,
    html`<section class="hero"><h1>${t.welcome}</h1><p>${t.intro}</p><p><a class="button" href="/login">${t.signIn}</a></p><p><a class="button outlined" href="${registerUrl}">${t.register}</a></p></section>`,
  );
}

function areaCards(t: AppTexts, areas: readonly AreaAccess[]): Html[] {
  return areas.map(
    ({ slug, role }) =>
      html`<li class="card" data-area="${slug}"><h3>${areaName(slug)}</h3><p class="role">${t.roles[role]}</p><p>${t.card}</p>${closedAreas.includes(slug) && areaLink(slug, t.openArea)}</li>`,
  );
}

function areaLink(slug: string, text: string): Html {
  return html`<p><a class="button outlined" href="/areas/${slug}">${text}: ${areaName(slug)}</a></p>`;
}

function areaTable(t: AppTexts, areas: readonly AreaAccess[]): Html {
  const rows = areas.map(
    ({ slug, role }) => html`<tr><th scope="row">${areaName(slug)}</th><td>${t.roles[role]}</td></tr>`,
  );
  return html`<table><caption>${t.areasAndRoles}</caption>
<thead><tr><th scope="col">${t.area}</th><th scope="col">${t.role}</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** A soft reminder, or what became of an e-mail; only the reminder can be put away. */
function emailBox(t: AppTexts, note: EmailNote | undefined): Html | undefined {
  if (!note) return undefined;
  const later = html`<form method="post" action="/email/later"><button class="quiet">${t.emailLater}</button></form>`;
  const choices = html`<div class="choices"><a class="button" href="/email">${t.emailAdd}</a>${note === 'hint' && later}</div>`;
  return html`<section class="note" role="status" data-note="${note}"><p>${t.emailNotes[note]}</p>${(note === 'hint' || note === 'sent') && choices}</section>`;
}

/** Who is signed in, and what the token opens. */
export function homePage(
  locale: AppLocale,
  person: Session,
  areas: readonly AreaAccess[],
  {
    einlassUrl,
    note,
    closed,
  }: { einlassUrl: string; note: EmailNote | undefined; closed: readonly string[] },
): string {
  const t = textsFor(locale);
  const own = html`<ul class="cards" role="list">${areaCards(t, areas)}</ul>${areaTable(t, areas)}`;
  const manage = html`<p><a class="button outlined" href="${einlassUrl}/admin">${t.manage}</a></p>`;
  const access = html`<p><a href="${einlassUrl}/me">${t.ownAccess}</a></p>`;
  const content = html`${emailBox(t, note)}<section class="who"><h1>${t.signedInAs} ${person.name}</h1><p>${t.email}: ${person.email ?? t.noEmail}</p>${access}${manages(areas) && manage}</section>
<section data-part="open"><h2>${t.forAll}</h2><p>${t.forAllText}</p></section>
<section><h2>${t.areas}</h2>${areas.length > 0 ? own : html`<p>${t.noArea}</p>`}</section>
${closed.length > 0 && html`<section><h2>${t.closed}</h2>${closed.map((slug) => areaLink(slug, t.openArea))}</section>`}`;
  return page(locale, content, person);
}

/** Something ended early; the way on is always to sign in (again). */
export function messagePage(
  locale: AppLocale,
  kind: 'notDone' | 'notYet' | 'notFound' | 'notFromHere',
): string {
  const t = textsFor(locale);
  const text = kind === 'notFound' ? undefined : html`<p>${t[`${kind}Text`]}</p>`;
  const next =
    kind === 'notFound' || kind === 'notFromHere'
      ? html`<a class="button" href="/">${t.start}</a>`
      : html`<a class="button" href="/login">${t.again}</a>`;
  return page(locale, html`<section class="hero"><h1>${t[kind]}</h1>${text}<p>${next}</p></section>`);
}
