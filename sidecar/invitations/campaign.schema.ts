import { z } from 'zod';
import { locales } from '../platform/i18n.ts';
import { momentIn } from './start-time.rules.ts';

export const personFilters = [
  'queued',
  'sending',
  'sent',
  'failed',
  'bounced',
  'cancelled',
  'opened',
  'accepted',
  'notAccepted',
] as const;
export type PersonFilter = (typeof personFilters)[number];

const problem = (name: string) => `invitations.campaignForm.problem.${name}`;
const day = 24 * 3600 * 1000;
const furthestDays = 90;

const maybe = <T extends z.ZodType>(type: T) => type.optional().catch(undefined);

/** A whole number in a field that may stay empty, which is null. */
function number(min: number, max: number, complaint: string) {
  return z
    .string()
    .default('')
    .transform((text, context) => {
      const value = text.trim();
      if (value === '') return null;
      if (/^\d{1,6}$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
      context.addIssue({ code: 'custom', message: problem(complaint) });
      return z.NEVER;
    });
}

const settings = {
  perMinute: number(1, 100_000, 'perMinute'),
  reminder: z.enum(['off', 'on'], { error: problem('reminder') }).default('off'),
  reminderAfterDays: number(1, 365, 'reminderAfterDays'),
  reminderLimit: number(1, 10, 'reminderLimit'),
};
type Settings = z.output<z.ZodObject<typeof settings>>;

/** Reminding needs both numbers; while it is off they are of no interest. */
function reminderOf(form: Settings, context: z.RefinementCtx) {
  if (form.reminder === 'off') return null;
  const { reminderAfterDays: afterDays, reminderLimit: limit } = form;
  for (const [field, value] of Object.entries({ reminderAfterDays: afterDays, reminderLimit: limit }))
    if (value === null)
      context.addIssue({ code: 'custom', path: [field], message: problem('reminderIncomplete') });
  return afterDays !== null && limit !== null ? { afterDays, limit } : null;
}

export const settingsForm = z
  .object(settings)
  .transform((form, context) => ({ perMinute: form.perMinute, reminder: reminderOf(form, context) }));

/** The form that starts a campaign, with a key of its own unless it is an older page; `now` and the zone in which times are typed are needed to read its start. */
export function startForm(clock: () => Date, timeZone: string) {
  const startsAt = z
    .string()
    .default('')
    .transform((text, context): Date | undefined => {
      const value = text.trim();
      if (value === '') return undefined;
      const typed = momentIn(timeZone, value);
      const complain = (name: string) => {
        context.addIssue({ code: 'custom', message: problem(name) });
        return z.NEVER;
      };
      if ('problem' in typed) return complain(typed.problem === 'gap' ? 'startGap' : 'startFormat');
      const ahead = typed.moment.getTime() - clock().getTime();
      if (ahead <= 0) return complain('startPast');
      return ahead > furthestDays * day ? complain('startFar') : typed.moment;
    });
  return z
    .object({ ...settings, formKey: maybe(z.uuid()), startsAt, validDays: number(1, 365, 'validDays') })
    .transform((form, context) => ({
      formKey: form.formKey,
      plan: {
        ...(form.startsAt ? { startsAt: form.startsAt } : {}),
        perMinute: form.perMinute,
        validDays: form.validDays,
        reminder: reminderOf(form, context),
      },
    }));
}

const line = z.string().trim().max(200).catch('');
export const pageNumber = z.coerce.number().int().min(1).max(100_000).catch(1);

/** Whose mail is shown as an example; what was pressed counts before what was shown. An entry that does not fit is left out. */
export const sampleQuery = z
  .object({
    locale: maybe(z.enum(locales)),
    language: maybe(z.enum(locales)),
    person: maybe(z.uuid()),
    pick: maybe(z.uuid()),
    find: line,
    /** As typed so far, because the mail says how long its link is valid. */
    validDays: maybe(z.coerce.number().int().min(1).max(365)),
  })
  .transform(({ locale, language, person, pick, find, validDays }) => ({
    locale: language ?? locale,
    person: pick ?? person,
    find,
    validDays,
  }));
export const peopleQuery = z.object({
  q: line,
  show: maybe(z.enum(personFilters)),
});
export const campaignQuery = z.object({
  ...peopleQuery.shape,
  page: pageNumber,
  /** Whose address is being corrected, and whether the settings are open: then the page does not refresh itself. */
  fix: maybe(z.uuid()),
  edit: maybe(z.enum(['settings'])),
});

/** Names of the fields on the page, for the summary of what was refused. */
export const campaignLabels = {
  startsAt: 'invitations.campaignForm.startsAt',
  perMinute: 'invitations.campaignForm.perMinute',
  validDays: 'invitations.campaignForm.validDays',
  reminder: 'invitations.campaignForm.reminder',
  reminderAfterDays: 'invitations.campaignForm.reminderAfterDays',
  reminderLimit: 'invitations.campaignForm.reminderLimit',
};
