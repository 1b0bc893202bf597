import type { Area } from '../areas/area.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import {
  type Field,
  firstValue,
  type FormValues,
  type RefusedForm,
  overtaken,
} from '../platform/http/form.rules.ts';
import type { Context, Reply } from '../platform/http/route.ts';
import type { Translate } from '../platform/i18n.ts';
import { areaHref, areaOf, areaTrail } from './area-place.rules.ts';
import { dayLimits, settingLimits, settingValues } from './own-settings.rules.ts';
import { mostQuestions, questionField, typedQuestions } from './question-form.rules.ts';
import { findRequestSettings, type FoundSettings, type RequestSettings } from './settings.store.ts';

type Asked = Pick<Context<AdminScope>, 'actor' | 'tree' | 't' | 'params'>;
type Shown = { t: Translate; values: FormValues; errors: RefusedForm['errors'] };

export const settingFields = ['introDe', 'introEn', 'expireDays', 'againDays'] as const;
const kinds: Record<(typeof settingFields)[number], Partial<Field>> = {
  introDe: { lines: 4, max: settingLimits.intro },
  introEn: { lines: 4, max: settingLimits.intro },
  expireDays: { digits: true, plain: true, max: 3, required: true },
  againDays: { digits: true, plain: true, max: 3, required: true },
};

function input({ values, errors }: Shown, name: string, label: string, more: Partial<Field>): Field {
  const error = errors[name];
  return { name, label, value: firstValue(values, name), ...(error ? { error } : {}), ...more };
}

function fixedInputs(shown: Shown): Record<string, Field> {
  const { t } = shown;
  const fields = settingFields.map((name) => {
    const [min, max] = name in dayLimits ? dayLimits[name as keyof typeof dayLimits] : [0, 0];
    const help = t(`access-requests.settings.hint.${name}`, { min, max });
    return [name, input(shown, name, t(`access-requests.settings.field.${name}`), { ...kinds[name], help })];
  });
  return Object.fromEntries(fields);
}

function questionInputs(shown: Shown, focused: number | undefined) {
  const { t, values } = shown;
  const typed = typedQuestions(values);
  return typed.map((question, at) => {
    const text = (locale: 'de' | 'en') =>
      input(shown, questionField(at, locale), t(`access-requests.settings.field.question.${locale}`), {
        max: settingLimits.question,
        ...(locale === 'de' && at === focused ? { autofocus: true } : {}),
      });
    const options = ['no', 'yes'].map((value) => ({
      value,
      text: t(`access-requests.settings.required.${value}`),
    }));
    const label = t('access-requests.settings.field.question.required');
    return {
      at,
      number: at + 1,
      id: { name: questionField(at, 'id'), value: question.id },
      de: text('de'),
      en: text('en'),
      required: input(shown, questionField(at, 'required'), label, { options }),
      first: at === 0,
      last: at === typed.length - 1,
    };
  });
}

/** Settings as they are found by this area, told apart from what it inherits. */
async function foundFor(db: Db, tree: AdminScope['tree'], area: Area): Promise<FoundSettings> {
  const found = await findRequestSettings(db, tree, area.id);
  return found.areaId === area.id ? found : { ...found, version: 0 };
}

/** The form of what an area says and asks. `arranged`: typed and not saved; a question that was just added has the focus. */
export async function ownSettingsPage(
  db: Db,
  asked: Asked,
  { refused, arranged }: { refused?: RefusedForm; arranged?: { values: FormValues; focused?: number } } = {},
): Promise<Reply> {
  const { actor, tree, t, params } = asked;
  const area = areaOf({ actor, tree }, params['id']);
  const { settings, areaId, version } = await foundFor(db, tree, area);
  const late = overtaken(refused);
  const values = refused?.values ?? arranged?.values ?? settingValues(settings);
  const shown: Shown = { t, values, errors: refused?.errors ?? {} };
  const questions = questionInputs(shown, arranged?.focused);
  const title = t('access-requests.settings.title', { area: area.name });
  const action = `${areaHref(area)}/requests`;
  const inheritedFrom = areaId === undefined ? undefined : tree.byId(areaId)?.name;
  const data = {
    title,
    breadcrumb: areaTrail(t, area, t('access-requests.settings.short')),
    overtaken: late && storedNow(t, settings),
    unsaved: arranged !== undefined,
    fields: refused?.fields ?? [],
    form: fixedInputs(shown),
    questions,
    full: questions.length >= mostQuestions,
    // a form that was refused for its contents, or only put in another order, still has to meet whoever saved meanwhile
    version: late ? version : firstValue(values, 'version') || String(version),
    inherited:
      version === 0 && inheritedFrom
        ? t('access-requests.settings.inherited', { area: inheritedFrom })
        : undefined,
    reset: version > 0 ? `${action}/reset` : undefined,
    action,
    back: areaHref(area),
  };
  return { view: 'access-requests/own-settings', data };
}

/** What somebody else has saved meanwhile, to be read beside what was typed. */
function storedNow(t: Translate, settings: RequestSettings) {
  const words = (text: string) => text || '–';
  return [
    { label: t('access-requests.settings.field.introDe'), text: words(settings.intro.de) },
    { label: t('access-requests.settings.field.introEn'), text: words(settings.intro.en) },
    {
      label: t('access-requests.settings.section.questions'),
      text: words(settings.questions.map(({ text }) => `${text.de} / ${text.en}`).join(' · ')),
    },
    { label: t('access-requests.settings.field.expireDays'), text: String(settings.expireDays) },
    { label: t('access-requests.settings.field.againDays'), text: String(settings.againDays) },
  ];
}

/** Asks before an area's own settings are taken back. */
export async function resetPage(db: Db, asked: Asked, refused?: RefusedForm): Promise<Reply> {
  const { actor, tree, t, params } = asked;
  const area = areaOf({ actor, tree }, params['id']);
  const { version } = await foundFor(db, tree, area);
  const parent = area.parentId ? await findRequestSettings(db, tree, area.parentId) : undefined;
  const from = parent?.areaId === undefined ? undefined : tree.byId(parent.areaId)?.name;
  const title = t('access-requests.settings.reset.title');
  const data = {
    title,
    breadcrumb: areaTrail(t, area, title),
    overtaken: overtaken(refused),
    own: version > 0,
    text:
      from === undefined
        ? t('access-requests.settings.reset.toDefault')
        : t('access-requests.settings.reset.toArea', { area: from }),
    version,
    action: `${areaHref(area)}/requests/reset`,
    back: areaHref(area),
  };
  return { view: 'access-requests/own-settings-reset', data };
}
