import { z } from 'zod';
import { verdicts } from './target.ts';

/** A page that does not exist in the address is the first one: an old bookmark is no error. */
const page = z.coerce.number().int().min(1).max(100_000).catch(1);

export const listQuery = z.object({ page });
export const previewQuery = z.object({
  page,
  show: z
    .enum([...verdicts, 'warned', 'refused'])
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
export type PreviewQuery = z.output<typeof previewQuery>;
