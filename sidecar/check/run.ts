import { within } from '../platform/within.ts';
import type { Check, Finding, Looked } from './finding.ts';
import { error } from './finding.ts';

export type Report = readonly (Looked & { name: string })[];

/** The words of a failure, its cause and the errors it stands for (one of each address that was tried). */
export function wordsOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown === 'string' ? thrown : 'unknown';
  const { code, errors, error_description: said } = thrown as Error & Record<string, unknown>;
  const own = thrown.message || (Array.isArray(errors) ? errors.map(wordsOf).join(', ') : wordsOf(code));
  if (typeof said === 'string') return `${own} (${said})`;
  return thrown.cause === undefined ? own : `${own}: ${wordsOf(thrown.cause)}`;
}

async function look({ name, remedy, run }: Check, limitSeconds: number): Promise<Report[number]> {
  try {
    return { name, ...(await within(run(), limitSeconds, 'no answer')) };
  } catch (thrown) {
    return { name, facts: [], findings: [error(`${name}_away`, wordsOf(thrown), remedy)] };
  }
}

/** All looks at once, each within its limit, so that what is dead neither hides the others nor makes them wait; in the order given. */
export function runChecks(checks: readonly Check[], limitSeconds: number): Promise<Report> {
  return Promise.all(checks.map((check) => look(check, limitSeconds)));
}

/** The same findings with every one of these texts blanked: drivers like to repeat what they were given. */
export function withoutSecrets(report: Report, secrets: readonly string[]): Report {
  const longest = secrets.filter((secret) => secret.length > 3).toSorted((a, b) => b.length - a.length);
  const blank = (text: string): string =>
    longest.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  const cleaned = (one: Finding): Finding => ({ ...one, what: blank(one.what), remedy: blank(one.remedy) });
  return report.map(({ name, facts, findings }) => ({
    name,
    facts: facts.map(blank),
    findings: findings.map(cleaned),
  }));
}
