import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const folder = join(import.meta.dirname, '../../sidecar/platform/migrations');
/** Up to here the schema was changed while no version was in use. */
const firstInUse = '061';

/**
 * Why two versions cannot run beside each other on what this migration leaves, or why people would have to wait for it (docs/adr/056);
 * `text` is the whole file. A file that takes something away exports `unusedSince`, the version whose code stopped needing it.
 */
function objections(text: string): string[] {
  const statements = [...text.matchAll(/sql(?:<[^>]*>)?`([^`]*)`/g)]
    .map(([, part = '']) => part)
    .join(';')
    .replace(/\$\$[\s\S]*?\$\$/g, '')
    .replace(/\s+/g, ' ')
    .toLowerCase();
  const found = (pattern: RegExp) => [...statements.matchAll(pattern)].map(([all, name = '']) => name || all);
  const made = new Set(found(/create table (?:if not exists )?"?(\w+)/g));
  const again = new Set(found(/add constraint (\w+)/g));
  const gone = [
    ...found(/\bdrop (?:table|column|index|view|function|type|trigger|default|not null)\b[^;,]*/g),
    ...found(/drop constraint (?:if exists )?(\w+)/g).filter((name) => !again.has(name)),
    ...found(/\brename\b[^;]*|alter column \w+ (?:set data )?type[^;,]*|\btruncate\b[^;]*/g),
  ];
  const leaving = /export const unusedSince = '\d+\.\d+\.\d+'/.test(text);
  const columns = found(/(add column [^;]*?)(?=, add|, drop|;|$)/g);
  const told = /concurrently/i.test(text);
  const indexes = found(/create (?:unique )?index (?:concurrently )?\w+ on "?(\w+)/g);
  return [
    ...(leaving ? [] : gone.map((what) => `takes away what a version in use may need: ${what.trim()}`)),
    ...found(/alter column \w+ set not null/g).map((what) => `an older version may write none: ${what}`),
    ...columns
      .filter((column) => column.includes('not null') && !column.includes(' default '))
      .map((column) => `an older version writes none: ${column.trim()}`),
    ...columns
      .filter((column) => /default (gen_random_uuid|clock_timestamp|random)\(/.test(column))
      .map((column) => `writes the whole table anew: ${column.trim()}`),
    ...indexes
      .filter((table) => !made.has(table) && !told)
      .map((table) => `an index on ${table} keeps writers waiting: "concurrently", or a word on why not`),
  ];
}

const files = readdirSync(folder).filter((file) => file >= firstInUse);

test('there are migrations to look at, and no two share a number', () => {
  expect(files.length).toBeGreaterThan(1);
  const numbers = readdirSync(folder).map((file) => file.slice(0, 3));
  expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
});

test.each(files)('%s only adds, so that the version before runs on beside it', (file) => {
  expect(objections(readFileSync(join(folder, file), 'utf8'))).toEqual([]);
});

test.each([
  'alter table member drop column salutation',
  'alter table member rename column locale to language',
  'alter table member alter column locale type jsonb using to_jsonb(locale)',
  'alter table member alter column email set not null',
  'alter table member add column tenant uuid not null',
  'alter table member add column tag uuid default gen_random_uuid()',
  'alter table member add column a text, add column b text not null, add column c text',
  'alter table member drop constraint member_state_check',
  'drop index member_email',
  'create unique index member_locale on member (locale)',
])('found: %s', (statement) => {
  expect(objections(`await sql\`${statement}\`.execute(db);`)).toHaveLength(1);
});

test.each([
  'create table note (id uuid not null); create index note_id on note (id)',
  "alter table member add column tag text not null default ''",
  'alter table member drop constraint member_state_check, add constraint member_state_check check (true)',
  'create function f() returns integer language sql as $$ delete from x; drop table y $$',
])('not found: %s', (statement) => {
  expect(objections(`await sql\`${statement}\`.execute(db);`)).toEqual([]);
});

test('what is taken away is, where the file names the version that stopped needing it', () => {
  const text =
    "export const unusedSince = '0.2.0';\nawait sql`alter table member drop column salutation`.execute(db);";
  expect(objections(text)).toEqual([]);
});
