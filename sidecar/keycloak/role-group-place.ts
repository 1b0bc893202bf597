import { AppError } from '../platform/errors.ts';
import { type Call, undefinedIfGone } from './calls.ts';
import type { Observer } from './observer.port.ts';

/** Id of the group at this path, which may begin with a slash; undefined where none is. */
export async function groupIdAt(call: Call, realm: string, path: string): Promise<string | undefined> {
  const bare = path.replace(/^\//, '');
  const group = await undefinedIfGone(call((admin) => admin.realms.getGroupByPath({ realm, path: bare })));
  return group && String(group.id);
}

type Place = Pick<Observer, 'groupPath' | 'groupAt' | 'restoreRoleGroup'>;

/** Where a role group stands now, and how it gets back; always by id, because a name may belong to another group by now. */
export function openRoleGroupPlace(call: Call, realm: string): Place {
  const find = async (id: string) => (await call((admin) => admin.groups.findOne({ id }))) ?? undefined;

  const groupAt = (path: string) => groupIdAt(call, realm, path);

  /** Parent group at `path`, made if somebody took it away. */
  async function ensureParent(path: string): Promise<string> {
    const known = await groupAt(path);
    if (known) return known;
    const cut = path.lastIndexOf('/');
    const name = path.slice(cut + 1);
    if (cut < 0) return (await call((admin) => admin.groups.create({ name }))).id;
    const id = await ensureParent(path.slice(0, cut));
    return (await call((admin) => admin.groups.createChildGroup({ id }, { name }))).id;
  }

  return {
    groupAt,
    async groupPath(id) {
      const group = await find(id);
      return group && String(group.path);
    },
    async restoreRoleGroup(id, slug, role) {
      const group = await find(id);
      if (!group) throw new AppError('not_found');
      const path = `areas/${slug}/${role}`;
      const there = await groupAt(path);
      if (there === id) return;
      if (there) throw new AppError('conflict', { cause: new Error('another group has taken the place') });
      const attributes = group.attributes as Record<string, string[]>;
      if (group.name !== role) await call((admin) => admin.groups.update({ id }, { name: role, attributes }));
      const parentId = await ensureParent(`areas/${slug}`);
      // A child that brings its id along is moved, not made.
      if (group.parentId !== parentId)
        await call((admin) => admin.groups.updateChildGroup({ id: parentId }, { id, name: role }));
    },
  };
}
