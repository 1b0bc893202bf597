import type { DesiredAction } from '../../realm-config/types.ts';
import type { Admin } from './admin-client.ts';
import type { Apply } from './realm-apply.ts';
import { type Change, diffOwned, mergeOwned } from './realm-diff.ts';

type ActionRow = Awaited<ReturnType<Admin['authenticationManagement']['getRequiredActions']>>[number];

/** Keycloak's required actions that Einlass needs, each with its settings and behind another in the order; the others are left alone. */
export async function applyRequiredActions(
  { admin, dryRun, exists }: Apply,
  desired: readonly DesiredAction[],
): Promise<Change[]> {
  const rows = exists ? await admin.authenticationManagement.getRequiredActions() : [];
  const changes: Change[] = [];
  for (const action of desired) {
    const { alias } = action;
    const row = rows.find((one) => one.alias === alias);
    const owned = { ...action.fields, ...order(action, row, rows) };
    const differs = diffOwned(
      `required action "${alias}"`,
      owned,
      row as Record<string, unknown> | undefined,
    );
    changes.push(...differs);
    if (dryRun || differs.length === 0) continue;
    if (!row) await admin.authenticationManagement.registerRequiredAction({ providerId: alias, name: alias });
    const actual = row ?? (await admin.authenticationManagement.getRequiredActionForAlias({ alias }));
    await admin.authenticationManagement.updateRequiredAction(
      { alias },
      mergeOwned(owned, actual as Record<string, unknown>),
    );
  }
  return changes;
}

/** Only a wrong order is ours to change; the numbers themselves are the operator's. */
function order({ after }: DesiredAction, row: ActionRow | undefined, rows: readonly ActionRow[]) {
  const before = rows.find((one) => one.alias === after)?.priority ?? 0;
  return (row?.priority ?? 0) > before ? {} : { priority: before + 1 };
}
