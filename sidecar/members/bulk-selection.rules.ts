import { z } from 'zod';
import { type Role, roles } from '../areas/role.ts';
import type { BulkAct } from './bulk-act.rules.ts';
import { bulkActs } from './bulk-act.table.ts';
import { filterQuery, type MemberFilter } from './member-filter.schema.ts';

const several = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) => (value === undefined ? [] : typeof value === 'string' ? [value] : value));

/** What the list's selection and the page that asks once more send: whom, and what to do. */
const askShape = {
  act: z.enum(bulkActs),
  /** The list that was looked at: its filters as its address had them. */
  list: z.string().max(4000).default(''),
  all: z.literal('1').optional().catch(undefined),
  id: several.pipe(z.array(z.uuid()).max(100)).catch([]),
  areaId: z.uuid().optional().catch(undefined),
  role: z.enum(roles).optional().catch(undefined),
};
export const askForm = z.object(askShape);
export const startForm = z.object({
  ...askShape,
  formKey: z.uuid(),
  people: z.coerce.number().int().min(0),
  /** How many of them the page said would be changed. */
  applies: z.coerce.number().int().min(0),
  typed: z.string().max(20).catch(''),
});
export type Ask = z.output<typeof askForm>;
export type Start = z.output<typeof startForm>;

/** Whom the act means: these people, or everyone whom a filter finds. */
export type Selection = { ids: readonly string[] } | { filter: MemberFilter };

export function selectionOf({ all, id, list }: Ask): Selection {
  if (!all) return { ids: id };
  return { filter: filterQuery.parse(Object.fromEntries(new URLSearchParams(list))) };
}

/** The act itself, or undefined while its area or role is not chosen yet. */
export function wishedAct({
  act,
  areaId,
  role,
}: {
  act: Ask['act'];
  areaId?: string | undefined;
  role?: Role | undefined;
}): BulkAct | undefined {
  if (act === 'grant') return areaId && role ? { act, areaId, role } : undefined;
  if (act === 'revoke') return areaId ? { act, areaId } : undefined;
  return { act };
}
