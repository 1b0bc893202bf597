import { z } from 'zod';

const page = z.coerce.number().int().min(1).max(100_000).catch(1);
export const deletedQuery = z.object({
  page,
  q: z.string().trim().max(200).catch(''),
  note: z.enum(['erased', 'waits']).optional().catch(undefined),
});
export type DeletedQuery = z.output<typeof deletedQuery>;

/** A detail as it may be stored, compared without regard to capitals. Sent in the form's body: an address in a URL would stand in logs. */
export const textForm = z.object({
  text: z
    .string()
    .trim()
    .min(2, 'erasure.traces.problem.short')
    .max(254, 'erasure.traces.problem.long')
    .transform((text) => text.toLowerCase()),
});
export const removeForm = textForm.extend({ asked: z.coerce.number().int().min(0) });
