import { AppError } from '../platform/errors.ts';
import type { GroupRow } from './admin-client.ts';
import type { Call } from './calls.ts';
import { goneIsDone } from './calls.ts';
import type { Directory, RoleGroup } from './port.ts';
import { groupIdAt } from './role-group-place.ts';

type RoleGroups = Pick<
  Directory,
  'ensureRoleGroup' | 'setGroupAccess' | 'listRoleGroups' | 'joinGroup' | 'leaveGroup'
>;

const rootName = 'areas';
const longestValue = 255;
const pageSize = 100;

/** Groups `/areas/<slug>/<role>` and who is in them. */
export function openRoleGroups(call: Call, realm: string): RoleGroups {
  const idAt = (path: string) => groupIdAt(call, realm, path);

  /** Id of the group at `path`, made if it is missing; whoever loses the race takes the winner's group. */
  async function ensure(path: string): Promise<string> {
    const known = await idAt(path);
    if (known) return known;
    const cut = path.lastIndexOf('/');
    const name = path.slice(cut + 1);
    const parent = cut < 0 ? undefined : await ensure(path.slice(0, cut));
    try {
      const made = await call((admin) =>
        parent ? admin.groups.createChildGroup({ id: parent }, { name }) : admin.groups.create({ name }),
      );
      return made.id;
    } catch (thrown) {
      if (!(thrown instanceof AppError && thrown.code === 'conflict')) throw thrown;
      const winner = await idAt(path);
      if (!winner) throw thrown;
      return winner;
    }
  }

  async function childrenOf(parentId: string): Promise<GroupRow[]> {
    const rows: GroupRow[] = [];
    for (;;) {
      const page = { parentId, first: rows.length, max: pageSize, briefRepresentation: false };
      const groups = await call((admin) => admin.groups.listSubGroups(page));
      rows.push(...(groups ?? []));
      if (!groups || groups.length < pageSize) return rows;
    }
  }

  return {
    async ensureRoleGroup(slug, role) {
      // A slash would quietly make other groups than asked for.
      if ([slug, role].some((part) => part === '' || part.includes('/')))
        throw new AppError('invalid_input', { fields: [{ field: 'slug', text: 'fields.rejected' }] });
      return ensure(`${rootName}/${slug}/${role}`);
    },
    async setGroupAccess(id, values) {
      // Keycloak answers 500 to a longer one.
      if (values.some((value) => value.length > longestValue))
        throw new AppError('invalid_input', { fields: [{ field: 'access', text: 'fields.too_long' }] });
      const group = await call((admin) => admin.groups.findOne({ id }));
      if (!group) throw new AppError('not_found');
      // A given map replaces the old one, so foreign attributes go along.
      const attributes = { ...(group.attributes as Record<string, string[]>), access: [...values] };
      await call((admin) => admin.groups.update({ id }, { name: String(group.name), attributes }));
    },
    async listRoleGroups() {
      const root = await idAt(rootName);
      const found: RoleGroup[] = [];
      for (const area of root ? await childrenOf(root) : [])
        for (const group of area.subGroupCount === 0 ? [] : await childrenOf(String(area.id)))
          found.push(roleGroupOf(String(area.name), group));
      return found;
    },
    joinGroup: (id, groupId) => call(async (admin) => void (await admin.users.addToGroup({ id, groupId }))),
    leaveGroup: (id, groupId) => goneIsDone(call((admin) => admin.users.delFromGroup({ id, groupId }))),
  };
}

function roleGroupOf(slug: string, group: GroupRow): RoleGroup {
  const access = (group.attributes as Record<string, string[]> | undefined)?.['access'] ?? [];
  return { groupId: String(group.id), slug, role: String(group.name), access };
}
