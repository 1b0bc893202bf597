import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parsePolicy } from '../../sidecar/credentials/password-policy.rules.ts';
import { hashGenerated, hashTyped } from '../../sidecar/credentials/password-hash.ts';
import type { HashedCredential } from '../../sidecar/keycloak/port.ts';
import { newUser } from '../keycloak/people.ts';
import { openRealm, type RealmFixture } from '../keycloak/realm-fixture.ts';
import { addProbeClient } from '../keycloak/tokens.ts';
import { until } from '../support/processes.ts';

let realm: RealmFixture;
beforeAll(async () => {
  realm = await openRealm();
  await addProbeClient(realm);
});
afterAll(() => realm?.close());

const plain = 'Kbq7-händisch-getippt';

async function account(credential: HashedCredential) {
  const username = `p${randomUUID().slice(0, 8)}`;
  const {
    email: _none,
    federatedSubject: _no,
    ...user
  } = newUser({ username, enabled: true, requiredActions: [] });
  const { userId } = await realm.directory.createUser({
    ...user,
    credential: { ...credential, temporary: false },
  });
  return { username, userId };
}

async function grant(username: string, password: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'password', client_id: 'probe', username, password });
  const answer = await fetch(`${realm.issuer}/protocol/openid-connect/token`, { method: 'POST', body });
  return answer.ok ? 'in' : ((await answer.json()) as { error: string }).error;
}

async function stored(userId: string) {
  const [credential] = await realm.admin.users.getCredentials({ realm: realm.realm, id: userId });
  const { hashIterations, algorithm, additionalParameters } = JSON.parse(credential?.credentialData ?? '{}');
  return { hashIterations, algorithm, additionalParameters };
}

const policyOf = async (passwordPolicy: string): Promise<void> => {
  const { id: _id, ...row } = (await realm.admin.realms.findOne({ realm: realm.realm })) ?? {};
  await realm.admin.realms.update({ realm: realm.realm }, { ...row, passwordPolicy });
};

test('a generated password signs in, no other does, and Keycloak re-hashes it by its own policy', async () => {
  const { username, userId } = await account(await hashGenerated(plain));
  expect(await stored(userId)).toMatchObject({ algorithm: 'pbkdf2-sha256', hashIterations: 1000 });
  expect(await grant(username, `${plain}x`)).toBe('invalid_grant');
  // Keycloak lets nobody sign in while it still counts a wrong try of theirs.
  await until('the right one', async () => (await grant(username, plain)) === 'in');
  expect(await stored(userId)).toMatchObject({ algorithm: 'argon2', hashIterations: 5 });
  expect(await grant(username, plain)).toBe('in');
});

test.each([
  '',
  'hashIterations(3)',
  'hashAlgorithm(argon2) and hashIterations(4)',
  'hashAlgorithm(pbkdf2-sha512)',
  'hashAlgorithm(pbkdf2-sha512) and hashIterations(20000)',
  'hashAlgorithm(pbkdf2-sha256) and hashIterations(30000)',
  'hashAlgorithm(pbkdf2-sha256)',
])('a typed one is stored just as Keycloak itself would under: %s', async (text) => {
  await policyOf(text);
  const credential = await hashTyped(plain, parsePolicy(await realm.directory.passwordPolicy()));
  const ours = await account(credential);
  const before = await stored(ours.userId);
  const theirs = await account(await hashGenerated('x'));
  await realm.admin.users.resetPassword({
    realm: realm.realm,
    id: theirs.userId,
    credential: { type: 'password', value: plain, temporary: false },
  });
  expect(before).toEqual(await stored(theirs.userId));
  expect(await grant(ours.username, plain)).toBe('in');
  // Nothing to re-hash: it is what the policy asks for.
  const [credentialNow] = await realm.admin.users.getCredentials({ realm: realm.realm, id: ours.userId });
  expect(credentialNow?.credentialData && JSON.parse(credentialNow.credentialData)).toMatchObject(before);
});

test('the policy is read as the realm has it, also where there is none', async () => {
  await policyOf('length(9) and digits(2)');
  expect(await realm.directory.passwordPolicy()).toBe('length(9) and digits(2)');
  await policyOf('');
  expect(await realm.directory.passwordPolicy()).toBe('');
});
