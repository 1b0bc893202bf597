import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { calculateJwkThumbprint, type CryptoKey, importJWK, type JWK } from 'jose';
import { type Clock, systemClock } from './clock.ts';
import {
  folderMark,
  readSecrets,
  readSigning,
  type SecretFile,
  type SigningFile,
  writeSecret,
  writeSigning,
} from './key-files.ts';
import { currentFirst, currentOf, type DatedKey } from './keys.rules.ts';
import type { KeyRing } from './secrets.ts';

export type SigningKey = { kid: string; alg: 'ES256'; privateKey: CryptoKey; publicJwk: JWK };
/** Ask each time, for keys rotate: `signing[0]` signs now, all of them are published (architecture.md 14). */
export type Keys = { readonly ring: KeyRing; readonly signing: readonly SigningKey[] };
export type LiveKeys = Keys & { close(): void };

type Held = { secrets: readonly SecretFile[]; signing: readonly (SigningKey & DatedKey)[] };

const begin = new Date(0);
const rereadSeconds = 5;

/** Makes the first keys where there are none; existing ones stay. `first`: the number of the secret, one that no row refers to. */
export async function initKeys(folder: string, first = 1): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (readSecrets(folder).length === 0)
    writeSecret(folder, { number: first, key: randomBytes(32), from: begin });
  if (readSigning(folder).length === 0) await writeSigning(folder, 1, begin);
}

async function signingKey({ number, from, jwk }: SigningFile): Promise<SigningKey & DatedKey> {
  const { d: _private, ...publicJwk } = jwk;
  const kid = await calculateJwkThumbprint(publicJwk);
  const privateKey = (await importJWK(jwk, 'ES256')) as CryptoKey;
  const published = { ...publicJwk, kid, alg: 'ES256', use: 'sig' };
  return { number, from, kid, alg: 'ES256', privateKey, publicJwk: published };
}

async function readKeys(folder: string): Promise<Held> {
  const secrets = readSecrets(folder);
  const signing = await Promise.all(readSigning(folder).map(signingKey));
  if (secrets.length === 0 || signing.length === 0)
    throw new Error(`no keys in KEYS_DIR: run "einlass keys init" first`);
  const damaged = secrets.find((secret) => secret.key.length < 32 || Number.isNaN(secret.from.getTime()));
  if (damaged) throw new Error(`secret-${damaged.number}.key in KEYS_DIR is damaged`);
  return { secrets, signing };
}

/** What is current is decided at each look, because a published key comes into use by itself. */
function keysOf(held: () => Held, clock: Clock): Keys {
  return {
    get signing() {
      return currentFirst(held().signing, clock());
    },
    ring: {
      get current() {
        return currentOf(held().secrets, clock())?.number ?? 0;
      },
      get keys() {
        return new Map(held().secrets.map(({ number, key }) => [number, key]));
      },
    },
  };
}

/** Reads every key of the folder once; throws with the remedy where there is none. */
export async function loadKeys(folder: string, clock: Clock = systemClock): Promise<Keys> {
  const held = await readKeys(folder);
  return keysOf(() => held, clock);
}

/** Keys of a process that goes on running: a changed folder is read again within 5 s; what cannot be read changes nothing. */
export async function openKeys(
  folder: string,
  clock: Clock,
  onError: (error: unknown) => void,
): Promise<LiveKeys> {
  let mark = folderMark(folder);
  let held = await readKeys(folder);
  const reread = async (): Promise<void> => {
    try {
      const seen = folderMark(folder);
      if (seen === mark) return;
      held = await readKeys(folder);
      mark = seen;
    } catch (error) {
      onError(error);
    }
  };
  const timer = setInterval(() => void reread(), rereadSeconds * 1000).unref();
  const live = keysOf(() => held, clock);
  return {
    ring: live.ring,
    get signing() {
      return live.signing;
    },
    close: () => clearInterval(timer),
  };
}
