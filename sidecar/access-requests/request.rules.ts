import type { Area, AreaTree } from '../areas/area.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';
import type { AuditEvent } from '../audit/event.ts';

/** Where people see and file their own requests. */
export const ownRequestsPath = '/me/requests';
/** Where those who decide see what waits. */
export const requestsPath = '/admin/requests';

/** What may be typed at most, in characters. */
export const mostOf = { message: 1000, answer: 500 } as const;
/** Requests that one person may file in 24 hours; each is a mail. */
export const mostADay = 20;

/** How somebody stands with an area that they would ask for. */
export type Asking =
  | { kind: 'closed' }
  | { kind: 'held' | 'pending' | 'free'; area: Area }
  | { kind: 'early'; area: Area; againAt: Date };

/** Of an open area; a grant above it opens it, too. */
export function askingOf(
  tree: AreaTree,
  area: Area,
  grants: readonly HeldGrant[],
  before?: { isPending: boolean; againAt: Date | null },
): Asking {
  const above = new Set(tree.lineage(area.id).map(({ id }) => id));
  if (grants.some(({ areaId }) => above.has(areaId))) return { kind: 'held', area };
  if (before?.isPending) return { kind: 'pending', area };
  return before?.againAt ? { kind: 'early', area, againAt: before.againAt } : { kind: 'free', area };
}

/** What the log says of requests that nobody decided. */
export const endedEvents = (
  ended: readonly { id: string; member_id: string; area_id: string }[],
  state: 'withdrawn' | 'expired',
): AuditEvent[] =>
  ended.map(({ id: requestId, member_id: memberId, area_id: areaId }) => ({
    act: `request.${state}`,
    memberId,
    requestId,
    areaId,
  }));

/** An address with those of the values that there are. */
export function withQuery(path: string, values: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value) query.set(name, value);
  return query.size > 0 ? `${path}?${query}` : path;
}

/** The way back into the app that sent somebody, where it lies at one of these origins; a link to anywhere else is not ours to offer. */
export function knownApp(origins: readonly string[], app: string | undefined): string | undefined {
  const url = app && URL.canParse(app) ? new URL(app) : undefined;
  return url && /^https?:$/.test(url.protocol) && origins.includes(url.origin) ? url.href : undefined;
}
