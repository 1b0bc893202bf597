import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { rotateKeys } from '../../sidecar/platform/key-rotation.ts';
import { initKeys, loadKeys, openKeys } from '../../sidecar/platform/keys.ts';
import { currentFirst, settleSeconds } from '../../sidecar/platform/keys.rules.ts';
import { deriveSecret, lookupOf, lookupsOf, subKeys } from '../../sidecar/platform/secrets.ts';
import { until } from '../support/processes.ts';

const start = new Date('2026-03-01T12:00:00Z');
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'einlass-rotation-'));
  await initKeys(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = (): string[] => readdirSync(folder).sort();

test('the new key is published first and signs only later; the previous one stays published', async () => {
  const before = await loadKeys(folder, () => start);
  const old = before.signing[0]?.kid;
  expect(await rotateKeys(folder, start, 60)).toEqual({ usedFrom: addSeconds(start, 60) });
  let now = addSeconds(start, 59);
  const keys = await loadKeys(folder, () => now);
  expect(keys.signing.map((key) => key.kid)).toHaveLength(2);
  expect([keys.signing[0]?.kid, keys.ring.current]).toEqual([old, 1]);
  now = addSeconds(start, 60);
  expect(keys.signing[0]?.kid).not.toBe(old);
  expect(keys.signing[1]?.kid).toBe(old);
  expect(keys.ring.current).toBe(2);
});

test('what is published names no private part and no date', async () => {
  await rotateKeys(folder, start, 60);
  const { signing } = await loadKeys(folder, () => start);
  for (const { publicJwk } of signing)
    expect(Object.keys(publicJwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
});

test('links sent before a rotation are still found, and derived the same; new rows use the new secret', async () => {
  const before = await loadKeys(folder, () => start);
  const ref = { keyId: before.ring.current, generation: 1 };
  const secret = deriveSecret(before.ring, 'invitation', 'row', ref);
  const stored = lookupOf(before.ring, ref.keyId, secret);
  await rotateKeys(folder, start, 60);
  const { ring } = await loadKeys(folder, () => addSeconds(start, 61));
  expect(deriveSecret(ring, 'invitation', 'row', ref)).toBe(secret);
  expect(lookupsOf(ring, secret).some((lookup) => lookup.equals(stored))).toBe(true);
  expect(ring.current).toBe(2);
});

test('cookies signed before are still verified, new ones signed under the new secret', async () => {
  const [old] = subKeys((await loadKeys(folder, () => start)).ring, 'session');
  await rotateKeys(folder, start, 60);
  const [first, second] = subKeys((await loadKeys(folder, () => addSeconds(start, 61))).ring, 'session');
  expect(second).toEqual(old);
  expect(first).not.toEqual(old);
});

test('a second rotation waits until nothing signed by the key that goes can be on its way', async () => {
  await rotateKeys(folder, start, 60);
  const settled = addSeconds(start, 60 + settleSeconds);
  expect(await rotateKeys(folder, addSeconds(settled, -1), 60)).toEqual({ notBefore: settled });
  expect(files()).toEqual(['secret-1.key', 'secret-2.key', 'signing-1.json', 'signing-2.json']);
  await rotateKeys(folder, settled, 60);
  expect(files()).toEqual([
    'secret-1.key',
    'secret-2.key',
    'secret-3.key',
    'signing-2.json',
    'signing-3.json',
  ]);
});

test('two rotations at once are one', async () => {
  const done = await Promise.all(Array.from({ length: 5 }, () => rotateKeys(folder, start, 60)));
  expect(done.filter((one) => 'usedFrom' in one)).toHaveLength(1);
  expect(files()).toEqual(['secret-1.key', 'secret-2.key', 'signing-1.json', 'signing-2.json']);
});

test('nobody but the owner may read the keys', async () => {
  await rotateKeys(folder, start, 60);
  expect(files().map((file) => statSync(join(folder, file)).mode & 0o077)).toEqual([0, 0, 0, 0]);
});

test('a wrong clock that puts every key into the future leaves the oldest in use', () => {
  const keys = [1, 2].map((number) => ({ number, from: addSeconds(start, number) }));
  expect(currentFirst(keys, new Date(0)).map((key) => key.number)).toEqual([1, 2]);
});

test('a running process picks the new keys up by itself, and survives a folder it cannot read', async () => {
  const complaints: unknown[] = [];
  const keys = await openKeys(
    folder,
    () => new Date(),
    (error) => complaints.push(error),
  );
  writeFileSync(join(folder, 'signing-9.json'), '{ cut');
  await until('a complaint', async () => complaints.length > 0);
  expect(keys.signing).toHaveLength(1);
  rmSync(join(folder, 'signing-9.json'));
  await rotateKeys(folder, new Date(), 0);
  await until('the new keys', async () => keys.signing.length === 2);
  expect(keys.ring.current).toBe(2);
  expect(JSON.parse(readFileSync(join(folder, 'signing-2.json'), 'utf8'))).toHaveProperty('nbf');
  keys.close();
});
