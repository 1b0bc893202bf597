import type { DesiredFlow } from '../../realm-config/types.ts';
import type { Admin } from './admin-client.ts';
import { diffFlow, type ReadRow } from './flow-diff.ts';
import { setSteps } from './flow-steps.ts';
import type { Apply } from './realm-apply.ts';
import type { Change } from './realm-diff.ts';

/** Our own flows, step by step. Other flows are not even read. */
export async function applyFlows(apply: Apply, flows: readonly DesiredFlow[]): Promise<Change[]> {
  const { admin, exists } = apply;
  const actual = exists ? await admin.authenticationManagement.getFlows() : [];
  const changes: Change[] = [];
  for (const flow of flows) {
    const known = actual.some((one) => one.alias === flow.alias);
    changes.push(...(await applyFlow(apply, flow, known)));
  }
  return changes;
}

async function applyFlow({ admin, dryRun }: Apply, flow: DesiredFlow, known: boolean): Promise<Change[]> {
  const { alias, description, steps } = flow;
  const changes = diffFlow(flow, known ? await readSteps(admin, alias) : []);
  if (dryRun || changes.length === 0) return changes;
  const form = { alias, description, providerId: 'basic-flow', topLevel: true, builtIn: false };
  if (!known) await admin.authenticationManagement.createFlow(form);
  await setSteps(admin.authenticationManagement, alias, steps);
  return changes;
}

/** All steps of a flow in order, parents before children, with their settings. */
async function readSteps(admin: Admin, flow: string): Promise<ReadRow[]> {
  const rows = await admin.authenticationManagement.getExecutions({ flow });
  return Promise.all(
    rows.map(async (row) => {
      const { authenticationConfig: id } = row;
      const config = id ? (await admin.authenticationManagement.getConfig({ id })).config : undefined;
      return { ...row, ...(config ? { config } : {}) };
    }),
  );
}
