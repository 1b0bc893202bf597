import type { AreaKind } from './area.table.ts';
import type { Role } from './role.ts';

export type Area = {
  id: string;
  slug: string;
  name: string;
  kind: AreaKind;
  parentId: string | null;
  startAppUrl: string | null;
};

/** The whole tree; small enough (hundreds) to be read per request. */
export type AreaTree = {
  readonly areas: readonly Area[];
  byId(id: string): Area | undefined;
  bySlug(slug: string): Area | undefined;
  /** The area itself and everything below it, parents before children. */
  subtree(id: string): readonly Area[];
  /** The area itself and everything above it, nearest first. */
  lineage(id: string): readonly Area[];
  readonly network: Area | undefined;
};

export function areaTree(areas: readonly Area[]): AreaTree {
  const byId = new Map(areas.map((area) => [area.id, area]));
  const bySlug = new Map(areas.map((area) => [area.slug, area]));
  const childrenOf = (id: string): Area[] => areas.filter((area) => area.parentId === id);
  const subtree = (id: string): Area[] => {
    const area = byId.get(id);
    return area ? [area, ...childrenOf(id).flatMap((child) => subtree(child.id))] : [];
  };
  const lineage = (id: string): Area[] => {
    const area = byId.get(id);
    return area ? [area, ...(area.parentId ? lineage(area.parentId) : [])] : [];
  };
  return {
    areas,
    byId: (id) => byId.get(id),
    bySlug: (slug) => bySlug.get(slug),
    subtree,
    lineage,
    network: areas.find((area) => area.parentId === null),
  };
}

/** Steps by which lists are indented at most. */
const deepest = 4;

/** These areas as a list shows the tree: parents before children, each with its place among them, 1 for the uppermost. */
export function listedTree(tree: AreaTree, areaIds: readonly string[]): { area: Area; level: number }[] {
  const listed = new Set(areaIds);
  const areas = tree.network ? tree.subtree(tree.network.id).filter(({ id }) => listed.has(id)) : [];
  return areas.map((area) => {
    const above = tree.lineage(area.id).filter(({ id }) => listed.has(id));
    return { area, level: Math.min(above.length, deepest) };
  });
}

/** The nearest area that is above all of these or one of them; undefined where there is none. */
export function commonArea(tree: AreaTree, areaIds: readonly string[]): Area | undefined {
  const [first, ...others] = areaIds.map((id) => tree.lineage(id));
  return first?.find(({ id }) => others.every((lineage) => lineage.some((area) => area.id === id)));
}

/** Whose words count for somebody with these grants: the nearest area above all of them; null where there is none. */
export function areaAboveAll(tree: AreaTree, grants: readonly { areaId: string }[]): string | null {
  const ids = grants.map(({ areaId }) => areaId);
  return commonArea(tree, ids)?.id ?? null;
}

/** What a role in an area opens, descendants included: the values of the group attribute `access` (architecture.md 10). */
export function accessValues(tree: AreaTree, areaId: string, role: Role): string[] {
  return tree.subtree(areaId).map((area) => `${area.slug}:${role}`);
}

/** A slug from a display name: lower case ASCII, German umlauts spelled out; empty where nothing is left. */
export function slugFrom(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
}
