import type { DesiredFlow, DesiredStep } from '../../realm-config/types.ts';
import type { ExecutionRow } from './admin-client.ts';
import { type Change, diffOwned } from './realm-diff.ts';

/** A step as Keycloak holds it, with the values of its settings. */
export type ReadRow = ExecutionRow & { config?: Record<string, string> };

/** Authenticator, or alias of the flow inside. */
export function stepName(step: DesiredStep): string {
  return 'subflow' in step ? step.subflow : step.authenticator;
}

export function rowName(row: ExecutionRow): string {
  return (row.authenticationFlow ? undefined : row.providerId) ?? row.displayName ?? '?';
}

type Placed = { step: DesiredStep; level: number };

function flat(steps: readonly DesiredStep[], level = 0): Placed[] {
  return steps.flatMap((step) => [
    { step, level },
    ...('subflow' in step ? flat(step.steps, level + 1) : []),
  ]);
}

/** What differs between a flow as Einlass wants it and as it is: its steps in order, then each step's own settings. */
export function diffFlow({ alias, steps }: DesiredFlow, rows: readonly ReadRow[]): Change[] {
  const resource = `flow "${alias}"`;
  const wanted = flat(steps);
  const to = wanted.map(({ step, level }) => '> '.repeat(level) + stepName(step));
  const from = rows.map((row) => '> '.repeat(row.level ?? 0) + rowName(row));
  const same = from.length === to.length && to.every((name, index) => from[index] === name);
  return [
    ...(same ? [] : [{ resource, field: 'steps', from, to }]),
    ...wanted.flatMap(({ step, level }, index) => {
      // By place where the order is right, because one authenticator may stand in several flows inside.
      const row = same
        ? rows[index]
        : rows.find((one) => rowName(one) === stepName(step) && one.level === level);
      return stepChanges(resource, step, row, wanted.length === 1 ? '' : `${to[index]}/`);
    }),
  ];
}

function stepChanges(resource: string, step: DesiredStep, row: ReadRow | undefined, at: string): Change[] {
  const { requirement, config } = step;
  return [
    ...diffOwned(resource, { requirement }, { requirement: row?.requirement }),
    ...(config ? diffOwned(resource, config.values, row?.config, 'config') : []),
  ].map((change) => ({ ...change, field: `${at}${change.field}` }));
}
