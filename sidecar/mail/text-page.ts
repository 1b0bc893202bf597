import type { AdminScope } from '../areas/scope.ts';
import {
  type FormValues,
  firstValue,
  type RefusedForm,
  overtaken,
  seenVersion,
} from '../platform/http/form.rules.ts';
import type { Reply } from '../platform/http/route.ts';
import type { Locale, Translate } from '../platform/i18n.ts';
import { shownDraft, shownName } from './draft.rules.ts';
import type { TextDraft } from './kind.ts';
import { kinds, placeholdersOf } from './kinds.ts';
import { readNewestTexts } from './message-text.store.ts';
import { type Standing, standingOf } from './text-edit.service.ts';
import { sampleChoices, textLimits } from './text-form.schema.ts';
import { listHref, type Place, textHref, textsPath } from './text-place.rules.ts';
import { type PreviewDeps, previewOf, type Shown } from './text-preview.ts';

/** What the editor shows besides the text that counts. */
export type TextPage = {
  /** What was typed, as it came. */
  values?: FormValues;
  refused?: RefusedForm;
  /** Said above the form. */
  note?: string | undefined;
  /** Where a test mail went. */
  sentTo?: string;
  /** The preview's text and person; the problems that keep a typed one from being shown. */
  shown?: Shown;
  problems?: readonly string[];
  /** In place of the text that counts: an older version. */
  start?: TextDraft;
};
type Speaking = AdminScope & { t: Translate; locale: Locale };

/** Where the text comes from, for the line above the form. */
function sourceOf({ own, inherited }: Standing, scope: AdminScope, t: Translate): string {
  if (own) return t('mail.texts.source.own');
  const area = inherited.areaId ? scope.tree.byId(inherited.areaId)?.name : undefined;
  return area ? t('mail.texts.source.area', { area }) : t('mail.texts.source.default');
}

function placeholders(place: Place, t: Translate) {
  const names = [...placeholdersOf(place.kind), ...(kinds[place.kind].action ? ['link' as const] : [])];
  return names.map((name) => ({
    text: shownName(name, t),
    meaning: t(`mail.placeholder.${name}.meaning`),
  }));
}

function formFields(values: FormValues, errors: RefusedForm['errors'], t: Translate) {
  const field = (name: 'subject' | 'body') => ({
    name,
    label: t(`mail.texts.field.${name}`),
    value: firstValue(values, name),
    max: textLimits[name],
    help: t(`mail.texts.hint.${name}`),
    required: true,
    ...(errors[name] ? { error: errors[name] } : {}),
  });
  return { subject: field('subject'), body: { ...field('body'), lines: 18 } };
}

function sampleFields(values: FormValues, t: Translate) {
  const options = sampleChoices.map((value) => ({ value, text: t(`mail.texts.as.${value}`) }));
  return {
    as: { name: 'as', label: t('mail.texts.field.as'), value: firstValue(values, 'as'), options },
    who: {
      name: 'who',
      label: t('mail.texts.field.who'),
      value: firstValue(values, 'who'),
      max: 200,
      help: t('mail.texts.hint.who'),
    },
  };
}

/** The editor of one text, with its preview. */
export async function textPage(
  deps: PreviewDeps,
  scope: Speaking,
  place: Place,
  page: TextPage = {},
): Promise<Reply> {
  const { t } = scope;
  const { area, kind, locale } = place;
  const { refused, problems = [], start } = page;
  const standing = standingOf(deps.texts, await readNewestTexts(deps.db, kind), scope.tree, place);
  const counting = standing.own ?? standing.inherited.draft;
  const shown = page.shown ?? { draft: start ?? null, as: 'person', who: '' };
  const late = overtaken(refused);
  const text = shownDraft(start ?? counting, t);
  const values = { ...text, as: shown.as, who: shown.who, ...(refused?.values ?? page.values) };
  const href = textHref(area, kind, locale);
  const stale = problems.length > 0 || refused !== undefined;
  const data = {
    title: t('mail.texts.title', {
      kind: t(`mail.kind.${kind}.name`),
      language: t(`platform.language.${locale}`),
    }),
    lead: t(`mail.kind.${kind}.when`),
    breadcrumb: [
      { href: textsPath, text: t('mail.texts.list') },
      { href: listHref(area), text: area.name },
      { text: t(`mail.kind.${kind}.name`) },
    ],
    area: area.name,
    source: sourceOf(standing, scope, t),
    own: standing.own !== null,
    changed: standing.version > 0,
    notes: { [page.note ?? '']: true, overtaken: late },
    ...(late ? { counting: shownDraft(counting, t) } : {}),
    sentTo: page.sentTo,
    fields: refused?.fields ?? [],
    version: seenVersion(refused, page.values?.['version'] ?? standing.version),
    form: { ...formFields(values, refused?.errors ?? {}, t), ...sampleFields(values, t) },
    placeholders: placeholders(place, t),
    preview: stale
      ? undefined
      : {
          ...(await previewOf(deps, scope, place, shown)),
          frame: `${href}/frame${shown.draft ? '?typed=1' : ''}`,
        },
    problems,
    action: href,
    inserts: true,
  };
  return { view: 'mail/text', data };
}
