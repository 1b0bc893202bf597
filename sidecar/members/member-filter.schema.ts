import { z } from 'zod';
import { roles } from '../areas/role.ts';
import { locales } from '../platform/i18n.ts';
import { memberStates } from './member.table.ts';

export const listedStates = memberStates.filter((state) => state !== 'deleted');
export type ListedState = (typeof listedStates)[number];
export const troubles = ['account', 'deviation', 'mail', 'noGrant'] as const;
export const sortColumns = ['name', 'contact', 'areas', 'highest', 'state', 'origin'] as const;
export const pageSizes = [25, 50, 100] as const;

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values).optional().catch(undefined);
const states = listedStates as [ListedState, ...ListedState[]];

/** What the address may say about whom the list holds; an entry that does not fit is left out, not refused. */
export const filterQuery = z.object({
  q: z.string().trim().max(200).catch(''),
  area: z.uuid().optional().catch(undefined),
  below: oneOf(['no']),
  role: oneOf(roles),
  highest: oneOf(roles),
  state: oneOf(states),
  origin: z
    .string()
    .regex(/^[a-z]{1,20}$/)
    .optional()
    .catch(undefined),
  import: z.uuid().optional().catch(undefined),
  locale: oneOf(locales),
  email: oneOf(['yes', 'no']),
  trouble: oneOf(troubles),
});
export type MemberFilter = z.output<typeof filterQuery>;

/** How it is shown. */
export const orderQuery = z.object({
  sort: z.enum(sortColumns).catch('name'),
  dir: z.enum(['asc', 'desc']).catch('asc'),
  size: z.coerce
    .number()
    .pipe(z.union(pageSizes.map((size) => z.literal(size))))
    .catch(25),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});
export type MemberOrder = z.output<typeof orderQuery>;

/** Everyone, unfiltered. */
export const noFilter: MemberFilter = { q: '' };
