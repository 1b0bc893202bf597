import { z } from 'zod';
import { type Act, isAct } from './acts.rules.ts';
import type { AuditFilter } from './audit.read-model.ts';

const day = z.iso.date().optional().catch(undefined);
const uuid = z.uuid().optional().catch(undefined);

/** What the address may say; an entry that does not fit is left out, not refused. */
export const auditQuery = z.object({
  q: z.string().trim().max(200).catch(''),
  member: uuid,
  area: uuid,
  act: z.custom<Act>(isAct).optional().catch(undefined),
  from: day,
  to: day,
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});
export type AuditQuery = z.output<typeof auditQuery>;

/** Midnight of this day (`2026-05-31`) in the network's time zone, `later` days on. */
function midnight(date: string, later = 0): Date {
  const [year = 0, month = 1, dayOfMonth = 1] = date.split('-').map(Number);
  return new Date(year, month - 1, dayOfMonth + later);
}

/** Both days are included. */
export function filterOf({ q, member, area, act, from, to }: AuditQuery): AuditFilter {
  return {
    search: q,
    ...(member ? { memberId: member } : {}),
    ...(area ? { areaId: area } : {}),
    ...(act ? { act } : {}),
    ...(from ? { from: midnight(from) } : {}),
    ...(to ? { until: midnight(to, 1) } : {}),
  };
}
