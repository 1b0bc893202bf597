import type { FieldError } from '../platform/errors.ts';
import { firstValue, type FormValues } from '../platform/http/form.rules.ts';
import { kinds, type Periods, type RetentionKey, retentionKeys, type StoredPeriods } from './kinds.rules.ts';

/** Names of a kind's inputs. */
export const daysField = (key: RetentionKey): string => `days.${key}`;
export const neverField = (key: RetentionKey): string => `never.${key}`;

/** One kind as it was typed; undefined where the default counts, and a complaint where it can be neither. */
function typed(values: FormValues, key: RetentionKey): { days: number | null | undefined } | FieldError {
  const { days: standard, least, most, never } = kinds[key];
  if (never && firstValue(values, neverField(key)) === 'on') return { days: null };
  const text = firstValue(values, daysField(key)).trim();
  if (text === '') return { days: undefined };
  const days = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  // the default is not stored, so that it is the default's own from then on
  if (days >= least && days <= most) return { days: days === standard ? undefined : days };
  return { field: daysField(key), text: 'retention.problem.days', params: { least, most } };
}

/** What a form says; a kind whose default counts is not in it. */
export function readForm(values: FormValues): { stored: StoredPeriods; problems: readonly FieldError[] } {
  const read = retentionKeys.map((key) => [key, typed(values, key)] as const);
  return {
    stored: Object.fromEntries(
      read.flatMap(([key, one]) => ('days' in one && one.days !== undefined ? [[key, one.days]] : [])),
    ),
    problems: read.flatMap(([, one]) => ('field' in one ? [one] : [])),
  };
}

/** The periods that count, as the form sends them. */
export function formOf(periods: Periods): Record<string, string> {
  return Object.fromEntries(
    retentionKeys.flatMap((key) => [
      [daysField(key), String(periods[key] ?? '')],
      [neverField(key), periods[key] === null ? 'on' : ''],
    ]),
  );
}

/** Kinds that are kept for another time than before. */
export const changedKinds = (before: Periods, after: Periods): RetentionKey[] =>
  retentionKeys.filter((key) => before[key] !== after[key]);
