import { editDistance } from '../platform/similar.rules.ts';
import { type Problem, warning } from './import.ts';

/** Domains of mailboxes that very many people have; one letter beside one of them is a slip. */
const usual = `
  aol.com freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hotmail.com
  hotmail.de icloud.com live.com live.de mail.com mail.de outlook.com outlook.de posteo.de
  t-online.de web.de yahoo.com yahoo.de
`
  .trim()
  .split(/\s+/);
/** A domain that so many rows of a file share is the company's or a usual one. */
const often = 5;
/** More domains than this are not compared with each other. */
const compared = 50;

export function mailDomain(email: string | undefined): string | undefined {
  return email?.split('@')[1];
}

/**
 * Domains that stand in one row of the file only and are a slip of the pen away from a usual one or from one that many rows
 * share (`gmial.com`).
 */
export function slips(tallies: ReadonlyMap<string, number>): Map<string, Problem> {
  const shared = [...tallies]
    .filter(([, count]) => count >= often)
    .sort((a, b) => b[1] - a[1])
    .slice(0, compared)
    .map(([domain]) => domain);
  const known = new Set([...usual, ...shared]);
  const found = new Map<string, Problem>();
  for (const [domain, count] of tallies) {
    if (count > 1 || known.has(domain)) continue;
    const meant = [...known].find(
      (other) => Math.abs(domain.length - other.length) <= 1 && editDistance(domain, other) === 1,
    );
    if (meant) {
      const group = 'members.import.group.mailDomain';
      found.set(domain, warning('mailDomain', { column: 'email', found: domain, params: { meant }, group }));
    }
  }
  return found;
}
