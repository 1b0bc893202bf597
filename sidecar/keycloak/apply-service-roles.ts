import type { Apply } from './realm-apply.ts';
import { diffOwned } from './realm-diff.ts';
import type { Change } from './realm-diff.ts';

const management = 'realm-management';

/** Roles of the service account in `realm-management`: exactly the wanted ones; more than that is taken away. */
export async function applyServiceRoles(
  { admin, dryRun, exists }: Apply,
  clientId: string,
  id: string | undefined,
  wanted: readonly string[],
): Promise<Change[]> {
  const resource = `service account of "${clientId}"`;
  const desired = { [management]: wanted };
  if (!exists || !id) return diffOwned(resource, desired, undefined);
  const account = await admin.clients.getServiceAccountUser({ id });
  const [client] = await admin.clients.find({ clientId: management });
  const where = { id: String(account.id), clientUniqueId: String(client?.id) };
  const actual = await admin.users.listClientRoleMappings(where);
  const names = actual.map((role) => String(role.name));
  const changes = diffOwned(resource, desired, { [management]: names });
  if (dryRun || changes.length === 0) return changes;
  const surplus = actual.filter((role) => !wanted.includes(String(role.name)));
  if (surplus.length > 0) await admin.users.delClientRoleMappings({ ...where, roles: surplus.map(mapping) });
  const all = await admin.clients.listRoles({ id: where.clientUniqueId });
  const missing = all.filter(
    (role) => wanted.includes(String(role.name)) && !names.includes(String(role.name)),
  );
  if (missing.length > 0) await admin.users.addClientRoleMappings({ ...where, roles: missing.map(mapping) });
  return changes;
}

function mapping(role: { id?: string; name?: string }): { id: string; name: string } {
  return { id: String(role.id), name: String(role.name) };
}
