import { randomUUID } from 'node:crypto';
import { roleGroup } from '../keycloak/people.ts';
import type { RealmFixture } from '../keycloak/realm-fixture.ts';
import { hashed } from '../keycloak/tokens.ts';

const hard = { firstName: 'Jörg', lastName: "O'Brien-Müßig" };

/** Somebody with an account and these `<area>:<role>`, without an e-mail; signs in by the tests' password. Answers the account's id. */
export async function addPerson(
  { directory }: RealmFixture,
  username: string,
  access: readonly string[],
  name: { firstName: string; lastName: string } = hard,
): Promise<string> {
  const memberId = randomUUID();
  const groupPaths = await Promise.all(
    access.map(async (value) => {
      const [slug = '', role = ''] = value.split(':');
      return (await roleGroup(directory, slug, role)).path;
    }),
  );
  const { userId } = await directory.createUser({
    memberId,
    username,
    ...name,
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
