import { type Role, roles } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import { firstValue, type FormValues } from '../platform/http/form.rules.ts';
import { lastDayOf, toldEnd } from '../platform/day.rules.ts';
import { endField } from './grant-form.rules.ts';
import type { GivenGrant } from './member.ts';
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
  /** The last day of the grant; not where ends are none of the form's business. */
  end?: { name: string; value: string; until?: Date; error?: string };
};
export type Matrix = { rows: MatrixRow[]; roles: Role[]; ends: boolean };
type Chosen = {
  /** Asks when each grant ends. */ ends?: true;
  values?: FormValues;
  errors?: Readonly<Record<string, string>>;
  all?: Role | 'none';
};

/** Which role is marked: the one for the whole column where it may be given, else what was sent, else what is held. */
function chosenRole(name: string, held: Role | undefined, allowed: readonly Role[], chosen: Chosen): string {
  const { all, values } = chosen;
  if (all === 'none') return '';
  if (all && allowed.includes(all)) return all;
  if (values && name in values) return firstValue(values, name);
  return held ?? '';
}

/** What was sent, else the last day that is held. */
function endOfRow(areaId: string, held: GivenGrant | undefined, { values, errors }: Chosen) {
  const name = endField(areaId);
  const value =
    values && name in values ? firstValue(values, name) : held?.endsAt ? lastDayOf(held.endsAt) : '';
  const error = errors?.[name];
  const until = held?.endsAt ? { until: toldEnd(held.endsAt) } : {};
  return { name, value, ...until, ...(error ? { error } : {}) };
}

/** Areas × roles, in the tree's order. Columns that nobody could use are left out. */
export function matrixOf(scope: AdminScope, grants: readonly GivenGrant[], chosen: Chosen = {}): Matrix {
  const areas = grantableAreas(scope);
  const shown = visibleGrants(scope, grants).grants;
  const columns = roles.filter((role) => areas.some((area) => grantableRoles(scope, area.id).includes(role)));
  const rows = areas.map((area): MatrixRow => {
    const name = `role.${area.id}`;
    const allowed = grantableRoles(scope, area.id);
    const grant = shown.find(({ areaId }) => areaId === area.id);
    const held = grant?.role;
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
      ...(chosen.ends ? { end: endOfRow(area.id, grant, chosen) } : {}),
    };
  });
  return { rows, roles: columns, ends: chosen.ends === true };
}
