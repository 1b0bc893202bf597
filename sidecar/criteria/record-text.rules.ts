import { factText } from '../areas/fact.rules.ts';
import type { Facts, Field } from '../areas/field.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { areaLabel } from '../members/person-form.rules.ts';
import type { Locale, Translate } from '../platform/i18n.ts';

/** A day (`2026-05-31`) as a form of this language is filled in with it; what is typed is read in either way. */
export function typedDay(day: string, locale: Locale): string {
  return locale === 'de' ? day.split('-').toReversed().join('.') : day;
}

export type ShownFact = { key: string; name: string; text: string };

/** The facts in the order of the network's fields; a fact whose field is gone is shown by its key. */
export function shownFacts(fields: readonly Field[], facts: Facts, locale: Locale): ShownFact[] {
  const known = fields.flatMap((field) => {
    const fact = facts[field.key];
    return fact === undefined
      ? []
      : [{ key: field.key, name: field.name[locale], text: factText(field, fact, locale) }];
  });
  const keys = new Set(fields.map(({ key }) => key));
  const gone = Object.entries(facts).filter(([key]) => !keys.has(key));
  return [...known, ...gone.map(([key, text]) => ({ key, name: key, text }))];
}

/** What a record is called: the name where it has one, else its first fact; undefined once the facts were dropped. */
export function recordTitle(
  fields: readonly Field[],
  facts: Facts | null,
  locale: Locale,
): string | undefined {
  if (!facts) return undefined;
  const name = [facts['lastName'], facts['firstName']].filter(Boolean).join(', ');
  if (name) return name;
  const [first] = shownFacts(fields, facts, locale);
  return first && `${first.name} ${first.text}`;
}

/** What the title does not say. */
export function otherFacts(fields: readonly Field[], facts: Facts | null, locale: Locale): ShownFact[] {
  if (!facts) return [];
  const all = shownFacts(fields, facts, locale);
  if (facts['lastName'] || facts['firstName'])
    return all.filter(({ key }) => key !== 'lastName' && key !== 'firstName');
  return all.slice(1);
}

export type ShownGrant = { area: string; role: string };

/** What the record opens, in words. */
export function shownGrants(
  { tree }: Pick<AdminScope, 'tree'>,
  grants: readonly HeldGrant[],
  t: Translate,
): ShownGrant[] {
  return grants.flatMap(({ areaId, role }) => {
    const area = tree.byId(areaId);
    return area ? [{ area: areaLabel(tree.areas, area), role: t(`areas.role.${role}`) }] : [];
  });
}
