import { gateOf } from '../../realm-config/app-clients.ts';
import type { Admin } from './admin-client.ts';
import type { CheckedClient, Holder } from './realm-check.rules.ts';

const management = 'realm-management';
const pageSize = 100;
/** Keycloak's own clients of every realm: their addresses are relative, and its business. */
const builtIn = new Set([
  'account',
  'account-console',
  'admin-cli',
  'broker',
  management,
  'security-admin-console',
]);

/** Clients that people sign in through, ours and others'. */
export async function checkedClients(admin: Admin, ours: readonly string[]): Promise<CheckedClient[]> {
  const rows = await admin.clients.find();
  return rows
    .filter((row) => !builtIn.has(String(row.clientId)) && row.enabled !== false)
    .map((row) => ({
      clientId: String(row.clientId),
      ours: ours.includes(String(row.clientId)),
      directGrants: row.directAccessGrantsEnabled === true,
      implicit: row.implicitFlowEnabled === true,
      redirectUris: row.redirectUris ?? [],
      gates: gatesIn(row.defaultClientScopes),
      optionalGates: gatesIn(row.optionalClientScopes),
      ownFlow: Object.values(row.authenticationFlowBindingOverrides ?? {}).some(Boolean),
    }));
}

/** Slugs of the areas by whose gates a client is closed. */
const gatesIn = (scopes: readonly string[] = []): string[] => scopes.flatMap((name) => gateOf(name) ?? []);

/**
 * Who holds a role of `realm-management`: accounts by themselves, groups (whoever joins has it), and roles that contain it.
 * Service accounts of other clients are named as such; the one of `ownClient` is left out.
 */
export async function managementHolders(admin: Admin, realm: string, ownClient: string): Promise<Holder[]> {
  const id = await clientUuid(admin, management);
  const holders: Holder[] = [];
  for (const { name } of await admin.clients.listRoles({ id })) {
    const role = String(name);
    for (const username of await usersWithRole(admin, id, role)) {
      const client = /^service-account-(.+)$/.exec(username)?.[1];
      if (client !== ownClient)
        holders.push(
          client ? { kind: 'client', name: client, role } : { kind: 'person', name: username, role },
        );
    }
  }
  const { groups = [], roles } = (await admin.realms.export({
    realm,
    exportGroupsAndRoles: true,
  })) as Exported;
  return [...holders, ...groups.flatMap(groupHolders), ...(roles?.realm ?? []).flatMap(roleHolders)];
}

type ExportedGroup = { path?: string; clientRoles?: ByClient; subGroups?: ExportedGroup[] };
type ExportedRole = { name?: string; composites?: { client?: ByClient } };
type Exported = { groups?: ExportedGroup[]; roles?: { realm?: ExportedRole[] } };
type ByClient = Record<string, string[]>;

function groupHolders({ path, clientRoles, subGroups = [] }: ExportedGroup): Holder[] {
  const own = clientRoles?.[management] ?? [];
  return [
    ...own.map((role): Holder => ({ kind: 'group', name: String(path), role })),
    ...subGroups.flatMap(groupHolders),
  ];
}

/** Roles of the realm that contain one of `realm-management`, `default-roles-…` among them. */
function roleHolders({ name, composites }: ExportedRole): Holder[] {
  return (composites?.client?.[management] ?? []).map((role) => ({ kind: 'role', name: String(name), role }));
}

async function usersWithRole(admin: Admin, id: string, roleName: string): Promise<string[]> {
  const names: string[] = [];
  for (;;) {
    const page = { id, roleName, first: names.length, max: pageSize };
    const users = await admin.clients.findUsersWithRole(page);
    names.push(...users.map((user) => String(user.username)));
    if (users.length < pageSize) return names;
  }
}

export async function serviceRolesOf(admin: Admin, clientId: string): Promise<string[]> {
  const [client] = await admin.clients.find({ clientId });
  if (!client?.id) return [];
  const account = await admin.clients.getServiceAccountUser({ id: client.id });
  const where = { id: String(account.id), clientUniqueId: await clientUuid(admin, management) };
  return (await admin.users.listClientRoleMappings(where)).map((role) => String(role.name));
}

async function clientUuid(admin: Admin, clientId: string): Promise<string> {
  const [client] = await admin.clients.find({ clientId });
  if (!client?.id) throw new Error(`the realm has no client ${clientId}`);
  return client.id;
}
