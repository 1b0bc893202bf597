import { z } from 'zod';
import { addForm, neededEmail, personLabels } from '../members/person.schema.ts';
import { shownStates } from './access-link.rules.ts';

export const mostLinks = 5000;
const mostDays = 365;

const filter = {
  state: z.enum(shownStates).optional().catch(undefined),
  area: z.uuid().optional().catch(undefined),
  batch: z.uuid().optional().catch(undefined),
  q: z.string().trim().max(200).catch(''),
  /** One link. */
  id: z.uuid().optional().catch(undefined),
};
/** Which links are meant; what does not fit is left out, not refused. */
export const linkFilter = z.object(filter);
export type LinkFilter = z.output<typeof linkFilter>;

const page = z.coerce.number().int().min(1).max(100_000).catch(1);
const count = z.coerce.number().int().min(0).max(100_000_000).catch(0);
export const notes = ['mailed', 'sentAgain', 'revoked'] as const;
export const linkQuery = z.object({
  ...filter,
  page,
  note: z.enum(notes).optional().catch(undefined),
  count,
});
export type LinkQuery = z.output<typeof linkQuery>;
export const pageQuery = z.object({ page });

/** `asked` is the number that the page named; an id that is no id is nobody's. */
export const revokeForm = z.object({
  ...filter,
  id: z.string().max(100).optional(),
  batch: z.string().max(100).optional(),
  asked: z.coerce.number().int().min(0).max(100_000_000),
});
export type RevokeForm = z.output<typeof revokeForm>;

/** `seen` is the generation that the page showed. */
export const againForm = z.object({ seen: z.coerce.number().int().min(1).max(1_000_000) });

const whole = (problem: string, most: number) =>
  z
    .string({ error: problem })
    .trim()
    .regex(/^\d{1,6}$/, problem)
    .transform(Number)
    .pipe(z.number().int().min(1, problem).max(most, problem));
const { salutation, firstName, lastName, locale, areaId, role, formKey } = addForm.shape;
const purpose = z
  .string({ error: 'access-links.problem.purpose' })
  .transform((text) => text.normalize('NFC').trim())
  .pipe(z.string().max(200, 'members.import.problem.tooLong'));
const common = {
  areaId,
  role,
  formKey,
  days: whole('access-links.problem.days', mostDays),
};
/** Who the link is for is said by the person's name; `purpose` may be empty. */
export const personForm = z.object({
  ...common,
  purpose: purpose.optional().default(''),
  salutation,
  firstName,
  lastName,
  email: neededEmail,
  locale,
});
export const batchForm = z.object({
  ...common,
  purpose: purpose.pipe(z.string().min(1, 'access-links.problem.purpose')),
  links: whole('access-links.problem.links', mostLinks),
});

/** Names of the fields on the pages, for the summary of what was refused. */
export const linkLabels = {
  ...personLabels,
  purpose: 'access-links.form.purpose',
  days: 'access-links.form.days',
  links: 'access-links.form.links',
};

/** The filter as an address writes it, without what is empty. */
export function filterAddress(wanted: LinkFilter, more: Readonly<Record<string, string>> = {}): string {
  const { state, area, batch, q, id } = wanted;
  const named = Object.entries({ ...more, state, area, batch, q, id });
  const query = new URLSearchParams(named.filter((entry): entry is [string, string] => Boolean(entry[1])));
  return query.size > 0 ? `?${query}` : '';
}
