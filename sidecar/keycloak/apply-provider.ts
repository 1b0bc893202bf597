import type { DesiredRealm } from '../../realm-config/types.ts';
import type { ProviderRow } from './admin-client.ts';
import { diffOwned, mergeOwned } from './realm-diff.ts';
import type { Change } from './realm-diff.ts';
import type { Apply } from './realm-apply.ts';

/** The identity provider that brokers to the sidecar. */
export async function applyProvider(
  { admin, dryRun, exists }: Apply,
  { alias, fields }: DesiredRealm['provider'],
): Promise<Change[]> {
  const all = exists ? await admin.identityProviders.find() : [];
  const actual = all.find((one) => one.alias === alias) as Record<string, unknown> | undefined;
  const changes = diffOwned(`identity provider "${alias}"`, fields, actual);
  if (dryRun || changes.length === 0) return changes;
  const body = { ...mergeOwned(fields, actual), alias } as ProviderRow;
  if (actual) await admin.identityProviders.update({ alias }, body);
  else await admin.identityProviders.create(body);
  return changes;
}
