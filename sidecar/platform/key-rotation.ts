import { randomBytes } from 'node:crypto';
import { addSeconds } from './clock.ts';
import { readSecrets, readSigning, removeSigning, writeSecret, writeSigning } from './key-files.ts';
import { currentOf, nextRotation } from './keys.rules.ts';

export type Rotation = { usedFrom: Date } | { notBefore: Date } | { somebodyElse: true };

/**
 * Publishes a new signing key and a new secret, used only `afterSeconds` later, when every process and Keycloak can know them.
 * The previous signing key stays published, older ones go; secrets all stay, because links sent before must open.
 */
export async function rotateKeys(folder: string, now: Date, afterSeconds: number): Promise<Rotation> {
  const signing = readSigning(folder);
  const secrets = readSecrets(folder);
  const current = currentOf(signing, now);
  if (!current || secrets.length === 0) throw new Error(`no keys in KEYS_DIR: run "einlass keys init" first`);
  const notBefore = nextRotation([...signing, ...secrets]);
  if (now < notBefore) return { notBefore };
  const next = 1 + Math.max(...signing.map((key) => key.number));
  const nextSecret = 1 + Math.max(...secrets.map((key) => key.number));
  // Whole seconds, as JWKs date themselves; both files say the same.
  const usedFrom = new Date(Math.ceil(addSeconds(now, afterSeconds).getTime() / 1000) * 1000);
  if (!(await writeSigning(folder, next, usedFrom))) return { somebodyElse: true };
  writeSecret(folder, { number: nextSecret, key: randomBytes(32), from: usedFrom });
  for (const file of signing) if (file.number !== current.number) removeSigning(file);
  return { usedFrom };
}
