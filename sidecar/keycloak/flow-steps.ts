import type { DesiredStep } from '../../realm-config/types.ts';
import type { Admin, ExecutionRow } from './admin-client.ts';
import { rowName, stepName } from './flow-diff.ts';

type Flows = Admin['authenticationManagement'];
/** The order within a flow; missing in the client's types. */
type Row = ExecutionRow & { priority?: number };

/**
 * Makes the steps of one flow equal to these. Surplus steps go last: a flow without its refusing step would let people
 * through meanwhile; and a new step comes in disabled, so that it is never live with wrong settings.
 */
export async function setSteps(flows: Flows, flow: string, steps: readonly DesiredStep[]): Promise<void> {
  const before = await ownRows(flows, flow);
  const missing = steps.filter((step) => !before.some((row) => rowName(row) === stepName(step)));
  for (const step of missing) await add(flows, flow, step);
  const rows = missing.length > 0 ? await ownRows(flows, flow) : before;
  const kept = new Set<Row>();
  for (const [index, step] of steps.entries()) {
    const row = rows.find((one) => rowName(one) === stepName(step));
    if (!row) throw new Error(`Keycloak did not add the step ${stepName(step)}`);
    kept.add(row);
    await setStep(flows, flow, step, row, (index + 1) * 10);
  }
  for (const row of rows) if (!kept.has(row)) await flows.delExecution({ id: String(row.id) });
}

/** Steps of this flow itself, not of the flows inside. */
async function ownRows(flows: Flows, flow: string): Promise<Row[]> {
  return (await flows.getExecutions({ flow })).filter((row) => row.level === 0);
}

async function add(flows: Flows, flow: string, step: DesiredStep): Promise<void> {
  if ('authenticator' in step) await flows.addExecutionToFlow({ flow, provider: step.authenticator });
  else {
    const { subflow: alias, description } = step;
    const form = { flow, alias, description, type: 'basic-flow', provider: 'registration-page-form' };
    await flows.addFlowToFlow(form);
  }
}

async function setStep(
  flows: Flows,
  flow: string,
  step: DesiredStep,
  row: Row,
  priority: number,
): Promise<void> {
  if ('subflow' in step) await setSteps(flows, step.subflow, step.steps);
  await setConfig(flows, step, row);
  const { requirement } = step;
  if (row.requirement === requirement && row.priority === priority) return;
  const changed: Row = { ...row, requirement, priority };
  await flows.updateExecution({ flow }, changed);
}

async function setConfig(flows: Flows, { config }: DesiredStep, row: ExecutionRow): Promise<void> {
  if (!config) return;
  const { alias, values } = config;
  const id = row.authenticationConfig;
  if (!id) return void (await flows.createConfig({ id: String(row.id), alias, config: values }));
  const actual = await flows.getConfig({ id });
  await flows.updateConfig({ ...actual, id, config: { ...actual.config, ...values } });
}
