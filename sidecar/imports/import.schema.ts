import { z } from 'zod';
import { endFilters } from './import.table.ts';
import { verdicts } from './target.ts';

/** A page that does not exist in the address is the first one: an old bookmark is no error. */
const page = z.coerce.number().int().min(1).max(100_000).catch(1);

export const targetName = z.string().max(40).optional().catch(undefined);
export const listQuery = z.object({ page, target: targetName });
export const previewQuery = z.object({
  page,
  show: z
    .enum([...verdicts, 'warned', ...endFilters])
    .optional()
    .catch(undefined),
  /** Code of a group of the preview. */
  group: z.coerce.number().int().min(1).max(1_000_000).optional().catch(undefined),
  q: z.string().trim().max(200).optional().catch(undefined),
});
/** Number of the sheet among those with rows, from 0; without it the likely one. */
export const mappingQuery = z.object({ sheet: z.coerce.number().int().min(0).optional().catch(undefined) });
/** The chosen columns come as `column_<letter>`, because every file has its own. */
export const mappingForm = z.object({ sheet: z.string().max(200) }).catchall(z.unknown());
/** How an import is run; what a form of an earlier version sends is the careful way. */
export const runBody = z.object({ mode: z.enum(['valid_rows', 'all_or_nothing']).default('valid_rows') });
/** The state that the page shows which asks how far the import is. */
export const progressQuery = z.object({ state: z.string().max(20).catch('') });
export type PreviewQuery = z.output<typeof previewQuery>;
