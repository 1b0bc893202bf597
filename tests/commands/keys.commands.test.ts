import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { keysList, keysRetire } from '../../sidecar/commands/keys.commands.ts';
import { keysInit } from '../../sidecar/commands/setup.commands.ts';
import type { CommandContext } from '../../sidecar/commands/command.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { initKeys } from '../../sidecar/platform/keys.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let folder: string;
const lines: string[] = [];
let context: CommandContext;
const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);
const key = (number: number, from: Date): void =>
  writeFileSync(join(folder, `secret-${number}.key`), `${'A'.repeat(43)}\n${from.toISOString()}\n`, {
    mode: 0o600,
  });

beforeAll(async () => {
  database = await testDatabase();
  folder = mkdtempSync(join(tmpdir(), 'einlass-retire-'));
  await initKeys(folder);
  for (const [number, days] of [
    [2, 90],
    [3, 60],
    [4, 10],
  ] as const)
    key(number, daysAgo(days));
  const config = { KEYS_DIR: folder, DATABASE_URL: database.url } as CommandContext['config'];
  const print = (line: string): void => void lines.push(line);
  context = { config, log: openLog('silent', 'test'), print, stopped: new Promise(() => {}) };
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database?.close();
});

test('a key goes once it rests and nothing needs it: rows, files that are still sealed, sessions', async () => {
  const { db } = database;
  await sql`with one as (insert into member (first_name, last_name, username, origin) values ('A', 'B', 'a.b', 'import') returning id)
    insert into invitation (member_id, state, key_id, lookup, expires_at) select id, 'expired', 1, '\x01', now() from one`.execute(
    db,
  );
  await keysList.run([], context);
  expect(lines.map((line) => line.replace(/since \S+( beginning)?/, 'since'))).toEqual([
    'secret 4  since  it is in use',
    'secret 3  since  it was in use less than 30 days ago (sessions, reports about mails)',
    'secret 2  since  may go: einlass keys retire 2',
    'secret 1  since  needed by 1 of invitation',
  ]);
  await expect(keysRetire.run(['1'], context)).rejects.toThrow('secret 1 stays: needed by 1 of invitation');
  await expect(keysRetire.run(['4'], context)).rejects.toThrow('it is in use');
  await expect(keysRetire.run(['9'], context)).rejects.toThrow('no secret 9');
  await sql`insert into import (target, state, file_name, file_sha256, file, created_by, created_at)
    select 'members', 'staged', 'x', 'x', 'einlass sealed 1 and more', id, ${daysAgo(70)} from member`.execute(
    db,
  );
  await expect(keysRetire.run(['2'], context)).rejects.toThrow('needed by 1 uploaded files');
  await sql`delete from import`.execute(db);
  await keysRetire.run(['2'], context);
  expect([1, 2, 3, 4].map((number) => existsSync(join(folder, `secret-${number}.key`)))).toEqual([
    true,
    false,
    true,
    true,
  ]);
});

test('without the database nothing goes', async () => {
  const away = { ...context, config: { ...context.config, DATABASE_URL: 'postgres://app@127.0.0.1:1/x' } };
  await expect(keysRetire.run(['3'], away)).rejects.toThrow();
  expect(existsSync(join(folder, 'secret-3.key'))).toBe(true);
});

test('a lost key folder is not filled with new keys while rows need the old ones, unless told so, and then beside their numbers', async () => {
  const { config } = context;
  const empty = { ...context, config: { ...config, KEYS_DIR: join(folder, 'lost') } };
  await expect(keysInit.run([], empty)).rejects.toThrow('rows of the database need secret 1: put the key');
  expect(existsSync(join(folder, 'lost'))).toBe(false);
  await keysInit.run(['--new'], empty);
  expect(readdirSync(join(folder, 'lost')).toSorted()).toEqual(['secret-2.key', 'signing-1.json']);
  // what is there stays, and a database that is not there yet is no reason not to begin
  await keysInit.run([], empty);
  const early = { ...config, KEYS_DIR: join(folder, 'early'), DATABASE_URL: 'postgres://x@127.0.0.1:1/x' };
  await keysInit.run([], { ...context, config: early });
  expect(existsSync(join(folder, 'early', 'secret-1.key'))).toBe(true);
});
