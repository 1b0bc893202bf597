import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { actions } from '../../sidecar/areas/policy.rules.ts';
import { isAct } from '../../sidecar/audit/acts.rules.ts';
import { errorCodes } from '../../sidecar/platform/errors.ts';
import { openTexts, readTexts } from '../../sidecar/platform/i18n.ts';

const root = fileURLToPath(new URL('../../sidecar/', import.meta.url));
const texts = readTexts(root);
const open = openTexts(root);

function leaves(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, inner]) =>
    leaves(inner, path ? `${path}.${key}` : key),
  );
}

const german = new Map(leaves(texts.de));
const english = new Map(leaves(texts.en));

test('German and English have the same keys', () => {
  expect([...english.keys()].sort()).toEqual([...german.keys()].sort());
});

/** German greets formally by salutation, English by first name; a missing column is named in the reader's language. */
const differingOnPurpose = new Set(['imports.columns.missing', 'mail.greeting.formal']);

test('a text has the same placeholders in both languages', () => {
  const placeholders = (text: string | undefined) =>
    [...(text ?? '').matchAll(/\{\{\s*(\w+)/g)].map((m) => m[1]).sort();
  const differing = [...german].filter(([key, text]) => {
    const other = placeholders(english.get(key)).join();
    return placeholders(text).join() !== other && !key.endsWith('_one') && !differingOnPurpose.has(key);
  });
  expect(differing).toEqual([]);
});

test('no text is empty', () => {
  expect([...german, ...english].filter(([, text]) => text.trim() === '')).toEqual([]);
});

test('every error code has its title and text', () => {
  const missing = Object.keys(errorCodes).filter(
    (code) => !open.has(`platform.errors.${code}.title`) || !open.has(`platform.errors.${code}.text`),
  );
  expect(missing).toEqual([]);
});

test('every key that code or a template names exists', () => {
  const rooms = Object.keys(texts.de).join('|');
  const literal = new RegExp(`['"]((?:${rooms})\\.[A-Za-z0-9_.]+[A-Za-z0-9_])['"]`, 'g');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(ts|hbs)$/.test(file),
  );
  const missing = files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(literal)]
      .map((match) => match[1] ?? '')
      .filter(
        (key) => !(key in actions) && !isAct(key) && !open.has(key) && !/\.(ts|hbs|html|text)$/.test(key),
      )
      .map((key) => `${file}: ${key}`),
  );
  expect(missing).toEqual([]);
});
