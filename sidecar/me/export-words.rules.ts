import { isRole } from '../areas/role.ts';
import { actText, codeText, detailTexts } from '../audit/words.rules.ts';
import { isTextKind } from '../mail/kinds.ts';
import { isLocale, type Locale, type Translate } from '../platform/i18n.ts';
import type { KeycloakRecord, NamedFact, OwnExport } from './export.ts';

export type Line = { label: string; text: string };
/** One heading with what belongs together in it, for paper. */
export type Section = { title: string; entries: Line[][] };
type Speech = { t: Translate; locale: Locale };

/** States and outcomes that have a word; any other is written as it is stored. */
export const codes: readonly string[] = [
  ['created', 'invited', 'registered', 'waiting', 'active', 'suspended'],
  ['pending', 'approved', 'rejected', 'withdrawn', 'expired', 'merged'],
  ['started', 'sent', 'proven', 'deciding', 'admitting', 'ready', 'done', 'refused', 'held', 'cancelled'],
  ['mismatch', 'ambiguous', 'used', 'tooMany', 'linkGone', 'closed', 'failed'],
  ['open', 'redeeming', 'accepted', 'revoked', 'printed', 'handed_out', 'redeemed'],
  ['declined', 'adopted', 'reverted', 'settled', 'queued', 'sending', 'bounced'],
].flat();

const dateTime = (locale: Locale, moment: Date): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(moment);

/** One stored value in words; undefined for one that is empty. */
function wordsOf({ t, locale }: Speech, key: string, value: unknown): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (value instanceof Date) return dateTime(locale, value);
  if (typeof value === 'boolean') return t(value ? 'me.export.yes' : 'me.export.no');
  if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : undefined;
  const text = typeof value === 'number' ? String(value) : (value as string);
  if (key === 'role' && isRole(text)) return t(`areas.role.${text}`);
  if (key === 'origin' || key === 'way' || key === 'kind') return codeText(t, key, text);
  if (key === 'locale' && isLocale(text)) return t(`platform.language.${text}`);
  if (key === 'state' || key === 'outcome') return codes.includes(text) ? t(`me.export.code.${text}`) : text;
  return text;
}

/** Every field of a row that says something, by its label; lists of facts and answers as lines of their own. */
function linesOf(speech: Speech, row: Readonly<Record<string, unknown>>): Line[] {
  return Object.entries(row).flatMap(([key, value]): Line[] => {
    if (key === 'facts')
      return (value as NamedFact[]).map(({ name, value: text }) => ({ label: name, text }));
    if (key === 'answers')
      return ((value ?? []) as { question: string; answer: string }[]).map(({ question, answer }) => ({
        label: question,
        text: answer,
      }));
    if (key === 'request') return linesOf(speech, (value ?? {}) as Record<string, unknown>);
    if (key === 'granted')
      return ((value ?? []) as { until: string | null }[]).flatMap(({ until, ...grant }) =>
        linesOf(speech, { ...grant, until: until && new Date(until) }),
      );
    const text = wordsOf(speech, key, value);
    return text === undefined ? [] : [{ label: speech.t(`me.export.label.${key}`), text }];
  });
}

function keycloakLines(speech: Speech, keycloak: KeycloakRecord | null): Line[][] {
  const { t } = speech;
  if (!keycloak) return [[{ label: t('me.export.section.keycloak'), text: t('me.export.away') }]];
  const { sessions, passkeys, events, ...account } = keycloak;
  return [
    linesOf(speech, account),
    ...sessions.map((session) => linesOf(speech, session)),
    ...passkeys.map((passkey) => linesOf(speech, passkey)),
    events.map(({ at, what, app, ip }) => ({
      label: dateTime(speech.locale, at),
      text: [what, app, ip].filter(Boolean).join(' · '),
    })),
  ];
}

/** The whole of it in words, in the order in which it is read. */
export function exportSections(t: Translate, locale: Locale, own: OwnExport): Section[] {
  const speech = { t, locale };
  const section = (name: string, entries: Line[][]): Section => ({
    title: t(`me.export.section.${name}`),
    entries: entries.filter((lines) => lines.length > 0),
  });
  const rows = (name: keyof OwnExport, list: readonly object[]) =>
    section(
      name,
      list.map((row) => linesOf(speech, row as Record<string, unknown>)),
    );
  const mails = own.mails.map(({ createdAt, kind, to, state }) => ({
    label: dateTime(locale, createdAt),
    text: [isTextKind(kind) ? t(`mail.kind.${kind}.name`) : kind, to, wordsOf(speech, 'state', state)].join(
      ' · ',
    ),
  }));
  const log = own.log.map(({ at, act, area, by, details }) => ({
    label: dateTime(locale, at),
    text: [
      actText(t, act),
      ...(area ? [area] : []),
      t(`me.export.by.${by}`),
      ...detailTexts(t, { details, act, importId: null }),
    ].join(' · '),
  }));
  return [
    rows('person', [own.person]),
    rows('areas', own.areas),
    rows('requests', own.requests),
    rows('registrations', own.registrations),
    rows('records', own.records),
    rows('accessLinks', own.accessLinks),
    rows('invitations', own.invitations),
    rows('letters', own.letters),
    rows('merges', own.merges),
    rows('deviations', own.deviations),
    section('keycloak', keycloakLines(speech, own.keycloak)),
    section('mails', mails.length > 0 ? [mails] : []),
    section('log', [log]),
  ];
}
