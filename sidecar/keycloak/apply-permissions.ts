import { sidecarClient } from '../../realm-config/clients.ts';
import type { Apply } from './realm-apply.ts';
import type { Change } from './realm-diff.ts';

const managementClient = 'realm-management';
const permissionsClient = 'admin-permissions';
const policyName = 'einlass: service account';
const permissionName = 'einlass: may see who administers the realm';
const resource = `permissions of "${sidecarClient}"`;

/**
 * Lets the service account see `realm-management`, and no other client, by a fine-grained permission (v2). Seen on 26.7.4: with
 * `manage-users` alone client roles are left out of every answer without an error, and `view-clients` would show it the secrets of
 * all apps. Needs `adminPermissionsEnabled`; runs after the clients.
 */
export async function applyPermissions({ admin, dryRun, exists }: Apply): Promise<Change[]> {
  const change: Change = { resource, field: 'view', from: undefined, to: managementClient };
  if (!exists) return [change];
  const find = async (clientId: string) => (await admin.clients.find({ clientId }))[0]?.id;
  const [id, management, sidecar] = await Promise.all(
    [permissionsClient, managementClient, sidecarClient].map(find),
  );
  if (!id || !management || !sidecar) return [change];
  const account = String((await admin.clients.getServiceAccountUser({ id: sidecar })).id);
  const rows = await admin.clients.listPolicies({ id, name: policyName, permission: 'false', type: 'user' });
  const policy = (rows || []).find(({ name }) => name === policyName);
  const [permission] = await admin.clients.findPermissions({ id, name: permissionName });
  const seen = permission?.id
    ? await admin.clients.getAssociatedResources({ id, permissionId: permission.id })
    : [];
  const users = JSON.parse(String(policy?.config?.['users'] ?? '[]')) as string[];
  const right = users.length === 1 && users[0] === account && seen.length === 1;
  if (policy && permission && right) return [];
  if (dryRun) return [change];
  if (permission?.id) await admin.clients.delPermission({ id, type: 'scope', permissionId: permission.id });
  if (policy?.id) await admin.clients.delPolicy({ id, policyId: policy.id });
  const made = await admin.clients.createPolicy({ id, type: 'user' }, {
    name: policyName,
    users: [account],
  } as object);
  const values = {
    resourceType: 'Clients',
    resources: [management],
    scopes: ['view'],
    policies: [String(made.id)],
  };
  await admin.clients.createPermission({ id, type: 'scope' }, { name: permissionName, ...values } as object);
  return [change];
}
