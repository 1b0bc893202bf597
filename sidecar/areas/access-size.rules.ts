import { accessValues, type AreaTree } from './area.ts';
import type { HeldGrant } from './policy.rules.ts';

/**
 * Largest access token that apps are promised, in bytes: Apache, nginx and Tomcat take a header line of 8 kB at most, and a bearer
 * token is one line.
 */
export const tokenBound = 8_000;

/** Header, signature (RS256) and every claim but the areas, for long names and a long address of the realm. */
const baseBytes = 1_300;

/** About how long an access token with these values of the claim `access` is, in bytes: each with quotes and a comma, in base64. */
export function accessBytes(values: readonly string[]): number {
  const claim = values.reduce((sum, value) => sum + Buffer.byteLength(value) + 3, 0);
  return baseBytes + Math.ceil((claim * 4) / 3);
}

/** People who hold the same grants. */
export type AccessSet = { grants: readonly HeldGrant[]; people: number };

/** How many people's access tokens are beyond the bound, and how long the longest of all is. */
export function tokenSizes(tree: AreaTree, sets: readonly AccessSet[]): { beyond: number; longest: number } {
  const sizes = sets.map(({ grants, people }) => {
    const values = grants.flatMap(({ areaId, role }) => accessValues(tree, areaId, role));
    return { bytes: accessBytes([...new Set(values)]), people };
  });
  return {
    beyond: sizes.reduce((sum, { bytes, people }) => sum + (bytes > tokenBound ? people : 0), 0),
    longest: Math.max(0, ...sizes.map(({ bytes }) => bytes)),
  };
}
