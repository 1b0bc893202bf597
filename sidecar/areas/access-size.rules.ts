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
