import type { Actor } from '../../sidecar/areas/policy.rules.ts';
import type { Role } from '../../sidecar/areas/role.ts';

/** An area that is called by its id; a network where nothing is above it. */
export const area = (id: string, parentId: string | null) => ({
  id,
  slug: id,
  name: id,
  kind: parentId === null ? ('network' as const) : ('site' as const),
  parentId,
  startAppUrl: null,
});
export const actor = (...grants: [string, Role][]): Actor => ({
  memberId: 'me',
  name: 'Me',
  grants: grants.map(([areaId, role]) => ({ areaId, role })),
});
