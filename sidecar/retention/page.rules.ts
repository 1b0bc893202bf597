import { type Field, firstValue, type FormValues, type RefusedForm } from '../platform/http/form.rules.ts';
import type { Translate } from '../platform/i18n.ts';
import { kinds, type Periods, type RetentionKey, retentionKeys, withDefaults } from './kinds.rules.ts';
import type { NightTold } from './night.read-model.ts';
import { daysField, neverField, readForm } from './periods.rules.ts';
import type { Counts } from './run.service.ts';

export const retentionPath = '/admin/settings/retention';

/** The kinds in the order in which a reader looks for them. */
const sections = {
  people: ['neverActivated', 'deletedPeople'],
  waysIn: ['invitations', 'letters', 'accessLinks', 'unusedCriteria', 'registrations', 'requests'],
  mails: ['messages', 'campaigns'],
  work: ['imports', 'bulkActs', 'deviations'],
  log: ['audit'],
} as const satisfies Record<string, readonly RetentionKey[]>;

type Shown = {
  t: Translate;
  values: FormValues;
  errors?: RefusedForm['errors'] | undefined;
  due: Counts;
  /** How many are told that night that they will go. */
  toTell: Counts;
  /** After somebody else was faster: what counts now, to be told where something else was typed. */
  now?: Periods | undefined;
};
type KindView = Field & {
  never?: { name: string; label: string; checked: boolean };
  due?: number;
  toTell?: number;
};

/** What counts now in place of what was typed; empty where it is the same. */
function countsNow({ t, values, now }: Shown, key: RetentionKey): string {
  if (!now || withDefaults(readForm(values).stored)[key] === now[key]) return '';
  const days = now[key];
  return days === null ? t('retention.nowNever') : t('retention.nowDays', { count: days });
}

function kindView(shown: Shown, key: RetentionKey): KindView {
  const { t, values, errors = {}, due, toTell } = shown;
  const { days, least, most, never } = kinds[key];
  const name = daysField(key);
  const bounds = t('retention.bounds', { days, least, most });
  const count = due[key];
  const told = toTell[key];
  return {
    name,
    label: t(`retention.kind.${key}.name`),
    value: firstValue(values, name),
    help: [t(`retention.kind.${key}.what`), bounds, countsNow(shown, key)].filter(Boolean).join(' '),
    max: 5,
    digits: true,
    plain: true,
    ...(errors[name] ? { error: errors[name] } : {}),
    ...(count === undefined ? {} : { due: count }),
    ...(told === undefined ? {} : { toTell: told }),
    ...(never
      ? {
          never: {
            name: neverField(key),
            label: t(`retention.never.${key}`),
            checked: firstValue(values, neverField(key)) === 'on',
          },
        }
      : {}),
  };
}

export function sectionViews(shown: Shown) {
  return Object.entries(sections).map(([name, keys]) => ({
    title: shown.t(`retention.section.${name}`),
    kinds: keys.map((key) => kindView(shown, key)),
  }));
}

/** Names of the fields for the summary of what was refused. */
export const periodLabels = Object.fromEntries(
  retentionKeys.map((key) => [daysField(key), `retention.kind.${key}.name`]),
);

/** A night in words; where nothing went it says so. `tonight`: the one that may still be at work, others were cut off. */
export function nightView(t: Translate, { night, finishedAt, counts, failed }: NightTold, tonight: string) {
  const gone = retentionKeys.flatMap((key) => {
    const count = counts[key] ?? 0;
    return count > 0 ? [{ name: t(`retention.kind.${key}.name`), count }] : [];
  });
  return {
    // at noon, so that no time zone makes another day of it
    night: new Date(`${night}T12:00:00`),
    running: finishedAt === null && night === tonight,
    cutOff: finishedAt === null && night !== tonight,
    gone,
    failed: failed.map((key) => t(`retention.kind.${key}.name`)),
  };
}
