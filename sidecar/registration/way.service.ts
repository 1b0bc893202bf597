import { z } from 'zod';
import type { RegistrationDeps } from './deps.ts';
import { openAreasFor, openWay } from './open-area.read-model.ts';
import { change, type Registration } from './registration.store.ts';

/** With stored facts or without; `area` is the slug of an open one. */
export const wayForm = z.object({ way: z.enum(['criteria', 'open']), area: z.string().max(100).optional() });
export type WayForm = z.output<typeof wayForm>;

/**
 * Goes on with stored facts or without them, as long as nothing was sent; nothing changes where that is not offered (any more): the
 * page shows what is.
 */
export async function chooseWay(
  deps: Pick<RegistrationDeps, 'db'>,
  row: Registration,
  { way, area }: WayForm,
): Promise<void> {
  if (row.way === 'link' || row.account_member_id !== null || row.known_member_id !== null) return;
  if (way === 'criteria') return void (await change(deps.db, row, ['started'], { way }));
  const offered = await openAreasFor(deps.db, row.way === 'open' ? null : row.area_id);
  const chosen = area === undefined ? offered : offered.filter(({ slug }) => slug === area);
  const next = openWay(chosen);
  if (next) await change(deps.db, row, ['started'], { way: next.way, area_id: next.areaId ?? row.area_id });
}
