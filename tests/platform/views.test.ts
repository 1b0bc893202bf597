import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { openTextViews, openViews } from '../../sidecar/platform/views.ts';
import { texts } from '../members/import-fixtures.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A room with these templates. */
function roomWith(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'einlass-views-'));
  folders.push(root);
  mkdirSync(join(root, 'room', 'views'), { recursive: true });
  for (const [name, source] of Object.entries(files))
    writeFileSync(join(root, 'room', 'views', name), source);
  return root;
}

test.each(['<p>{{{ name }}}</p>', '<p>{{& name }}</p>', '<p>{{ &name }}</p>'])(
  'a template that would put out a value unescaped is refused at start: %s',
  (source) => {
    const root = roomWith({ 'page.hbs': source });
    expect(() => openViews(root, texts)).toThrow(/room\/page: unescaped output is forbidden/);
  },
);

test('fixed texts are those of the language asked for, escaped in pages and left alone in plain text', () => {
  const own = {
    translate: (locale: 'de' | 'en') => (key: string) => {
      if (key !== 'room.hint') throw new Error(`no text "${key}"`);
      return `<${locale}> & "so"`;
    },
    has: () => true,
  };
  const fixed = "{{t 'room.hint'}} {{concat (t 'room.hint') '!'}}";
  const root = roomWith({ 'page.hbs': fixed, '_part.hbs': fixed, 'mail.text.hbs': fixed });
  const escaped = (locale: string) =>
    `&lt;${locale}&gt; &amp; &quot;so&quot; &lt;${locale}&gt; &amp; &quot;so&quot;!`;
  const render = openViews(root, own);
  for (const locale of ['de', 'en', 'de'] as const) {
    expect(render('room/page', {}, locale)).toBe(escaped(locale));
    expect(openTextViews(root, own)('room/mail.text', {}, locale)).toBe(
      `<${locale}> & "so" <${locale}> & "so"!`,
    );
  }
  const wrong = roomWith({ 'page.hbs': "{{t 'room.other'}}" });
  expect(() => openViews(wrong, own)).toThrow('no text "room.other"');
});

test('what is kept for a word is drawn for that word and block alone, escaped once', () => {
  const page =
    "{{#each words}}{{#kept 'i' this}}<i>{{this}}</i>{{/kept}}{{#kept 'b' this}}<b>{{this}}</b>{{/kept}}{{/each}}";
  const render = openViews(roomWith({ 'page.hbs': page }), texts);
  expect(render('room/page', { words: ['a', '<', 'a'] }, 'de')).toBe(
    '<i>a</i><b>a</b><i>&lt;</i><b>&lt;</b><i>a</i><b>a</b>',
  );
});

test('values are escaped in pages and left alone in plain text', () => {
  const root = roomWith({ 'page.hbs': '<p>{{ name }}</p>', 'mail.text.hbs': 'Dear {{ name }}' });
  const name = '<b>"M&M\'s"</b>';
  expect(openViews(root, texts)('room/page', { name }, 'de')).toBe(
    '<p>&lt;b&gt;&quot;M&amp;M&#x27;s&quot;&lt;/b&gt;</p>',
  );
  expect(openTextViews(root, texts)('room/mail.text', { name }, 'de')).toBe(`Dear ${name}`);
  expect(() => openViews(root, texts)('room/mail.text', { name }, 'de')).toThrow('no template');
});

test('of several, an empty list says as little as nothing', () => {
  const page = '{{#if (any first second)}}some{{else}}none{{/if}}';
  const render = openViews(roomWith({ 'page.hbs': page }), texts);
  const shown = (first: unknown, second: unknown) => render('room/page', { first, second }, 'de');
  expect([shown([], []), shown([], undefined), shown([], ['a']), shown('a', [])]).toEqual([
    'none',
    'none',
    'some',
    'some',
  ]);
});
