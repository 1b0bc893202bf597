import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import { type Db, isUniqueViolation, type Trx } from '../platform/db.ts';
import { AppError, toAppError } from '../platform/errors.ts';
import { accessValues, type AreaTree, slugFrom } from './area.ts';
import {
  aside,
  insertArea,
  readAreaGroups,
  readTree,
  renameArea,
  saveAreaGroup,
  takeGroupsTurn,
} from './area.store.ts';
import type { AreaKind } from './area.table.ts';
import { type Role, roles } from './role.ts';

/** What areas need of Keycloak; `ensureRoleGroup` is idempotent and answers the group's id. */
export type RoleGroups = {
  ensureRoleGroup(slug: string, role: string): Promise<string>;
  setGroupAccess(groupId: string, values: string[]): Promise<void>;
};

export type NewArea = { name: string; slug?: string; kind?: AreaKind; parentSlug?: string };

function parentOf(tree: AreaTree, area: NewArea): string | null {
  if (!tree.network) return null;
  if (!area.parentSlug) return tree.network.id;
  const parent = tree.bySlug(area.parentSlug);
  if (!parent)
    throw new AppError('invalid_input', {
      fields: [{ field: 'parent', text: 'areas.problem.unknownParent' }],
    });
  return parent.id;
}

/** Adds an area below `parentSlug` (the network where none is named); the first one ever is the network. */
export async function addArea(db: Db, actor: AuditActor, area: NewArea): Promise<string> {
  const slug = area.slug ?? slugFrom(area.name);
  if (!/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(slug))
    throw new AppError('invalid_input', { fields: [{ field: 'slug', text: 'areas.problem.slug' }] });
  try {
    return await db.transaction().execute(async (trx) => {
      const tree = await readTree(trx);
      const parentId = parentOf(tree, area);
      const kind = parentId === null ? 'network' : (area.kind ?? 'site');
      const areaId = await insertArea(trx, { slug, name: area.name, kind, parentId });
      await record(trx, actor, [{ act: 'area.added', areaId }]);
      return areaId;
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('conflict', {
      fields: [{ field: 'slug', text: 'areas.problem.taken' }],
      cause: error,
    });
  }
}

/** Renames; the slug, and with it every group and token, stays. */
export async function renameAreaTo(db: Db, actor: AuditActor, slug: string, name: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const tree = await readTree(trx);
    if (!tree.bySlug(slug)) throw new AppError('not_found');
    const areaId = await renameArea(trx, slug, name);
    if (areaId) await record(trx, actor, [{ act: 'area.renamed', areaId }]);
  });
}

/** Network managers stand at the root only, so other areas have no group for them. */
export function rolesOf(kind: AreaKind): readonly Role[] {
  return roles.filter((role) => kind === 'network' || role !== 'network_manager');
}

type Wanted = { areaId: string; slug: string; role: Role; access: string[]; groupId: string | null };

async function syncGroup(db: Db, groups: RoleGroups, wanted: Wanted): Promise<void> {
  const { areaId, slug, role, access } = wanted;
  const groupId = wanted.groupId ?? (await groups.ensureRoleGroup(slug, role));
  await groups.setGroupAccess(groupId, access);
  await saveAreaGroup(db, { areaId, role, groupId, access });
}

async function differingGroups(db: Db): Promise<Wanted[]> {
  const tree = await readTree(db);
  const known = new Map((await readAreaGroups(db)).map((group) => [`${group.areaId} ${group.role}`, group]));
  const wanted = tree.areas.flatMap(({ id: areaId, slug, kind }) =>
    rolesOf(kind).map((role): Wanted => {
      const groupId = known.get(`${areaId} ${role}`)?.groupId ?? null;
      return { areaId, slug, role, access: accessValues(tree, areaId, role), groupId };
    }),
  );
  return wanted.filter(({ areaId, role, access, groupId }) => {
    return !groupId || known.get(`${areaId} ${role}`)?.access.join() !== access.join();
  });
}

/** Alone among all processes: who writes the same group at once is answered 500 by Keycloak, or leaves it as the older tree was. */
async function writeDiffering(trx: Trx, groups: RoleGroups): Promise<{ count: number; errors: unknown[] }> {
  await takeGroupsTurn(trx);
  const differing = await differingGroups(trx);
  const errors: unknown[] = [];
  for (const group of differing) {
    await aside(trx, () => syncGroup(trx, groups, group)).catch((error: unknown) => errors.push(error));
    // Keycloak does not answer at all: asking on would only wait for each group in turn.
    if (toAppError(errors.at(-1)).code === 'keycloak_unavailable') break;
  }
  return { count: differing.length, errors };
}

/**
 * Makes Keycloak's role groups and their `access` attribute equal to the tree; answers the number of writes.
 * Idempotent: a crash between Keycloak and our rows repeats the same calls. One group that cannot be written (deleted in the
 * console, say) does not keep the others waiting; the first such error is thrown at the end.
 */
export async function syncRoleGroups(db: Db, groups: RoleGroups): Promise<number> {
  if ((await differingGroups(db)).length === 0) return 0;
  const { count, errors } = await db.transaction().execute((trx) => writeDiffering(trx, groups));
  if (errors.length > 0) throw errors[0];
  return count;
}
