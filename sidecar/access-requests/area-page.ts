import type { Area } from '../areas/area.ts';
import { areaLabels, areaLimits, areaSettingNames } from '../areas/area-settings.schema.ts';
import { type AreaSettings, readAreaSettings } from '../areas/area-settings.store.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import {
  type Field,
  firstValue,
  type FormValues,
  type RefusedForm,
  overtaken,
  seenVersion,
} from '../platform/http/form.rules.ts';
import type { Context, Reply } from '../platform/http/route.ts';
import type { Locale, Translate } from '../platform/i18n.ts';
import { areaHref, areaOf, areaTrail, maySwitch, modulesPath } from './area-place.rules.ts';
import { readRejectModules } from './reject-module.store.ts';
import { findRequestSettings } from './settings.store.ts';

export type AreaSettingsDeps = {
  db: Db;
  /** Of this site, for the addresses that are passed on. */
  origin: string;
};
type Asked = Pick<Context<AdminScope>, 'actor' | 'tree' | 't' | 'locale' | 'params'>;

type SettingName = (typeof areaSettingNames)[number];
const shownValue = (value: string | boolean | null): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : (value ?? '');
const valuesOf = (settings: AreaSettings): FormValues =>
  Object.fromEntries(areaSettingNames.map((name) => [name, shownValue(settings[name])]));

function settingText(t: Translate, name: SettingName, value: string): string {
  if (name === 'name' || name === 'startAppUrl') return value || '–';
  return t(`areas.area.${value === 'yes' ? 'open' : 'closed'}`);
}

const kinds: Partial<Record<SettingName, Partial<Field>>> = {
  name: { max: areaLimits.name, required: true },
  startAppUrl: { max: areaLimits.startAppUrl, type: 'url', plain: true },
};

/** The form of an area, or what it says for those who may only read it. */
function areaInputs(t: Translate, stored: AreaSettings, refused: RefusedForm | undefined): Field[] {
  const [kept, values] = [valuesOf(stored), refused?.values ?? valuesOf(stored)];
  return areaSettingNames.map((name): Field => {
    const [now, typed] = [firstValue(kept, name), firstValue(values, name)];
    const late = overtaken(refused) && now !== typed;
    const note = late ? t('areas.settings.storedNow', { value: settingText(t, name, now) }) : '';
    const error = refused?.errors[name];
    const options = ['no', 'yes'].map((value) => ({ value, text: settingText(t, name, value) }));
    return {
      name,
      label: t(areaLabels[name]),
      value: typed,
      help: [t(`areas.area.hint.${name}`), note].filter(Boolean).join(' '),
      ...(error ? { error } : {}),
      ...(kinds[name] ?? { options }),
    };
  });
}

const inheritedText = (t: Translate, from: Area | undefined): string =>
  from
    ? t('access-requests.settings.from.area', { area: from.name })
    : t('access-requests.settings.from.default');

async function requestsBlock(db: Db, tree: AdminScope['tree'], area: Area, t: Translate, locale: Locale) {
  const { settings, areaId } = await findRequestSettings(db, tree, area.id);
  const own = areaId === area.id;
  return {
    from: own ? undefined : inheritedText(t, areaId === undefined ? undefined : tree.byId(areaId)),
    intro: settings.intro[locale],
    questions: settings.questions.map(({ text, required }) => ({ text: text[locale], required })),
    expireDays: settings.expireDays,
    againDays: settings.againDays,
    href: `${areaHref(area)}/requests`,
    action: t(own ? 'access-requests.settings.change' : 'access-requests.settings.makeOwn'),
  };
}

async function modulesBlock(db: Db, tree: AdminScope['tree'], area: Area, locale: Locale) {
  const modules = await readRejectModules(db, tree, area.id);
  const rows = modules.map(({ id, areaId, name, text }) => ({
    name,
    text: text[locale],
    href: `${modulesPath}/${id}`,
    from: tree.byId(areaId)?.name ?? '',
    own: areaId === area.id,
  }));
  const own = rows.filter((row) => row.own);
  return {
    own: own.map((row, at) => ({ ...row, first: at === 0, last: at === own.length - 1 })),
    inherited: rows.filter((row) => !row.own),
    add: `${areaHref(area)}/modules/new`,
  };
}

/** Everything that one area says of itself; `refused` is its form once more. */
export async function areaPage(
  { db, origin }: AreaSettingsDeps,
  asked: Asked,
  { refused, note }: { refused?: RefusedForm; note?: string | undefined } = {},
): Promise<Reply> {
  const { actor, tree, t, locale, params } = asked;
  const area = areaOf({ actor, tree }, params['id']);
  const stored = await readAreaSettings(db, area.id);
  if (!stored) throw new AppError('not_found');
  const data = {
    title: area.name,
    breadcrumb: areaTrail(t, area),
    kind: t(`areas.area.kind.${area.kind}`),
    note: note && t(`access-requests.settings.note.${note}`),
    overtaken: overtaken(refused),
    fields: refused?.fields ?? [],
    inputs: areaInputs(t, stored, refused),
    facts: areaSettingNames.map((name) => ({
      label: t(areaLabels[name]),
      text: settingText(t, name, shownValue(stored[name])),
    })),
    editable: maySwitch({ actor, tree }),
    version: seenVersion(refused, stored.version),
    action: areaHref(area),
    addresses: stored.openRegistration
      ? { join: `${origin}/join/${area.slug}`, request: `${origin}/request?area=${area.slug}` }
      : undefined,
    asks: stored.openRegistration || stored.mismatchRequest,
    requests: await requestsBlock(db, tree, area, t, locale),
    modules: await modulesBlock(db, tree, area, locale),
    mailTexts: `/admin/settings/mail-texts?area=${area.slug}`,
    fieldsHref: maySwitch({ actor, tree }) ? '/admin/settings/fields/areas' : undefined,
  };
  return { view: 'access-requests/area', data };
}
