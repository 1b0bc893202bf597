import { z } from 'zod';
import { type RecordFilter, recordFilter } from './record-list.schema.ts';

export const recordActs = ['lock', 'unlock', 'remove'] as const;
export type RecordAct = (typeof recordActs)[number];

const several = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) => (value === undefined ? [] : typeof value === 'string' ? [value] : value));

const askShape = {
  act: z.enum(recordActs),
  /** The list that was looked at: its filters as its address had them. */
  list: z.string().max(4000).default(''),
  all: z.literal('1').optional().catch(undefined),
  id: several.pipe(z.array(z.uuid()).max(100)).catch([]),
};
export const askForm = z.object(askShape);
export const startForm = z.object({
  ...askShape,
  /** How many records the page said would be changed. */
  applies: z.coerce.number().int().min(0),
  typed: z.string().max(20).catch(''),
});
export type Ask = z.output<typeof askForm>;
export type Start = z.output<typeof startForm>;

/** Which records are meant: these, or all that a filter finds. */
export type Selection = { ids: readonly string[] } | { filter: RecordFilter };

export function selectionOf({ all, id, list }: Ask): Selection {
  if (!all) return { ids: id };
  return { filter: recordFilter.parse(Object.fromEntries(new URLSearchParams(list))) };
}

const typeAbove = 100;
/** Whether the number of records has to be typed before they are removed. */
export const mustType = (act: RecordAct, records: number): boolean => act === 'remove' && records > typeAbove;
