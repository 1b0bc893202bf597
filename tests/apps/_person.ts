import { randomUUID } from 'node:crypto';
import type { RealmFixture } from '../keycloak/realm-fixture.ts';
import { hashed } from '../keycloak/tokens.ts';

/** Somebody with an account and these `<area>:<role>`; signs in by the tests' password. */
export async function addPerson(
  { directory }: RealmFixture,
  username: string,
  ...access: string[]
): Promise<string> {
  const memberId = randomUUID();
  const groupPaths = await Promise.all(
    access.map(async (value) => {
      const [slug = '', role = ''] = value.split(':');
      const id = await directory.ensureRoleGroup(slug, role);
      await directory.setGroupAccess(id, [value]);
      return `/areas/${slug}/${role}`;
    }),
  );
  const { userId } = await directory.createUser({
    memberId,
    username,
    firstName: 'Jörg',
    lastName: "O'Brien-Müßig",
    emailVerified: false,
    locale: 'de',
    enabled: true,
    groupPaths,
    federatedSubject: memberId,
    requiredActions: [],
    credential: hashed(),
  });
  return userId;
}
