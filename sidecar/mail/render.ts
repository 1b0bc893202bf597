import type { Db } from '../platform/db.ts';
import type { Locale, Texts, Translate } from '../platform/i18n.ts';
import type { Render } from '../platform/views.ts';
import type { KindName, MessageContent } from './kind.ts';
import { oneLine } from './text.rules.ts';

export type Rendered = { subject: string; html: string; text: string };
/** What the transport needs of a message besides its address. */
export type RenderedMail = Rendered & { toName: string };
export type MessageRenderer = {
  /** Messages of one kind in the words of the company, by the id that came with each. */
  renderAll<K extends KindName>(
    db: Db,
    kind: K,
    items: readonly { id: string; content: MessageContent[K]; locale: Locale }[],
  ): Promise<ReadonlyMap<string, RenderedMail>>;
  /** Subject, both parts and the recipient's display name, from what the kind's `load` handed in. */
  render<K extends KindName>(kind: K, content: MessageContent[K], locale: Locale): RenderedMail;
  /** The same message with a link that opens nothing, to be shown to administrators. */
  renderSample<K extends KindName>(kind: K, data: MessageContent[K]['data'], locale: Locale): Rendered;
};

/** Every value from outside is one line (`oneLine`), because it ends up in headers and in the text part. */
type Composed = { toName: string; subject: string; view: Record<string, unknown> };
type Composer<K extends KindName> = (
  data: MessageContent[K]['data'],
  locale: Locale,
  t: Translate,
) => Composed;

/** With the zone's name, because a server's clock need not be the reader's. */
function moment(date: Date, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(date);
}

const composers: { [K in KindName]: Composer<K> } = {
  invitation(data, locale, t) {
    const company = oneLine(data.company);
    const person = {
      salutation: oneLine(data.salutation ?? ''),
      firstName: oneLine(data.firstName),
      lastName: oneLine(data.lastName),
    };
    const areas = new Intl.ListFormat(locale, { type: 'conjunction' }).format(
      data.areas.map((area) => oneLine(area)),
    );
    return {
      toName: `${person.firstName} ${person.lastName}`.trim(),
      subject: t('mail.invitation.subject', { company }),
      view: {
        company,
        areas,
        greeting: t(person.salutation ? 'mail.greeting.formal' : 'mail.greeting.plain', person),
        until: moment(data.expiresAt, locale),
      },
    };
  },
};

/** Renders messages from `views/<kind>.html.hbs` and `views/<kind>.text.hbs`; `html` is `openViews`, `text` is `openTextViews`. */
export function openMessageRenderer(deps: {
  html: Render;
  text: Render;
  texts: Texts;
  publicUrl: string;
}): MessageRenderer {
  const rendered = (kind: KindName, composed: Composed, link: string, locale: Locale): Rendered => {
    const { subject } = composed;
    const view = { ...composed.view, subject, link, locale };
    return {
      subject,
      html: deps.html(`mail/${kind}.html`, view, locale, 'mail/layout.html'),
      text: deps.text(`mail/${kind}.text`, view, locale, 'mail/layout.text'),
    };
  };
  const compose = <K extends KindName>(kind: K, data: MessageContent[K]['data'], locale: Locale): Composed =>
    composers[kind](data, locale, deps.texts.translate(locale));
  const render: MessageRenderer['render'] = (kind, { data, link }, locale) => {
    const composed = compose(kind, data, locale);
    return { toName: composed.toName, ...rendered(kind, composed, link, locale) };
  };
  return {
    render,
    async renderAll(_db, kind, items) {
      return new Map(items.map(({ id, content, locale }) => [id, render(kind, content, locale)]));
    },
    renderSample(kind, data, locale) {
      return rendered(kind, compose(kind, data, locale), `${deps.publicUrl}/…`, locale);
    },
  };
}
