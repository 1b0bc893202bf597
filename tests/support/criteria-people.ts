import { randomUUID } from 'node:crypto';
import type { Facts } from '../../sidecar/areas/field.ts';
import type { Installation } from './installation.ts';
import { provenPeople } from './proven-people.ts';
import '../../sidecar/registration/registration.table.ts';

/** Somebody whom the company expects; the number tells apart who shares a name. */
export const expected = (nth: number, mark = ''): Facts => ({
  firstName: `Erika${mark}`,
  lastName: `Muster ${nth}`,
  employeeNumber: String(100_000 + nth) + mark,
});

/** For each of these facts somebody with a proven address and, unless `visitor` is given, a place of their own; the workers are not told yet. */
export function applicantsWith(
  house: Installation,
  all: readonly Facts[],
  visitor?: Buffer,
): Promise<string[]> {
  const people = all.map((values) => {
    const id = randomUUID();
    return { id, values, email: `neu.${id}@muster.example`, ...(visitor ? { visitor } : {}) };
  });
  return provenPeople(house, 'criteria', people);
}
