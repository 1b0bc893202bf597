import { z } from 'zod';
import { endFilters } from './import.table.ts';
import { verdicts } from './target.ts';

/** A page that does not exist in the address is the first one: an old bookmark is no error. */
const page = z.coerce.number().int().min(1).max(100_000).catch(1);

export const listQuery = z.object({ page });
export const previewQuery = z.object({
  page,
  show: z
    .enum([...verdicts, ...endFilters])
    .optional()
    .catch(undefined),
});
/** How an import is run; what a form of an earlier version sends is the careful way. */
export const runBody = z.object({ mode: z.enum(['valid_rows', 'all_or_nothing']).default('valid_rows') });
/** The state that the page shows which asks how far the import is. */
export const progressQuery = z.object({ state: z.string().max(20).catch('') });
export type PreviewQuery = z.output<typeof previewQuery>;
