import type { DesiredClient } from '../../realm-config/types.ts';
import type { ClientRow } from './admin-client.ts';
import { applyServiceRoles } from './apply-service-roles.ts';
import { diffOwned, mergeOwned } from './realm-diff.ts';
import type { Change } from './realm-diff.ts';
import type { Apply } from './realm-apply.ts';

/** Our own clients; one that is no longer wanted (a demo app) is left alone. */
export async function applyClients(apply: Apply, clients: readonly DesiredClient[]): Promise<Change[]> {
  const changes: Change[] = [];
  for (const client of clients) {
    const { id, differs, row } = await applyClient(apply, client);
    changes.push(...differs);
    changes.push(...(await applyDefaultScopes(apply, client, id, row)));
    if (client.realmManagementRoles)
      changes.push(...(await applyServiceRoles(apply, client.clientId, id, client.realmManagementRoles)));
  }
  return changes;
}

/** Clients of ours that are not wanted any more go, and their service accounts with what these could do. */
export async function removeClients(
  { admin, dryRun, exists }: Apply,
  clientIds: readonly string[],
): Promise<Change[]> {
  const changes: Change[] = [];
  for (const clientId of exists ? clientIds : []) {
    const [row] = await admin.clients.find({ clientId });
    if (!row?.id) continue;
    changes.push({ resource: `client "${clientId}"`, field: 'client', from: 'there', to: undefined });
    if (!dryRun) await admin.clients.del({ id: row.id });
  }
  return changes;
}

type Applied = { id?: string; differs: Change[]; row?: ClientRow };

async function applyClient({ admin, dryRun, exists }: Apply, client: DesiredClient): Promise<Applied> {
  const { clientId, fields } = client;
  const [row] = exists ? await admin.clients.find({ clientId }) : [];
  const differs = diffOwned(nameOf(client), fields, row as Record<string, unknown> | undefined);
  if (!row) {
    if (dryRun) return { differs };
    const made = await admin.clients.create({ ...mergeOwned(fields, undefined), clientId });
    // Read again, because Keycloak adds the realm's default scopes by itself.
    const fresh = await admin.clients.findOne({ id: made.id });
    return { id: made.id, differs, ...(fresh ? { row: fresh } : {}) };
  }
  const id = String(row.id);
  if (!dryRun && differs.length > 0)
    await admin.clients.update({ id }, { ...mergeOwned(fields, row as Record<string, unknown>), clientId });
  return { id, differs, row };
}

async function applyDefaultScopes(
  { admin, dryRun }: Apply,
  client: DesiredClient,
  id: string | undefined,
  row: ClientRow | undefined,
): Promise<Change[]> {
  const actual = row?.defaultClientScopes ?? [];
  const missing = client.defaultScopes.filter((name) => !actual.includes(name));
  if (missing.length === 0) return [];
  if (!dryRun && id) {
    const scopes = await admin.clientScopes.find();
    for (const scope of scopes.filter((one) => missing.includes(String(one.name))))
      await admin.clients.addDefaultClientScope({ id, clientScopeId: String(scope.id) });
  }
  const to = [...actual, ...missing];
  return [{ resource: nameOf(client), field: 'defaultClientScopes', from: actual, to }];
}

const nameOf = (client: DesiredClient): string => `client "${client.clientId}"`;
