import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { retentionKeys } from '../../sidecar/retention/kinds.rules.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const page = readFileSync(new URL('../../docs/data-protection.md', import.meta.url), 'utf8');
const chapter = (title: string): string => page.split(/^## /m).find((part) => part.startsWith(title)) ?? '';
const named = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.close());

/** Table by table what the page says. */
const told = chapter('What is stored')
  .split(/^### /m)
  .slice(1)
  .map((text) => {
    const rows = text.split('\n').filter((line) => line.startsWith('| `'));
    const cells = rows.map((line) => line.split('|').map((cell) => cell.trim()));
    return {
      table: named(text)[0],
      columns: cells.flatMap(([, names = '']) => named(names)),
      said: cells.every(([, , what = '']) => what.length > 3),
      kept: /\. Kept: (.+)\.$/m.exec(text)?.[1],
      seen: /\. Seen by: (.+?)\. Kept/m.exec(text)?.[1],
    };
  });

test('the page names every column of the database, once, and none that is not there', async () => {
  const { rows } = await sql<{ column: string }>`
    select table_name || '.' || column_name as column from information_schema.columns where table_schema = 'public'`.execute(
    database.db,
  );
  const columns = told.flatMap(({ table, columns: names }) => names.map((name) => `${table}.${name}`));
  expect(columns.toSorted()).toEqual(rows.map(({ column }) => column).toSorted());
});

test('of every table it says what it holds, who sees it and how long; each period that is named can be set', () => {
  expect(told.filter(({ said, kept, seen }) => !said || !kept || !seen)).toEqual([]);
  const periods = new Set(told.flatMap(({ kept = '' }) => named(kept)));
  const tables = new Set(told.map(({ table }) => table));
  // One word may name both.
  const known = new Set<string>(retentionKeys);
  const keys = [...periods].filter((name) => known.has(name) || !tables.has(name));
  expect(keys.toSorted()).toEqual([...known].toSorted());
});
