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

test('values are escaped in pages and left alone in plain text', () => {
  const root = roomWith({ 'page.hbs': '<p>{{ name }}</p>', 'mail.text.hbs': 'Dear {{ name }}' });
  const name = '<b>"M&M\'s"</b>';
  expect(openViews(root, texts)('room/page', { name }, 'de')).toBe(
    '<p>&lt;b&gt;&quot;M&amp;M&#x27;s&quot;&lt;/b&gt;</p>',
  );
  expect(openTextViews(root, texts)('room/mail.text', { name }, 'de')).toBe(`Dear ${name}`);
  expect(() => openViews(root, texts)('room/mail.text', { name }, 'de')).toThrow('no template');
});
