import { argon2, type Argon2Parameters, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { HashedCredential } from '../keycloak/port.ts';
import { type PasswordPolicy, policyNumber } from './password-policy.rules.ts';

const derive = promisify(pbkdf2);
const saltBytes = 16;
/** The least that NIST SP 800-132 names: against 98 random bits no number of rounds would matter (docs/adr/025). */
const generatedRounds = 1_000;

type Stored = { value: Buffer; salt: Buffer };
type Method = { algorithm: string; hashIterations: number; additionalParameters: Record<string, string[]> };

function stored({ value, salt }: Stored, method: Method): HashedCredential {
  return {
    type: 'password',
    temporary: true,
    secretData: JSON.stringify({
      value: value.toString('base64'),
      salt: salt.toString('base64'),
      additionalParameters: {},
    }),
    credentialData: JSON.stringify(method),
  };
}

async function byPbkdf2(
  password: string,
  { algorithm, digest, rounds, bytes }: { algorithm: string; digest: string; rounds: number; bytes: number },
): Promise<HashedCredential> {
  const salt = randomBytes(saltBytes);
  const value = await derive(password, salt, rounds, bytes, digest);
  return stored({ value, salt }, { algorithm, hashIterations: rounds, additionalParameters: {} });
}

/** Keycloak's own settings of argon2 (26.7), from which only the policy's number of passes may differ. */
const argon2Settings = { memory: 7168, parallelism: 1, tagLength: 32 };
const usualPasses = 5;

function argon2id(parameters: Argon2Parameters): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, value) => (error ? reject(error) : resolve(value)));
  });
}

async function byArgon2(password: string, passes: number): Promise<HashedCredential> {
  const salt = randomBytes(saltBytes);
  const value = await argon2id({ ...argon2Settings, message: password, nonce: salt, passes });
  const additionalParameters = {
    hashLength: [String(argon2Settings.tagLength)],
    memory: [String(argon2Settings.memory)],
    type: ['id'],
    version: ['1.3'],
    parallelism: [String(argon2Settings.parallelism)],
  };
  return stored({ value, salt }, { algorithm: 'argon2', hashIterations: passes, additionalParameters });
}

/** Keycloak's algorithms by the name that the policy gives them, each with the rounds that it takes where the policy says none. */
const pbkdf2Ways: Readonly<Record<string, { digest: string; rounds: number; bytes: number }>> = {
  pbkdf2: { digest: 'sha1', rounds: 1_300_000, bytes: 64 },
  'pbkdf2-sha256': { digest: 'sha256', rounds: 600_000, bytes: 64 },
  'pbkdf2-sha512': { digest: 'sha512', rounds: 210_000, bytes: 64 },
};

/** A derived password as Keycloak stores it; it is re-hashed there at the first sign-in, by the realm's own policy. */
export function hashGenerated(password: string): Promise<HashedCredential> {
  return byPbkdf2(password, {
    algorithm: 'pbkdf2-sha256',
    digest: 'sha256',
    rounds: generatedRounds,
    bytes: 32,
  });
}

/** A password that a person thought up, as the realm's policy has Keycloak store it; takes about as long as a sign-in. */
export function hashTyped(password: string, policy: PasswordPolicy): Promise<HashedCredential> {
  const algorithm = policy.find(({ id }) => id === 'hashAlgorithm')?.value ?? 'argon2';
  const asked = policyNumber(policy, 'hashIterations');
  const rounds = asked !== undefined && asked > 0 ? asked : undefined;
  const way = pbkdf2Ways[algorithm];
  if (way) return byPbkdf2(password, { algorithm, ...way, rounds: rounds ?? way.rounds });
  // An algorithm that somebody built into Keycloak is not ours to imitate: re-hashed by it at the first sign-in.
  return byArgon2(password, algorithm === 'argon2' ? (rounds ?? usualPasses) : usualPasses);
}
