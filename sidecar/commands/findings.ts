import type { Finding } from '../keycloak/realm-check.ts';

/** One finding as an operator reads it: what is wrong, and below it what to do. */
export function printFinding(print: (line: string) => void, { level, code, what, remedy }: Finding): void {
  print(`${level}  ${code}: ${what}`);
  print(`       → ${remedy}`);
}

export function countLevels(findings: readonly Finding[]): { errors: number; warnings: number } {
  const errors = findings.filter(({ level }) => level === 'error').length;
  return { errors, warnings: findings.length - errors };
}
