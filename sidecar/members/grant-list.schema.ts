import { z } from 'zod';
import { isUuid } from '../platform/uuid.rules.ts';
import type { SeenGrant } from './grant-prolong.service.ts';
import { prolongings } from './grant-term.rules.ts';

export const grantListPath = '/admin/grants';

/** What the list shows: ends within so many days, or has ended in the last thirty. */
export const endings = ['30', '90', 'ended'] as const;
export type Ending = (typeof endings)[number];

export const grantListQuery = z.object({
  ends: z.enum(endings).catch('30'),
  area: z.uuid().optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  note: z.enum(['prolonged', 'notProlonged', 'none']).optional().catch(undefined),
  count: z.coerce.number().int().min(0).catch(0),
  left: z.coerce.number().int().min(0).catch(0),
});
export type GrantListQuery = z.output<typeof grantListQuery>;

/** A grant and its end, as a form sends back what was seen. */
export const seenValue = ({ id, endsAt }: SeenGrant): string => `${id}~${endsAt.getTime()}`;

function seenGrant(value: string): SeenGrant[] {
  const [id, time] = value.split('~');
  const endsAt = new Date(Number(time));
  return isUuid(id) && !Number.isNaN(endsAt.getTime()) ? [{ id, endsAt }] : [];
}

const picked = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((values) => [values].flat().slice(0, 200).flatMap(seenGrant));

/** `only`: the button of one row, which prolongs by as long as before, whatever is ticked. */
export const prolongForm = z
  .object({ grant: picked, only: picked, by: z.enum(prolongings).catch('same'), back: z.string().optional() })
  .transform(({ grant, only, by, back }) =>
    only.length > 0 ? { seen: only, by: 'same' as const, back } : { seen: grant, by, back },
  );
