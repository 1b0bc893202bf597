import type { Facts, Field } from '../areas/field.ts';
import { spellOut } from '../members/fold.rules.ts';
import { cleanText } from '../platform/text.rules.ts';

/** How one field's facts are compared. */
export type FactRule = Pick<Field, 'type' | 'comparison'>;
/** By field key; records stay looked up under the rules that were in force when their hash was made. */
export type Rules = Readonly<Record<string, FactRule>>;

/** Hyphens, dashes, apostrophes and what people type for them. */
const joints = /[\s\p{Pd}\u2212'’‘‛ʼʻʹʽ`´]/gu;

/** NFC, trimmed, inner blanks as one, nothing invisible. */
function exact(fact: string): string {
  return cleanText(fact.normalize('NFC')).replace(/\s+/g, ' ');
}

/** Besides: one case, ä as ae, ß as ss, no accents, no blanks, hyphens or apostrophes; what is nothing but those stays as it is. */
function tolerant(fact: string): string {
  const loose = spellOut(exact(fact).replace(joints, '')).replace(joints, '').replaceAll('ς', 'σ');
  return loose === '' ? exact(fact) : loose;
}

/** A fact as it is compared: equal facts become equal texts, and what comes out is left as it is by a second pass. */
export function normalise(rule: FactRule, fact: string): string {
  return rule.comparison === 'tolerant' && rule.type !== 'date' ? tolerant(fact) : exact(fact);
}

const asTyped: FactRule = { type: 'text', comparison: 'exact' };

/** Facts as they are compared, by key in alphabetical order; those of which nothing remains are left out. */
export function normaliseAll(rules: Rules, facts: Facts): Facts {
  const pairs = Object.keys(facts)
    .toSorted()
    .map((key) => [key, normalise(rules[key] ?? asTyped, facts[key] ?? '')] as const);
  return Object.fromEntries(pairs.filter(([, fact]) => fact !== ''));
}
