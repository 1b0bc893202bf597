import { z } from 'zod';
import { roles } from '../areas/role.ts';
import { shownStates } from './record-scope.rules.ts';

export const recordColumns = ['name', 'areas', 'ends', 'state', 'created'] as const;
export const recordSorts = ['name', 'ends', 'state', 'created'] as const;
export const pageSizes = [25, 50, 100] as const;

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values).optional().catch(undefined);

/** What the address may say about which records the list holds; an entry that does not fit is left out, not refused. */
export const recordFilter = z.object({
  q: z.string().trim().max(200).catch(''),
  state: oneOf(shownStates),
  area: z.uuid().optional().catch(undefined),
  role: oneOf(roles),
  origin: oneOf(['manual', 'import']),
  import: z.uuid().optional().catch(undefined),
});
export type RecordFilter = z.output<typeof recordFilter>;
export const filterNames = ['state', 'area', 'role', 'origin', 'import'] as const;

/** How it is shown; the newest first where nothing is said. */
export const recordOrder = z.object({
  sort: z.enum(recordSorts).catch('created'),
  dir: z.enum(['asc', 'desc']).catch('desc'),
  size: z.coerce
    .number()
    .pipe(z.union(pageSizes.map((size) => z.literal(size))))
    .catch(25),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});
export type RecordOrder = z.output<typeof recordOrder>;

export function isFiltered(filter: RecordFilter): boolean {
  return filter.q !== '' || filterNames.some((name) => filter[name] !== undefined);
}
