import type { DesiredFlow } from '../../realm-config/types.ts';
import type { Admin, ExecutionRow } from './admin-client.ts';
import type { Change } from './realm-diff.ts';
import { diffOwned } from './realm-diff.ts';
import type { Apply } from './realm-apply.ts';

const required = 'REQUIRED';

/** Our own flows: each exactly one required step. Other flows are not even read. */
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
  const { alias, description, step } = flow;
  const resource = `flow "${alias}"`;
  if (!known && !dryRun)
    await admin.authenticationManagement.createFlow({
      alias,
      description,
      providerId: 'basic-flow',
      topLevel: true,
      builtIn: false,
    });
  const steps = known ? await admin.authenticationManagement.getExecutions({ flow: alias }) : [];
  const kept = steps.find((one) => one.providerId === step.authenticator);
  const changes = await stepChanges(admin, resource, flow, steps, kept);
  // Surplus steps go last: a flow without its refusing step would let people through meanwhile.
  if (!dryRun && changes.length > 0) {
    await setStep(admin, flow, kept);
    for (const one of steps)
      if (one !== kept) await admin.authenticationManagement.delExecution({ id: String(one.id) });
  }
  return changes;
}

async function stepChanges(
  admin: Admin,
  resource: string,
  { step }: DesiredFlow,
  steps: ExecutionRow[],
  kept: ExecutionRow | undefined,
): Promise<Change[]> {
  const names = steps.map((one) => one.providerId ?? one.displayName ?? '?');
  const extra = steps.filter((one) => one !== kept).length > 0;
  const config = kept?.authenticationConfig
    ? await admin.authenticationManagement.getConfig({ id: kept.authenticationConfig })
    : undefined;
  return [
    ...(kept && !extra ? [] : [{ resource, field: 'steps', from: names, to: [step.authenticator] }]),
    ...diffOwned(resource, { requirement: required }, { requirement: kept?.requirement }),
    ...(step.config ? diffOwned(resource, step.config.values, config?.config, 'config') : []),
  ];
}

async function setStep(
  admin: Admin,
  { alias, step }: DesiredFlow,
  kept: ExecutionRow | undefined,
): Promise<void> {
  const flows = admin.authenticationManagement;
  if (!kept) await flows.addExecutionToFlow({ flow: alias, provider: step.authenticator });
  const now = await flows.getExecutions({ flow: alias });
  const row = now.find((one) => one.providerId === step.authenticator);
  if (!row) throw new Error(`Keycloak did not add the step ${step.authenticator}`);
  if (step.config) {
    const { alias: name, values } = step.config;
    if (row.authenticationConfig) {
      const config = await flows.getConfig({ id: row.authenticationConfig });
      await flows.updateConfig({
        ...config,
        id: row.authenticationConfig,
        config: { ...config.config, ...values },
      });
    } else await flows.createConfig({ id: String(row.id), alias: name, config: values });
  }
  // Config first: the step must not be live with a wrong target.
  if (row.requirement !== required)
    await flows.updateExecution({ flow: alias }, { ...row, requirement: required });
}
