import MarkdownIt, { type Token } from 'markdown-it';
import type { PlaceholderName } from './kinds.ts';
import { placeholderPattern } from './draft.rules.ts';

/** A piece of a paragraph: words, the place of a value, the end of a line, or the edge of an emphasis. */
export type Inline =
  | { kind: 'words'; text: string; html: string }
  | { kind: 'value'; name: PlaceholderName }
  | { kind: 'break' }
  | { kind: 'edge'; html: string };
export type Block =
  | { kind: 'paragraph'; inlines: readonly Inline[] }
  | { kind: 'list'; ordered: boolean; start: number; items: readonly (readonly Block[])[] }
  /** Where the button stands. */
  | { kind: 'link' };

// Everything else, HTML and links first of all, is words.
const markdown = new MarkdownIt('zero', { html: false }).enable(['list', 'emphasis', 'newline', 'escape']);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

const edges: Readonly<Record<string, string>> = {
  strong_open: '<strong>',
  strong_close: '</strong>',
  em_open: '<em>',
  em_close: '</em>',
};

// A name stands between these signs, which nobody types, while Markdown is read: so nothing that Markdown makes becomes a name.
const [opens, closes] = ['\ue000', '\ue001'];
const marked = /\ue000(\w+)\ue001/g;
const withMarks = (body: string): string =>
  body.replaceAll(opens, '').replaceAll(closes, '').replace(placeholderPattern, `${opens}$1${closes}`);

function pieces(text: string): Inline[] {
  const found: Inline[] = [];
  let end = 0;
  const words = (from: number, to: number) => {
    const part = text.slice(from, to);
    if (part) found.push({ kind: 'words', text: part, html: escapeHtml(part) });
  };
  for (const match of text.matchAll(marked)) {
    words(end, match.index);
    found.push({ kind: 'value', name: match[1] as PlaceholderName });
    end = match.index + match[0].length;
  }
  words(end, text.length);
  return found;
}

function inlinesOf(tokens: readonly Token[]): Inline[] {
  return tokens.flatMap(({ type, content }): Inline[] => {
    const edge = edges[type];
    if (edge) return [{ kind: 'edge', html: edge }];
    return type === 'softbreak' || type === 'hardbreak' ? [{ kind: 'break' }] : pieces(content);
  });
}

function isLink(inlines: readonly Inline[]): boolean {
  return inlines.length === 1 && inlines[0]?.kind === 'value' && (inlines[0].name as string) === 'link';
}

type Cursor = { tokens: readonly Token[]; at: number };

function blocksUntil(cursor: Cursor, end: string | undefined): Block[] {
  const blocks: Block[] = [];
  for (let token = cursor.tokens[cursor.at]; token && token.type !== end; token = cursor.tokens[cursor.at]) {
    cursor.at += 1;
    if (token.type === 'inline') {
      const inlines = inlinesOf(token.children ?? []);
      blocks.push(isLink(inlines) ? { kind: 'link' } : { kind: 'paragraph', inlines });
    } else if (token.type === 'bullet_list_open' || token.type === 'ordered_list_open') {
      const ordered = token.type === 'ordered_list_open';
      const start = Number(token.attrGet('start') ?? 1);
      blocks.push({ kind: 'list', ordered, start, items: itemsOf(cursor) });
    }
  }
  cursor.at += 1;
  return blocks;
}

function itemsOf(cursor: Cursor): Block[][] {
  const items: Block[][] = [];
  while (cursor.tokens[cursor.at]?.type === 'list_item_open') {
    cursor.at += 1;
    items.push(blocksUntil(cursor, 'list_item_close'));
  }
  cursor.at += 1;
  return items;
}

/** A checked text in its canonical form as blocks; of Markdown only paragraphs, line ends, emphasis and lists mean something. */
export function blocksOf(body: string): Block[] {
  return blocksUntil({ tokens: markdown.parse(withMarks(body), {}), at: 0 }, undefined);
}
