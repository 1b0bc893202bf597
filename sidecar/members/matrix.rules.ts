import type { HeldGrant } from '../areas/policy.rules.ts';
import { type Role, roles } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import { firstValue, type FormValues } from '../platform/http/form.rules.ts';
import { areaLabel } from './person-form.rules.ts';
import { grantableAreas, grantableRoles, visibleGrants } from './person.rules.ts';

/** One area's row: a choice of roles, or the role that is held where this administrator may not change it. */
export type MatrixRow = {
  areaId: string;
  name: string;
  label: string;
  held: Role | undefined;
  fixed: boolean;
  error?: string;
  choices: { value: Role | ''; offered: boolean; chosen: boolean }[];
};
export type Matrix = { rows: MatrixRow[]; roles: Role[] };
type Chosen = { values?: FormValues; errors?: Readonly<Record<string, string>>; all?: Role | 'none' };

/** Which role is marked: the one for the whole column where it may be given, else what was sent, else what is held. */
function chosenRole(name: string, held: Role | undefined, allowed: readonly Role[], chosen: Chosen): string {
  const { all, values } = chosen;
  if (all === 'none') return '';
  if (all && allowed.includes(all)) return all;
  if (values && name in values) return firstValue(values, name);
  return held ?? '';
}

/** Areas × roles, in the tree's order. Columns that nobody could use are left out. */
export function matrixOf(scope: AdminScope, grants: readonly HeldGrant[], chosen: Chosen = {}): Matrix {
  const areas = grantableAreas(scope);
  const shown = visibleGrants(scope, grants).grants;
  const columns = roles.filter((role) => areas.some((area) => grantableRoles(scope, area.id).includes(role)));
  const rows = areas.map((area): MatrixRow => {
    const name = `role.${area.id}`;
    const allowed = grantableRoles(scope, area.id);
    const held = shown.find(({ areaId }) => areaId === area.id)?.role;
    const marked = chosenRole(name, held, allowed, chosen);
    const error = chosen.errors?.[name];
    return {
      areaId: area.id,
      name,
      label: areaLabel(areas, area),
      held,
      fixed: held !== undefined && !allowed.includes(held),
      ...(error ? { error } : {}),
      choices: (['', ...columns] as const).map((value) => ({
        value,
        offered: value === '' || allowed.includes(value),
        chosen: marked === value,
      })),
    };
  });
  return { rows, roles: columns };
}
