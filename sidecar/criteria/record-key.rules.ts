import type { Facts } from '../areas/field.ts';

/** By which facts an import finds a record again: the employee number where there is one, else all of them. */
export function keyFactsOf(facts: Facts): Facts {
  const { employeeNumber } = facts;
  return employeeNumber === undefined ? facts : { employeeNumber };
}
