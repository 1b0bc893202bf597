import { randomUUID } from 'node:crypto';
import {
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { DatedKey } from './keys.rules.ts';

export type SecretFile = DatedKey & { key: Buffer };
export type SigningFile = DatedKey & { jwk: JWK; path: string };

const secretName = /^secret-(\d+)\.key$/;
const signingName = /^signing-(\d+)\.json$/;

function numbered(folder: string, pattern: RegExp): { number: number; path: string }[] {
  return readdirSync(folder)
    .flatMap((file) => {
      const number = pattern.exec(file)?.[1];
      return number === undefined ? [] : [{ number: Number(number), path: join(folder, file) }];
    })
    .sort((a, b) => a.number - b.number);
}

/** Written whole or not at all, and never over an existing file, so that two processes that start together agree; false where the file was there. */
function writeOnce(path: string, content: string): boolean {
  const part = `${path}.${randomUUID()}.part`;
  writeFileSync(part, content, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(part, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    unlinkSync(part);
  }
}

/** Changes whenever a key is added or taken away; files themselves are never written twice. */
export function folderMark(folder: string): string {
  return `${statSync(folder).mtimeMs} ${readdirSync(folder).sort().join(' ')}`;
}

/** First line the key (base64url), second line, if any, when it begins to be used. */
export function readSecrets(folder: string): SecretFile[] {
  return numbered(folder, secretName).map(({ number, path }) => {
    const [key = '', from] = readFileSync(path, 'utf8').trim().split(/\s+/);
    return { number, key: Buffer.from(key, 'base64url'), from: new Date(from ?? 0) };
  });
}

/** A file that holds a key; of a secret its number. */
export type KeyFileName = { name: string; secret: number | undefined };

export const keyFileNames = (folder: string): KeyFileName[] =>
  readdirSync(folder).flatMap((name): KeyFileName[] => {
    const secret = secretName.exec(name)?.[1];
    if (secret !== undefined) return [{ name, secret: Number(secret) }];
    return signingName.test(name) ? [{ name, secret: undefined }] : [];
  });

/** Whether the folder is there and holds any secret key. */
export const hasSecrets = (folder: string): boolean =>
  existsSync(folder) && numbered(folder, secretName).length > 0;

export function writeSecret(folder: string, { number, key, from }: SecretFile): boolean {
  const since = from.getTime() > 0 ? `${from.toISOString()}\n` : '';
  return writeOnce(join(folder, `secret-${number}.key`), `${key.toString('base64url')}\n${since}`);
}

/** A private JWK (RFC 7517); its member `nbf` says when it begins to sign (as in OpenID Federation 1.0, 8.7). */
export function readSigning(folder: string): SigningFile[] {
  return numbered(folder, signingName).map(({ number, path }) => {
    const { nbf, ...jwk } = JSON.parse(readFileSync(path, 'utf8')) as JWK & { nbf?: number };
    return { number, path, jwk, from: new Date((nbf ?? 0) * 1000) };
  });
}

export async function writeSigning(folder: string, number: number, from: Date): Promise<boolean> {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const since = from.getTime() > 0 ? { nbf: Math.floor(from.getTime() / 1000) } : {};
  const content = JSON.stringify({ ...(await exportJWK(pair.privateKey)), ...since });
  return writeOnce(join(folder, `signing-${number}.json`), `${content}\n`);
}

export function removeSigning(file: SigningFile): void {
  unlinkSync(file.path);
}

/** Takes a secret away for good: what was derived from it can never be derived again. */
export function removeSecret(folder: string, number: number): void {
  unlinkSync(join(folder, `secret-${number}.key`));
}
