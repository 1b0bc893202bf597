import type { AreaTree } from '../areas/area.ts';
import { type AreaGroup, readAreaGroups, readTree } from '../areas/area.store.ts';
import { isRole } from '../areas/role.ts';
import type { Observer } from '../keycloak/observer.port.ts';
import type { Directory } from '../keycloak/port.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import type { Difference } from './deviation.rules.ts';
import { storeDifferences } from './deviation.store.ts';

export type GroupDeps = {
  db: Db;
  directory: Pick<Directory, 'listRoleGroups' | 'setGroupAccess'> & Pick<Observer, 'groupPath'>;
  clock: Clock;
};
type Bound = AreaGroup & { groupId: string };

export const pathOf = (tree: AreaTree, areaId: string, role: string): string =>
  `/areas/${tree.byId(areaId)?.slug ?? ''}/${role}`;

function finding(tree: AreaTree, group: Bound, path: string | undefined): Difference[] {
  const { areaId, role } = group;
  const ourValue = pathOf(tree, areaId, role);
  if (!isRole(role) || path === ourValue) return [];
  const kind = path === undefined ? 'groupDeleted' : 'groupRenamed';
  return [{ kind, areaId, role, keycloakValue: path ?? null, ourValue }];
}

/**
 * Compares our role groups with Keycloak's by id: what was renamed or deleted is reported, never bound anew by its name; the
 * attribute `access`, which only Einlass keeps, is put right. Answers the number of writes.
 */
export async function compareRoleGroups({ db, directory, clock }: GroupDeps): Promise<number> {
  const tree = await readTree(db);
  const bound = (await readAreaGroups(db)).filter((group): group is Bound => group.groupId !== null);
  const listed = new Map((await directory.listRoleGroups()).map((group) => [group.groupId, group]));
  const findings: Difference[] = [];
  let writes = 0;
  for (const group of bound) {
    const there = listed.get(group.groupId);
    const path = there ? `/areas/${there.slug}/${there.role}` : await directory.groupPath(group.groupId);
    findings.push(...finding(tree, group, path));
    if (!there || [...there.access].sort().join() === [...group.access].sort().join()) continue;
    await directory.setGroupAccess(group.groupId, group.access);
    writes += 1;
  }
  return writes + (await storeDifferences(db, null, findings, clock()));
}
