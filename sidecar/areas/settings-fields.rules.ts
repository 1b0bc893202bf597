import { type Field, firstValue, type FormValues, type RefusedForm } from '../platform/http/form.rules.ts';
import type { Translate } from '../platform/i18n.ts';
import {
  type SettingName,
  settingNames,
  type SettingsDefaults,
  type StoredSettings,
} from './network-settings.ts';
import { settingLabels, settingLimits } from './network-settings.schema.ts';

type Shown = {
  t: Translate;
  values: FormValues;
  defaults: SettingsDefaults;
  errors?: RefusedForm['errors'] | undefined;
  /** Said besides the usual hint. */
  notes?: Partial<Record<SettingName, string>>;
};

const kinds: Partial<Record<SettingName, Partial<Field>>> = {
  accent: { type: 'color' },
  startUrl: { type: 'url', plain: true },
  letterDays: { plain: true },
  grantNoticeDays: { plain: true },
  replyTo: { type: 'email', plain: true },
  helpContactDe: { lines: 3 },
  helpContactEn: { lines: 3 },
  whoHelpsDe: { lines: 5 },
  whoHelpsEn: { lines: 5 },
};

/** Choices by field, each the value and the key of its text. */
const choices: Partial<Record<SettingName, readonly { value: string; key: string }[]>> = {
  keepCriteria: [
    { value: '', key: 'areas.settings.keepCriteria.no' },
    { value: 'true', key: 'areas.settings.keepCriteria.yes' },
  ],
};

/** What counts where a field is left empty, as its hint says it. */
function defaultOf(name: SettingName, defaults: SettingsDefaults): string | number {
  const texts: Readonly<Record<SettingName, string | number>> = {
    companyName: defaults.companyName,
    accent: defaults.accent,
    startUrl: defaults.startUrl,
    senderLine: defaults.companyName,
    helpContactDe: defaults.helpContact.de,
    helpContactEn: defaults.helpContact.en,
    whoHelpsDe: defaults.whoHelps.de,
    whoHelpsEn: defaults.whoHelps.en,
    letterDays: defaults.letterDays,
    grantNoticeDays: defaults.grantNoticeDays,
    senderName: '',
    replyTo: '',
    keepCriteria: '',
  };
  return texts[name];
}

/** The fields of the form by name; where nothing is typed, the hint names what counts instead. */
export function settingsFields({
  t,
  values,
  defaults,
  errors = {},
  notes = {},
}: Shown): Record<string, Field> {
  const field = (name: SettingName): Field => {
    const max = name in settingLimits ? settingLimits[name as keyof typeof settingLimits] : undefined;
    const options = choices[name];
    const hint = t(`areas.settings.hint.${name}`, { default: defaultOf(name, defaults) });
    return {
      name,
      label: t(settingLabels[name]),
      value: firstValue(values, name),
      help: [hint, notes[name]].filter(Boolean).join(' '),
      ...(max ? { max } : {}),
      ...(errors[name] ? { error: errors[name] } : {}),
      ...kinds[name],
      ...(options ? { options: options.map(({ value, key }) => ({ value, text: t(key) })) } : {}),
    };
  };
  return Object.fromEntries(settingNames.map((name) => [name, field(name)]));
}

/** Stored settings as a form sends them; a colour is always one, because its input cannot be empty. */
export function settingValues(stored: StoredSettings, defaults: SettingsDefaults): FormValues {
  const texts = Object.fromEntries(settingNames.map((name) => [name, String(stored[name] ?? '')]));
  return { ...texts, accent: stored.accent ?? defaults.accent };
}

function storedText(t: Translate, name: SettingName, value: string): string {
  const chosen = choices[name]?.find((choice) => choice.value === value);
  return chosen ? t(chosen.key) : value || '–';
}

/** After somebody else was faster: what is stored now, for each field in which it differs from what was typed. */
export function storedNotes(
  t: Translate,
  typed: FormValues,
  stored: FormValues,
): Partial<Record<SettingName, string>> {
  const differing = settingNames.filter((name) => firstValue(typed, name) !== firstValue(stored, name));
  return Object.fromEntries(
    differing.map((name) => [
      name,
      t('areas.settings.storedNow', { value: storedText(t, name, firstValue(stored, name)) }),
    ]),
  );
}
