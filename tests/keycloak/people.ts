import { randomUUID } from 'node:crypto';
import type { Directory, NewUser } from '../../sidecar/keycloak/port.ts';

let count = 0;

/** An invited person: disabled, linked, without a password. */
export function newUser(over: Partial<NewUser> = {}): NewUser {
  count += 1;
  const memberId = over.memberId ?? randomUUID();
  return {
    memberId,
    username: `person.${count}`,
    email: `person.${count}@example.com`,
    emailVerified: false,
    firstName: 'Jörg',
    lastName: 'Müßig',
    locale: 'de',
    enabled: false,
    groupPaths: [],
    federatedSubject: memberId,
    requiredActions: ['UPDATE_PASSWORD'],
    ...over,
  };
}

/** A role's group of an area, whose people have these values of `access`. */
export async function roleGroup(
  directory: Directory,
  slug: string,
  role: string,
  access: string[] = [`${slug}:${role}`],
): Promise<{ id: string; path: string }> {
  const id = await directory.ensureRoleGroup(slug, role);
  await directory.setGroupAccess(id, access);
  return { id, path: `/areas/${slug}/${role}` };
}
