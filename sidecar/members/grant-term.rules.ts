/** Since when a grant is given that ends at `endsAt`. */
export type Term = { from: Date; endsAt: Date };
/** Whole months where a term is some, else days. */
export type Length = { unit: 'months' | 'days'; count: number };
/** How long a grant is prolonged: by as long as it was given, or by half a year. */
export const prolongings = ['same', 'half'] as const;
export type Prolonging = (typeof prolongings)[number];

const dayMs = 86_400_000;
/** The day as a number, whatever the clocks did in between. */
const dayNumber = (moment: Date): number =>
  Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate()) / dayMs;

/** How long a term is, in the days of the network's calendar; at least one day. */
export function lengthOf({ from, endsAt }: Term): Length {
  const months = (endsAt.getFullYear() - from.getFullYear()) * 12 + endsAt.getMonth() - from.getMonth();
  if (months > 0 && endsAt.getDate() === from.getDate()) return { unit: 'months', count: months };
  return { unit: 'days', count: Math.max(1, dayNumber(endsAt) - dayNumber(from)) };
}

/** The same time of day so much later; a month that has no such day gives its last one. */
export function later(moment: Date, { unit, count }: Length): Date {
  const moved = new Date(moment);
  if (unit === 'days') {
    moved.setDate(moved.getDate() + count);
    return moved;
  }
  moved.setMonth(moved.getMonth() + count);
  if (moved.getDate() !== moment.getDate()) moved.setDate(0);
  return moved;
}

/** What prolonging a term does: by how much, and until when it lasts then. */
export function prolonged(term: Term, by: Prolonging): { length: Length; endsAt: Date } {
  const length: Length = by === 'half' ? { unit: 'months', count: 6 } : lengthOf(term);
  return { length, endsAt: later(term.endsAt, length) };
}
