import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JWK,
} from 'jose';
import type { KeyRing } from './secrets.ts';

export type SigningKey = { kid: string; alg: 'ES256'; privateKey: CryptoKey; publicJwk: JWK };
/** `signing[0]` signs; all are published (architecture.md 14). */
export type Keys = { ring: KeyRing; signing: readonly SigningKey[] };

const secretFile = /^secret-(\d+)\.key$/;
const signingFile = /^signing-(\d+)\.json$/;

function numbered(folder: string, pattern: RegExp): { number: number; path: string }[] {
  return readdirSync(folder)
    .flatMap((file) => {
      const number = pattern.exec(file)?.[1];
      return number === undefined ? [] : [{ number: Number(number), path: join(folder, file) }];
    })
    .sort((a, b) => a.number - b.number);
}

/** Written whole or not at all, and never over an existing file, so that two processes that start together agree. */
function writeOnce(path: string, content: string): void {
  const part = `${path}.${randomUUID()}.part`;
  writeFileSync(part, content, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(part, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(part);
  }
}

/** Makes the first keys where there are none; existing ones stay. */
export async function initKeys(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (numbered(folder, secretFile).length === 0)
    writeOnce(join(folder, 'secret-1.key'), `${randomBytes(32).toString('base64url')}\n`);
  if (numbered(folder, signingFile).length > 0) return;
  const pair = await generateKeyPair('ES256', { extractable: true });
  writeOnce(join(folder, 'signing-1.json'), `${JSON.stringify(await exportJWK(pair.privateKey))}\n`);
}

async function signingKey(path: string): Promise<SigningKey> {
  const jwk = JSON.parse(readFileSync(path, 'utf8')) as JWK;
  const { d: _private, ...publicJwk } = jwk;
  const kid = await calculateJwkThumbprint(publicJwk);
  const privateKey = (await importJWK(jwk, 'ES256')) as CryptoKey;
  return { kid, alg: 'ES256', privateKey, publicJwk: { ...publicJwk, kid, alg: 'ES256', use: 'sig' } };
}

/** Reads every key of the folder; throws with the remedy where there is none. */
export async function loadKeys(folder: string): Promise<Keys> {
  const secrets = numbered(folder, secretFile);
  const newest = secrets.at(-1);
  const signing = await Promise.all(
    numbered(folder, signingFile)
      .reverse()
      .map((file) => signingKey(file.path)),
  );
  if (!newest || signing.length === 0) throw new Error(`no keys in KEYS_DIR: run "einlass keys init" first`);
  const keys = new Map(
    secrets.map(({ number, path }) => [number, Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url')]),
  );
  return { ring: { current: newest.number, keys }, signing };
}
