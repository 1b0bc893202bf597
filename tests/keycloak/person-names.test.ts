import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isPersonName } from '../../sidecar/areas/name.rules.ts';
import { openRealm, type RealmFixture } from './realm-fixture.ts';

let realm: RealmFixture;
beforeAll(async () => {
  realm = await openRealm();
});
afterAll(() => realm.close());

/** Every printable ASCII character and some beyond, one name each. */
const characters = [
  ...Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)),
  ...Array.from('§ßéŁİğ’‐ễ李\u0007\u00a0'),
];

async function accepts(lastName: string): Promise<boolean> {
  const memberId = randomUUID();
  const person = { memberId, username: memberId, firstName: 'A', lastName, locale: 'de', enabled: false };
  const rest = { emailVerified: false, groupPaths: [], requiredActions: [] };
  try {
    await realm.directory.createUser({ ...person, ...rest });
    return true;
  } catch {
    return false;
  }
}

test('we refuse exactly the names that Keycloak refuses', async () => {
  const differing: string[] = [];
  for (const character of characters) {
    const name = `A${character}B`;
    if ((await accepts(name)) !== isPersonName(name)) differing.push(character);
  }
  expect(differing).toEqual([]);
});
