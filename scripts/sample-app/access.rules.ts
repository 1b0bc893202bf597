/** The role ladder of the network, lowest first; an app knows the roles that it gives meaning to. */
const ladder = ['member', 'editor', 'newsroom_manager', 'network_manager'] as const;
export type RoleName = (typeof ladder)[number];
export type AreaAccess = { slug: string; role: RoleName };

function isRole(value: string | undefined): value is RoleName {
  return ladder.some((role) => role === value);
}

/** The claim `access` (`slug:role` values) as one line an area with the highest role in it; anything unknown is left out. */
export function areasOf(claim: unknown): AreaAccess[] {
  const highest = new Map<string, RoleName>();
  for (const value of Array.isArray(claim) ? claim : []) {
    const [slug, role] = String(value).split(':');
    if (!slug || !isRole(role)) continue;
    const known = highest.get(slug);
    if (!known || ladder.indexOf(role) > ladder.indexOf(known)) highest.set(slug, role);
  }
  return [...highest].map(([slug, role]) => ({ slug, role })).sort((a, b) => a.slug.localeCompare(b.slug));
}

/** Areas that have pages of their own here, which nobody sees without them. */
export const closedAreas: readonly string[] = ['werk-nord'];

export function closedTo(areas: readonly AreaAccess[]): string[] {
  return closedAreas.filter((slug) => !areas.some((area) => area.slug === slug));
}

export function manages(areas: readonly AreaAccess[]): boolean {
  return areas.some(({ role }) => ladder.indexOf(role) >= ladder.indexOf('newsroom_manager'));
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
