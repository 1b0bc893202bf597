import { z } from 'zod';
import { verdicts } from './target.ts';

/** A page that does not exist in the address is the first one: an old bookmark is no error. */
const page = z.coerce.number().int().min(1).max(100_000).catch(1);

export const listQuery = z.object({ page });
export const previewQuery = z.object({
  page,
  show: z
    .enum([...verdicts, 'refused'])
    .optional()
    .catch(undefined),
});
export type PreviewQuery = z.output<typeof previewQuery>;
