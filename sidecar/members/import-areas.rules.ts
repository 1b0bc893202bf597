import type { Area } from '../areas/area.ts';
import { areasFor } from '../areas/policy.rules.ts';
import { isRole, type Role, roles } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Translate } from '../platform/i18n.ts';

/** A name without what people vary: case, blanks, hyphens and dots. */
export function comparable(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\-_.:*\u2010-\u2015]/g, '');
}

export type NamedArea = { area: Area; label: string };

/** The areas in which this administrator may import, each under a name that only it has. */
export function importAreas({ actor, tree }: AdminScope): NamedArea[] {
  const allowed = new Set(areasFor(tree, actor, 'members.import'));
  const areas = tree.areas.filter((area) => allowed.has(area.id));
  const times = new Map<string, number>();
  for (const { name } of areas) times.set(comparable(name), (times.get(comparable(name)) ?? 0) + 1);
  return areas.map((area) => ({
    area,
    label: times.get(comparable(area.name)) === 1 ? area.name : `${area.name} (${area.slug})`,
  }));
}

/** Finds an area by its label or slug; undefined for unknown and for foreign ones alike. */
export function areaFinder(areas: readonly NamedArea[]): (text: string) => Area | undefined {
  const found = new Map<string, Area>();
  for (const { area } of areas) found.set(comparable(area.slug), area);
  for (const { area, label } of areas) found.set(comparable(label), area);
  return (text) => found.get(comparable(text));
}

/** Finds a role by its German or English name, or by its code. */
export function roleFinder(translations: readonly Translate[]): (text: string) => Role | undefined {
  const found = new Map<string, Role>();
  for (const role of roles)
    for (const t of translations) found.set(comparable(t(`areas.role.${role}`)), role);
  return (text) => {
    const word = comparable(text);
    return found.get(word) ?? (isRole(word) ? word : undefined);
  };
}
