import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bulkSecretOf, refuseReadableBulkSecret } from '../../sidecar/commands/bulk-secret.ts';
import { start } from '../support/processes.ts';

const main = fileURLToPath(new URL('../../sidecar/main.ts', import.meta.url));
let folder: string;
let readable: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'einlass-bulk-'));
  readable = join(folder, 'secret');
  writeFileSync(readable, `${'s'.repeat(40)}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const asked = (path?: string) => (path === undefined ? {} : { KEYCLOAK_BULK_SECRET_FILE: path });
const complete = () => ({
  PUBLIC_URL: 'http://localhost:9',
  DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
  REDIS_URL: 'redis://127.0.0.1:9',
  SMTP_URL: 'smtp://127.0.0.1:9',
  KEYCLOAK_URL: 'http://localhost:9',
  KEYS_DIR: folder,
});

test('the lane is off without a file, and its secret is never read from the environment itself', () => {
  expect(bulkSecretOf(asked())).toBeUndefined();
  expect(() => refuseReadableBulkSecret(asked())).not.toThrow();
  expect(bulkSecretOf(asked(readable))).toBe('s'.repeat(40));
});

test('a file that is not there, or holds next to nothing, is refused with what to do', () => {
  expect(() => bulkSecretOf(asked(join(folder, 'nowhere')))).toThrow('cannot be read');
  const short = join(folder, 'short');
  writeFileSync(short, 'short\n');
  expect(() => bulkSecretOf(asked(short))).toThrow('at least 32 characters');
});

test('the web process does not start where it can read the secret, empty or not', async () => {
  const empty = join(folder, 'empty');
  writeFileSync(empty, '');
  for (const path of [readable, empty]) {
    const web = start(process.execPath, [main, 'serve'], { ...complete(), ...asked(path) });
    expect(await web.exited).toBe(2);
    expect(web.output()).toContain('KEYCLOAK_BULK_SECRET_FILE: the web process can read this file');
  }
});

test('where it cannot, it starts as ever', () => {
  expect(() => refuseReadableBulkSecret(asked(join(folder, 'nowhere')))).not.toThrow();
});

test('the worker does not start without the secret that it was promised', async () => {
  const worker = start(process.execPath, [main, 'work'], {
    ...complete(),
    ...asked(join(folder, 'nowhere')),
  });
  expect(await worker.exited).toBe(2);
  expect(worker.output()).toContain('KEYCLOAK_BULK_SECRET_FILE: the file it names cannot be read');
});
