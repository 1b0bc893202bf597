import { type Role, roles } from '../areas/role.ts';

/** Numbers of the areas by their ids, as `area.number` holds them. */
export type AreaNumbers = ReadonlyMap<string, number>;

/** How many areas have a bit of their own; those with higher numbers share one. */
const bits = 63;

/** One grant as one number, so that a row of the list holds all of them in one indexed array. */
export function grantCode(number: number, role: Role): number {
  return number * 8 + roles.indexOf(role) + 1;
}

const numbered = (numbers: AreaNumbers, areaIds: readonly string[]): number[] =>
  areaIds.flatMap((areaId) => numbers.get(areaId) ?? []);

/** The codes of these areas with these roles; areas that have no number are left out. */
export function grantCodes(
  numbers: AreaNumbers,
  areaIds: readonly string[],
  of: readonly Role[] = roles,
): number[] {
  return numbered(numbers, areaIds).flatMap((number) => of.map((role) => grantCode(number, role)));
}

/** These areas as bits of one number, written out, because JavaScript's own numbers have only 53. */
export function areaBits(numbers: AreaNumbers, areaIds: readonly string[]): string {
  const mask = numbered(numbers, areaIds).reduce((sum, number) => sum | (1n << BigInt(number % bits)), 0n);
  return mask.toString();
}

/** Whether no two areas share a bit, so that the bits alone say who is where. */
export function bitsAreExact(numbers: AreaNumbers): boolean {
  return Math.max(0, ...numbers.values()) < bits;
}
