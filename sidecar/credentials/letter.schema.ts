import { z } from 'zod';
import { filterQuery } from '../members/member-filter.schema.ts';
import { letterStates } from './letter.table.ts';

const several = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) => (value === undefined ? [] : typeof value === 'string' ? [value] : value));
export const page = z.coerce.number().int().min(1).max(1_000_000).catch(1);

/** What the address of the list says about whom it holds: the person's filters, and `letter`, where `due` is the list for a reminder. */
export const letterQuery = z.object({
  ...filterQuery.shape,
  letter: z
    .enum([...letterStates, 'due'])
    .optional()
    .catch(undefined),
});
export type LetterQuery = z.output<typeof letterQuery>;

export const listForm = z.object({
  ...letterQuery.shape,
  page,
  select: z.enum(['page', 'all']).optional().catch(undefined),
  note: z.literal('handedOut').optional().catch(undefined),
  count: z.coerce.number().int().min(0).optional().catch(undefined),
});
export type ListForm = z.output<typeof listForm>;

/** What is done to many letters. */
export const letterActs = ['print', 'handOut'] as const;
export type LetterAct = (typeof letterActs)[number];

/** Whom it is meant for: these people, everyone whom the list of people or of letters finds, or those of an earlier print. */
const askShape = {
  from: z.enum(['members', 'letters']).catch('letters'),
  list: z.string().max(4000).default(''),
  all: z.literal('1').optional().catch(undefined),
  id: several.pipe(z.array(z.uuid()).max(100)).catch([]),
  print: z.uuid().optional().catch(undefined),
};
export const askForm = z.object({ ...askShape, act: z.enum(letterActs).catch('print') });
export type Ask = z.output<typeof askForm>;

/** The same with the numbers that the page showed: nobody agrees to one and gets another. */
export const startForm = z.object({
  ...askShape,
  formKey: z.uuid(),
  applies: z.coerce.number().int().min(0),
  again: z.coerce.number().int().min(0),
});
export type Start = z.output<typeof startForm>;

/** The buttons at one person: `seen` is the mark that the letter had on the page. */
export const showForm = z.object({ seen: z.string().max(40) });
export const printForm = z.object({
  formKey: z.uuid(),
  seen: z.string().max(40),
  /** The password that was just shown is the one to be printed. */
  letterId: z.uuid().optional().catch(undefined),
  generation: z.coerce.number().int().min(1).optional().catch(undefined),
  /** Where the administrator was going. */
  back: z.string().max(500).optional(),
});
