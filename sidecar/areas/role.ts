/** The role ladder, lowest first (words.md). */
export const roles = ['member', 'editor', 'newsroom_manager', 'network_manager'] as const;
export type Role = (typeof roles)[number];

/** Roles that manage an area: they open /admin. */
export const managingRoles: readonly Role[] = ['newsroom_manager', 'network_manager'];

export function isRole(value: unknown): value is Role {
  return roles.includes(value as Role);
}

/** Negative, zero or positive as `a` stands below, at or above `b`. */
export function compareRoles(a: Role, b: Role): number {
  return roles.indexOf(a) - roles.indexOf(b);
}

/** Top of the ladder over all of them; undefined for none. */
export function highestRole(held: readonly Role[]): Role | undefined {
  return [...held].sort(compareRoles).at(-1);
}
