import { readAreaGroups, readTree } from '../areas/area.store.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';

/** Keycloak's role groups by area and role. */
export type Groups = ReadonlyMap<string, { path: string; groupId: string }>;
const groupKey = (areaId: string, role: string): string => `${areaId} ${role}`;

export async function roleGroups(db: Db): Promise<Groups> {
  const tree = await readTree(db);
  const groups = await readAreaGroups(db);
  return new Map(
    groups.flatMap(({ areaId, role, groupId }) => {
      const area = tree.byId(areaId);
      return area && groupId
        ? [[groupKey(areaId, role), { path: `/areas/${area.slug}/${role}`, groupId }] as const]
        : [];
    }),
  );
}

/** Paths of the groups that these grants mean; throws `keycloak_unavailable` while one of them is not made yet. */
export function groupsFor(groups: Groups, grants: readonly HeldGrant[]): string[] {
  const wanted = grants.flatMap(({ areaId, role }) => groups.get(groupKey(areaId, role)) ?? []);
  if (wanted.length < grants.length)
    throw new AppError('keycloak_unavailable', { cause: new Error('role group not made yet') });
  return wanted.map((group) => group.path);
}
