import { usernameBase } from '../members/username.rules.ts';

/** A key for a new field from its name, in letters that every program takes (`Kosten-Stelle` → `kostenStelle`), unlike those `taken`. */
export function fieldKey(name: string, taken: readonly string[]): string {
  const words = usernameBase(name, '')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const joined = words.map((word, at) => (at === 0 ? word : word[0]?.toUpperCase() + word.slice(1))).join('');
  const base = /^[a-z]/.test(joined) ? joined.slice(0, 30) : `field${joined.slice(0, 20)}`;
  if (!taken.includes(base)) return base;
  let number = 2;
  while (taken.includes(`${base}${number}`)) number += 1;
  return `${base}${number}`;
}
