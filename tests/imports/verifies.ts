import { argon2Sync, pbkdf2Sync } from 'node:crypto';
import type { HashedCredential } from '../../sidecar/keycloak/port.ts';

type Secret = { value: string; salt: string };
type Method = { algorithm: string; hashIterations: number };

/** Whether Keycloak would take this text for the password that was hashed; Argon2 with the settings that it has. */
export async function verifies(
  credential: HashedCredential | null | undefined,
  text: string,
): Promise<boolean> {
  if (!credential) return false;
  const { value, salt } = JSON.parse(credential.secretData) as Secret;
  const { algorithm, hashIterations } = JSON.parse(credential.credentialData) as Method;
  const nonce = Buffer.from(salt, 'base64');
  const stored = Buffer.from(value, 'base64');
  if (algorithm !== 'argon2')
    return pbkdf2Sync(text, nonce, hashIterations, stored.length, 'sha256').equals(stored);
  const settings = { memory: 7168, parallelism: 1, tagLength: stored.length };
  return argon2Sync('argon2id', { ...settings, message: text, nonce, passes: hashIterations }).equals(stored);
}
