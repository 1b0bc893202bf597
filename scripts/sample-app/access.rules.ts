import { areasOf, type Claims, type Role } from '../../connect/express/require-area.js';

export type AreaAccess = { slug: string; role: Role };

/** What the token opens, one line an area with the highest role in it. */
export function openAreas(claims: Claims): AreaAccess[] {
  const areas = [...areasOf(claims['access'])].map(([slug, role]) => ({ slug, role }));
  return areas.sort((a, b) => a.slug.localeCompare(b.slug));
}

/** Areas that have pages of their own here, which nobody sees without them. */
export const closedAreas: readonly string[] = ['werk-nord'];

export function closedTo(areas: readonly AreaAccess[]): string[] {
  return closedAreas.filter((slug) => !areas.some((area) => area.slug === slug));
}

export function manages(areas: readonly AreaAccess[]): boolean {
  return areas.some(({ role }) => role === 'newsroom_manager' || role === 'network_manager');
}

/** How this app calls the areas that it knows; others by their slug, made readable. */
const names: Readonly<Record<string, string>> = {
  'muster-ag': 'Muster AG',
  zentrale: 'Zentrale',
  'werk-nord': 'Werk Nord',
  'werk-sued': 'Werk Süd',
};

export function areaName(slug: string): string {
  if (Object.hasOwn(names, slug)) return names[slug] ?? slug;
  return slug.replace(
    /(^|-)(\p{L})/gu,
    (_, dash: string, letter: string) => (dash ? ' ' : '') + letter.toUpperCase(),
  );
}
