import type { Finding } from '../keycloak/realm-check.ts';

export type { Finding } from '../keycloak/realm-check.ts';

/** What one look at the installation told: facts for whoever reads along, and what is to be done. */
export type Looked = { facts: readonly string[]; findings: readonly Finding[] };
/** One look; throws where what it looks at does not answer, which becomes `<name>_away`. */
export type Check = { name: string; remedy: string; run(): Promise<Looked> };

export const error = (code: string, what: string, remedy: string): Finding => ({
  level: 'error',
  code,
  what,
  remedy,
});

export const warning = (code: string, what: string, remedy: string): Finding => ({
  ...error(code, what, remedy),
  level: 'warning',
});

/** The findings whose condition holds. */
export function findingsOf(...cases: readonly (readonly [boolean, () => Finding])[]): Finding[] {
  return cases.flatMap(([holds, finding]) => (holds ? [finding()] : []));
}
