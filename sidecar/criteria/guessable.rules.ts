import type { Field } from '../areas/field.ts';

/**
 * How easily somebody else could register in a person's place with facts of these fields, and why. `names`: what stands in
 * directories; `single`: one fact decides; `colleagues`: what people around know; `hard`: none of these.
 */
export type Guessability = 'names' | 'single' | 'colleagues' | 'hard';

const names = new Set(['firstName', 'lastName']);
/** A number is told to nobody, dates and other words are known around. */
const weights = { number: 2, date: 1, text: 1 } as const;

/** Undefined for no field at all. */
export function guessability(fields: readonly Pick<Field, 'key' | 'type'>[]): Guessability | undefined {
  if (fields.length === 0) return undefined;
  const others = fields.filter(({ key }) => !names.has(key));
  if (others.length === 0) return 'names';
  if (fields.length === 1) return 'single';
  const weight = others.reduce((sum, { type }) => sum + weights[type], 0);
  return weight >= 2 ? 'hard' : 'colleagues';
}

/** Whether the record says who is meant, as is recommended. */
export const isNamed = (fields: readonly Pick<Field, 'key'>[]): boolean =>
  [...names].every((name) => fields.some(({ key }) => key === name));
