import type { AdminScope } from '../areas/scope.ts';
import { grantableAreas } from '../members/person.rules.ts';

export type JoinAddress = { area?: string; address: string };

/**
 * The addresses that administrators pass on, so that people find the registration: one for everybody, and one for each own area,
 * which shows the fields of that area.
 */
export function joinAddresses(origin: string, scope: AdminScope): JoinAddress[] {
  const own = grantableAreas(scope).filter(({ kind }) => kind !== 'network');
  return [
    { address: `${origin}/join` },
    ...own.map(({ name, slug }) => ({ area: name, address: `${origin}/join/${slug}` })),
  ];
}
