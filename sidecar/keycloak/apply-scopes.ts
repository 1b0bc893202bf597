import type { DesiredScope } from '../../realm-config/types.ts';
import type { ScopeRow } from './admin-client.ts';
import { diffOwned, mergeOwned } from './realm-diff.ts';
import type { Change } from './realm-diff.ts';
import type { Apply } from './realm-apply.ts';

type MapperRow = NonNullable<ScopeRow['protocolMappers']>[number];

/** Client scopes with their mappers; those that are a default of the realm come to every later client. */
export async function applyScopes(apply: Apply, scopes: readonly DesiredScope[]): Promise<Change[]> {
  const { admin, exists } = apply;
  const actual = exists ? await admin.clientScopes.find() : [];
  const defaults = exists ? await admin.clientScopes.listDefaultClientScopes() : [];
  const changes: Change[] = [];
  for (const scope of scopes) {
    const row = actual.find((one) => one.name === scope.name);
    const isDefault = defaults.some((one) => one.name === scope.name);
    changes.push(...(await applyScope(apply, scope, row, isDefault)));
  }
  return changes;
}

async function applyScope(
  { admin, dryRun }: Apply,
  scope: DesiredScope,
  row: ScopeRow | undefined,
  isDefault: boolean,
): Promise<Change[]> {
  const resource = `client scope "${scope.name}"`;
  const changes = diffOwned(resource, scope.fields, row as Record<string, unknown> | undefined);
  let id = row?.id ?? '';
  if (!dryRun && !row)
    id = (await admin.clientScopes.create({ ...mergeOwned(scope.fields, undefined), name: scope.name })).id;
  else if (!dryRun && changes.length > 0)
    await admin.clientScopes.update({ id }, mergeOwned(scope.fields, row as Record<string, unknown>));
  for (const mapper of scope.mappers) {
    const known = row?.protocolMappers?.find((one) => one.name === mapper.name);
    const { name, ...fields } = mapper;
    const differs = diffOwned(
      resource,
      fields,
      known as Record<string, unknown> | undefined,
      `mapper ${name}`,
    );
    changes.push(...differs);
    if (dryRun || differs.length === 0) continue;
    const body = { ...mergeOwned(fields, known as Record<string, unknown> | undefined), name } as MapperRow;
    if (known?.id) await admin.clientScopes.updateProtocolMapper({ id, mapperId: known.id }, body);
    else await admin.clientScopes.addProtocolMapper({ id }, body);
  }
  if (isDefault || !scope.realmDefault) return changes;
  if (!dryRun) await admin.clientScopes.addDefaultClientScope({ id });
  return [...changes, { resource, field: 'default of the realm', from: false, to: true }];
}
