import { type Block, type Inline, escapeHtml } from './markdown.ts';
import type { Values } from './placeholder.rules.ts';

/** How one of the two parts of a mail is written. */
type Writer = {
  value(text: string): string;
  words(inline: Extract<Inline, { kind: 'words' }>): string;
  edge(html: string): string;
  lineEnd: string;
  paragraph(content: string, inList: boolean): string;
  list(items: readonly string[], block: Extract<Block, { kind: 'list' }>, inList: boolean): string;
  /** Between blocks, and between those of one list item. */
  between: string;
  within: string;
};

const lineEnd = '<br>';
const html: Writer = {
  // after Markdown and escaped, so that no value is ever read as markup or as a name
  value: (text) => escapeHtml(text).replaceAll('\n', lineEnd),
  words: (inline) => inline.html,
  edge: (edge) => edge,
  lineEnd,
  paragraph: (content, inList) =>
    inList ? `<div>${content}</div>` : `<p style="margin:0 0 16px;overflow-wrap:anywhere">${content}</p>`,
  list(items, { ordered, start }, inList) {
    const tag = ordered ? 'ol' : 'ul';
    const first = ordered && start !== 1 ? ` start="${start}"` : '';
    const style = `margin:0 0 ${inList ? 0 : 16}px;padding:0 0 0 24px`;
    const rows = items
      .map((item) => `<li style="margin:0 0 4px;overflow-wrap:anywhere">${item}</li>`)
      .join('');
    return `<${tag}${first} style="${style}">${rows}</${tag}>`;
  },
  between: '',
  within: '',
};

const indented = (text: string, by: string): string => text.replaceAll('\n', `\n${by}`);
const text: Writer = {
  value: (value) => value,
  words: (inline) => inline.text,
  edge: () => '',
  lineEnd: '\n',
  paragraph: (content) => content,
  list: (items, { ordered, start }) =>
    items
      .map((item, at) => {
        const mark = ordered ? `${start + at}. ` : '- ';
        return mark + indented(item, ' '.repeat(mark.length));
      })
      .join('\n'),
  between: '\n\n',
  within: '\n',
};

/** Undefined where a value is empty: what would be said about it is left out. */
function paragraph(inlines: readonly Inline[], values: Values, writer: Writer): string | undefined {
  let content = '';
  for (const inline of inlines) {
    if (inline.kind === 'words') content += writer.words(inline);
    else if (inline.kind === 'break') content += writer.lineEnd;
    else if (inline.kind === 'edge') content += writer.edge(inline.html);
    else {
      const value = values[inline.name] ?? '';
      if (value === '') return undefined;
      content += writer.value(value);
    }
  }
  return content;
}

function written(blocks: readonly Block[], values: Values, writer: Writer, inList: boolean): string[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'link') return [];
    if (block.kind === 'paragraph') {
      const content = paragraph(block.inlines, values, writer);
      return content === undefined ? [] : [writer.paragraph(content, inList)];
    }
    const items = block.items
      .map((item) => written(item, values, writer, true).join(writer.within))
      .filter(Boolean);
    return items.length === 0 ? [] : [writer.list(items, block, inList)];
  });
}

/** A body before and after the place of its button; one that names none has it at its end. */
export type SplitBody = { before: readonly Block[]; after: readonly Block[] };
export function splitAtLink(blocks: readonly Block[]): SplitBody {
  const at = blocks.findIndex(({ kind }) => kind === 'link');
  return at < 0
    ? { before: blocks, after: [] }
    : { before: blocks.slice(0, at), after: blocks.slice(at + 1) };
}

/** Blocks as the HTML part holds them, values escaped. */
export const htmlOf = (blocks: readonly Block[], values: Values): string =>
  written(blocks, values, html, false).join(html.between);

/** Blocks as the text part holds them. */
export const textOf = (blocks: readonly Block[], values: Values): string =>
  written(blocks, values, text, false).join(text.between);
