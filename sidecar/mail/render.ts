import { inkOn } from '../areas/colour.rules.ts';
import { readTree } from '../areas/area.store.ts';
import type { AreaTree } from '../areas/area.ts';
import type { NetworkSettings, SettingsDefaults } from '../areas/network-settings.ts';
import { readStoredSettings } from '../areas/network-settings.store.ts';
import { withDefaults } from '../areas/network-settings.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import type { Locale, Texts } from '../platform/i18n.ts';
import { escaped, type Render } from '../platform/views.ts';
import { htmlOf, textOf } from './body.rules.ts';
import type { KindName, MessageContent, MessageData, TextDraft, TextKind } from './kind.ts';
import { kinds } from './kinds.ts';
import { type KeptText, readNewestTexts } from './message-text.store.ts';
import { type Telling, valuesOf, type Values } from './placeholder.rules.ts';
import { sampleData } from './samples.rules.ts';
import { oneLine } from './text.rules.ts';
import { type Compiled, textCompiler } from './text-compiler.ts';

export type Rendered = { subject: string; html: string; text: string };
/** What the transport needs of a message besides its address. */
export type RenderedMail = Rendered & { toName: string; fromName?: string; replyTo?: string };
export type RenderItem<K extends KindName> = { id: string; content: MessageContent[K]; locale: Locale };
export type SampleOptions<K extends TextKind> = {
  areaId: string | null;
  locale: Locale;
  /** Facts of a real person in place of the made-up ones. */
  data?: Partial<MessageData[K]>;
  /** With the longest name to expect, where `data` names nobody. */
  longest?: boolean;
  /** What is typed, in place of the text that counts; checked by `checkDraft`. */
  draft?: TextDraft | null;
};
export type MessageRenderer = {
  /**
   * Messages of one kind in the words of the company, by the id that came with each. Reads texts, areas and settings once a
   * call, whatever the number.
   */
  renderAll<K extends KindName>(
    db: Db,
    kind: K,
    items: readonly RenderItem<K>[],
  ): Promise<ReadonlyMap<string, RenderedMail>>;
  /** The same for administrators, about nobody or with the facts handed in; its link opens nothing. */
  renderSample<K extends TextKind>(db: Db, kind: K, options: SampleOptions<K>): Promise<Rendered>;
};

type Look = NetworkSettings & { logoUrl: string | undefined };
/** All of one message but the words of the company. */
type Facts = { kind: TextKind; values: Values; link: string | undefined; locale: Locale };
type Around = { look: Look; tree: AreaTree; texts: readonly KeptText[] };
type RendererDeps = {
  /** `openViews` and `openTextViews`. */
  html: Render;
  text: Render;
  texts: Texts;
  publicUrl: string;
  defaults: SettingsDefaults;
  /** Whose clocks the times in messages mean. */
  timeZone: string;
  clock: Clock;
};

const mostInSubject = 250;

/** The frame of both parts around the words. */
function framed(deps: RendererDeps, look: Look, compiled: Compiled, facts: Facts): Rendered {
  const { kind, values, link, locale } = facts;
  const { body } = compiled;
  const subject = oneLine(compiled.subject(values), mostInSubject) || (values.company ?? '');
  const t = deps.texts.translate(locale);
  const common = {
    subject,
    company: values.company,
    locale,
    link,
    button: link ? t(`mail.kind.${kind}.button`) : undefined,
    newcomer: kinds[kind].to === 'newcomer',
  };
  const view = { ...common, accent: look.accent, ink: inkOn(look.accent), logo: look.logoUrl };
  const html = { before: escaped(htmlOf(body.before, values)), after: escaped(htmlOf(body.after, values)) };
  const text = { before: textOf(body.before, values), after: textOf(body.after, values) };
  return {
    subject,
    html: deps.html('mail/message.html', { ...view, ...html }, locale),
    text: deps.text('mail/message.text', { ...common, ...text }, locale),
  };
}

async function around(deps: RendererDeps, db: Db, kind: TextKind | undefined): Promise<Around> {
  const { version, stored, hasLogo } = await readStoredSettings(db);
  const settings = withDefaults(stored, deps.defaults);
  const logoUrl = hasLogo ? `${deps.publicUrl}/brand/logo?v=${version}` : undefined;
  return { look: { ...settings, logoUrl }, tree: await readTree(db), texts: await readNewestTexts(db, kind) };
}

function recipient(data: object): string {
  const { firstName = '', lastName = '' } = data as { firstName?: string; lastName?: string };
  return `${oneLine(firstName)} ${oneLine(lastName)}`.trim();
}

function sender({ senderName, replyTo }: NetworkSettings): Pick<RenderedMail, 'fromName' | 'replyTo'> {
  return { ...(senderName ? { fromName: senderName } : {}), ...(replyTo ? { replyTo } : {}) };
}

/** Renders messages in the company's texts inside our own frame, `views/message.html.hbs` and `views/message.text.hbs`. */
export function openMessageRenderer(deps: RendererDeps): MessageRenderer {
  const compiler = textCompiler(deps.texts);
  const sampleLink = `${deps.publicUrl}/…`;
  const telling = (given: Around, locale: Locale): Telling => ({
    company: given.look.companyName,
    locale,
    timeZone: deps.timeZone,
    t: deps.texts.translate(locale),
  });

  function sample<K extends TextKind>(given: Around, kind: K, options: SampleOptions<K>): Rendered {
    const { areaId, locale, data = {}, longest = false, draft } = options;
    const words = telling(given, locale);
    const area = (areaId ? given.tree.byId(areaId) : given.tree.network)?.name ?? given.look.companyName;
    const made = sampleData(kind, { now: deps.clock(), area, reason: words.t('mail.sampleReason'), longest });
    const values = valuesOf({ ...made, ...data }, words);
    const compiled = draft ? compiler.draft(draft) : compiler.counting(given, { areaId, kind, locale });
    return framed(deps, given.look, compiled, {
      kind,
      values,
      locale,
      link: kinds[kind].action ? sampleLink : undefined,
    });
  }

  function one<K extends KindName>(given: Around, kind: K, { content, locale }: RenderItem<K>): RenderedMail {
    const mail = sender(given.look);
    if (kind === 'textSample') {
      const { of, areaId, draft } = content as MessageContent['textSample'];
      return { ...mail, toName: '', ...sample(given, of, { areaId, locale, draft }) };
    }
    const { areaId, data, link } = content as MessageContent['invitation'];
    const values = valuesOf(data, telling(given, locale));
    const textKind = kind as TextKind;
    const compiled = compiler.counting(given, { areaId, kind: textKind, locale });
    const facts = { kind: textKind, values, link, locale };
    return { ...mail, toName: recipient(data), ...framed(deps, given.look, compiled, facts) };
  }

  return {
    async renderAll(db, kind, items) {
      const given = await around(deps, db, kind === 'textSample' ? undefined : (kind as TextKind));
      return new Map(items.map((item) => [item.id, one(given, kind, item)]));
    },
    renderSample: async (db, kind, options) => sample(await around(deps, db, kind), kind, options),
  };
}
