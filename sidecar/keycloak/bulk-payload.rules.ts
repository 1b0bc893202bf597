import { AppError } from '../platform/errors.ts';
import { type NewUserBody, newUserBody } from './account.rules.ts';
import type { NewUser } from './port.ts';

/** One person and the one role that every account of the realm has. */
type BulkUser = NewUserBody & { realmRoles: [string] };
/** Keycloak's partialImport would also take roles, clients, groups and providers: this type has no place for them. */
export type BulkPayload = { ifResourceExists: 'FAIL'; users: BulkUser[] };
/** What Keycloak gives to every account by `POST /users`, but not by partialImport. */
export type Given = { role: string; requiredActions: readonly string[] };

const defaultRole = /^default-roles-/;
const roleGroup = /^\/areas\/[a-z0-9-]+\/[a-z_]+$/;

const refused = (why: string) => new AppError('internal', { cause: new Error(`bulk lane: ${why}`) });

/**
 * People and nothing else, field by field, so that nothing that hangs on an object at run time gets in; no role but the realm's
 * default one. Throws `internal` for a group that is none of ours: on the realm's own groups hangs whatever its administrators hung there.
 */
export function bulkPayload(users: readonly NewUser[], { role, requiredActions }: Given): BulkPayload {
  if (!defaultRole.test(role)) throw refused('not the default role of a realm');
  if (users.some((user) => user.groupPaths.some((path) => !roleGroup.test(path))))
    throw refused('a group outside /areas/');
  return {
    ifResourceExists: 'FAIL',
    users: users.map((user) => {
      const body = newUserBody(user);
      const actions = new Set([...body.requiredActions, ...requiredActions]);
      return { ...body, requiredActions: [...actions], realmRoles: [role] };
    }),
  };
}

type Answer = {
  results?: { action?: unknown; resourceType?: unknown; resourceName?: unknown; id?: unknown }[];
};

/** Account ids in the order of `users`; undefined where the answer does not say of each of them that it was added. */
export function addedIds(users: readonly NewUser[], answer: unknown): string[] | undefined {
  const { results } = (answer ?? {}) as Answer;
  if (!Array.isArray(results)) return undefined;
  const ids = new Map<string, string>();
  for (const { action, resourceType, resourceName, id } of results)
    if (action === 'ADDED' && resourceType === 'USER' && typeof id === 'string' && id !== '')
      ids.set(String(resourceName).toLowerCase(), id);
  const found = users.flatMap((user) => ids.get(user.username.toLowerCase()) ?? []);
  return found.length === users.length ? found : undefined;
}
