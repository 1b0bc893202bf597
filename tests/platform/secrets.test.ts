import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { initKeys, loadKeys } from '../../sidecar/platform/keys.ts';
import { deriveSecret, lookupOf, lookupsOf } from '../../sidecar/platform/secrets.ts';

const folder = mkdtempSync(join(tmpdir(), 'einlass-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('two processes that start together agree on the keys', async () => {
  await Promise.all(Array.from({ length: 8 }, () => initKeys(folder)));
  expect(readdirSync(folder).sort()).toEqual(['secret-1.key', 'signing-1.json']);
});

test('a secret is the same each time, another for another kind, row or generation', async () => {
  const { ring } = await loadKeys(folder);
  const ref = { keyId: 1, generation: 1 };
  const secret = deriveSecret(ring, 'invitation', 'row', ref);
  expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(deriveSecret(ring, 'invitation', 'row', ref)).toBe(secret);
  const others = [
    deriveSecret(ring, 'accessLink', 'row', ref),
    deriveSecret(ring, 'invitation', 'row2', ref),
    deriveSecret(ring, 'invitation', 'row', { keyId: 1, generation: 2 }),
  ];
  expect(new Set([secret, ...others]).size).toBe(4);
});

test('after rotation old secrets are still found and new rows use the new key', async () => {
  const before = await loadKeys(folder);
  const secret = deriveSecret(before.ring, 'invitation', 'row', { keyId: 1, generation: 1 });
  const stored = lookupOf(before.ring, 1, secret);
  writeFileSync(join(folder, 'secret-2.key'), Buffer.alloc(32, 7).toString('base64url'));
  const { ring } = await loadKeys(folder);
  expect(ring.current).toBe(2);
  expect(lookupsOf(ring, secret).some((lookup) => lookup.equals(stored))).toBe(true);
});

test('a folder without keys says what to do', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'einlass-none-'));
  await expect(loadKeys(empty)).rejects.toThrow(/einlass keys init/);
  rmSync(empty, { recursive: true });
});
