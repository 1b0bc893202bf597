import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
].map((page) => ({ page, text: readFileSync(join(root, page), 'utf8') }));

/** The anchors that a page's headings get where it is shown. */
const anchors = (text: string): string[] =>
  [...text.matchAll(/^#+ +(.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );

/** Everything a page links to or shows, code left out. */
function linksOf(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  const found = prose.matchAll(/\]\(\s*<?([^)>\s]+)|^\[[^\]]+\]:\s*(\S+)|(?:src|href)="([^"]+)"/gm);
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

/** What is wrong with one link, or undefined. */
function broken(page: string, text: string, link: string): string | undefined {
  if (/^(https?:|mailto:)/.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? join(root, page) : join(root, dirname(page), decodeURIComponent(path));
  if (relative(root, target).startsWith('..')) return `${page}: ${link} leads out of the repository`;
  if (!existsSync(target)) return `${page}: ${link} does not exist`;
  const there = path === '' ? text : target.endsWith('.md') ? readFileSync(target, 'utf8') : undefined;
  if (anchor && there !== undefined && !anchors(there).includes(anchor))
    return `${page}: ${link} names a heading that is not there`;
  return undefined;
}

test('every relative link and image in README.md and docs/ exists', () => {
  const links = pages.flatMap(({ page, text }) => linksOf(text).map((link) => ({ page, text, link })));
  expect(links.length).toBeGreaterThanOrEqual(3);
  expect(links.flatMap(({ page, text, link }) => broken(page, text, link) ?? [])).toEqual([]);
});

test('a missing file, a missing heading and a way out are found', () => {
  const text =
    '# One two\n[a](#one-two) [b](#three) ![c](docs/none.png) [d](../x.md) [e](https://a.example)\n';
  expect(linksOf(text).flatMap((link) => broken('README.md', text, link) ?? [])).toHaveLength(3);
});
