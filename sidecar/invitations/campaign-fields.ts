import { type Field, firstValue, type FormValues } from '../platform/http/form.rules.ts';
import type { Translate } from '../platform/i18n.ts';
import type { ReminderPlan } from './campaign.rules.ts';

type Errors = Readonly<Record<string, string>> | undefined;
export type SettingFields = Readonly<
  Record<'perMinute' | 'reminder' | 'reminderAfterDays' | 'reminderLimit', Field>
>;

/** What the two numbers say until somebody decides otherwise. */
const proposed = { reminderAfterDays: '7', reminderLimit: '2' };

const text = (key: string) => `invitations.campaignForm.${key}`;

function fieldIn(t: Translate, values: FormValues, errors: Errors) {
  return (name: string, more: Partial<Field> = {}): Field => ({
    name,
    label: t(text(name)),
    value: firstValue(values, name),
    help: more.help ?? t(text(`${name}Help`)),
    plain: true,
    ...(errors?.[name] ? { error: errors[name] } : {}),
    ...more,
  });
}

/** Pace and reminders: what a campaign is started with, and what may be changed later. */
export function settingFields(t: Translate, values: FormValues, errors: Errors): SettingFields {
  const field = fieldIn(t, values, errors);
  return {
    perMinute: field('perMinute', { max: 6 }),
    reminder: field('reminder', {
      options: ['off', 'on'].map((value) => ({ value, text: t(text(`reminder_${value}`)) })),
    }),
    reminderAfterDays: field('reminderAfterDays', { max: 3 }),
    reminderLimit: field('reminderLimit', { max: 2 }),
  };
}

/** The same, with what is decided once at the start. */
export function startFields(
  t: Translate,
  values: FormValues,
  errors: Errors,
  { timeZone, validDays }: { timeZone: string; validDays: number },
) {
  const field = fieldIn(t, values, errors);
  return {
    ...settingFields(t, values, errors),
    startsAt: field('startsAt', { type: 'datetime-local', help: t(text('startsAtHelp'), { timeZone }) }),
    validDays: field('validDays', { max: 3, help: t(text('validDaysHelp'), { count: validDays }) }),
  };
}

/** The form as it is first shown. */
export const freshValues: FormValues = { reminder: 'off', ...proposed };

/** The form of a campaign that is under way. */
export function settingValues(held: { perMinute: number | null; reminder: ReminderPlan | null }): FormValues {
  const { perMinute, reminder } = held;
  return {
    perMinute: perMinute === null ? '' : String(perMinute),
    reminder: reminder ? 'on' : 'off',
    ...(reminder
      ? { reminderAfterDays: String(reminder.afterDays), reminderLimit: String(reminder.limit) }
      : proposed),
  };
}
