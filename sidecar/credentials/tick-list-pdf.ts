import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import type { Translate } from '../platform/i18n.ts';
import { accentsOf, quietInk } from '../areas/colour.rules.ts';
import type { LetterLook, TickRow } from './letter-content.ts';
import { openPaper, type Paper } from '../platform/pdf/paper.ts';

type Column = { title: string; x: number; width: number };
type Place = { area: string; y: number };

const [left, right, top, bottom] = [15, 195, 42, 279] as const;
const rowHeight = 9;

function columnsOf(t: Translate): Column[] {
  return [
    { title: t('credentials.tickList.done'), x: left, width: 16 },
    { title: t('credentials.tickList.name'), x: 32, width: 53 },
    { title: t('credentials.tickList.number'), x: 87, width: 27 },
    { title: t('credentials.tickList.username'), x: 116, width: 36 },
    { title: t('credentials.tickList.signature'), x: 154, width: right - 154 },
  ];
}

function startPage(paper: Paper, look: LetterLook, t: Translate): void {
  paper.newPage();
  const accents = accentsOf(look.accent);
  const name = paper.fit(
    [look.companyName],
    { width: right - left, height: 6, sizes: [9, 8, 7] },
    { face: 'bold' },
  );
  paper.part({ kind: 'P' }, () => paper.lines(name, left, 12, { face: 'bold', colour: accents.text }));
  paper.part({ kind: 'H1' }, () =>
    paper.line(t('credentials.tickList.title'), left, 24, 15, { face: 'bold' }),
  );
  paper.part({ kind: 'P' }, () =>
    paper.line(t('credentials.tickList.lead'), left, 30, 8.5, { face: 'regular', colour: quietInk }),
  );
  paper.part({ kind: 'P' }, () => {
    const text = t('credentials.tickList.page', { page: paper.pages() });
    const x = right - paper.width(text, { face: 'regular' }, 8.5);
    paper.line(text, x, 24, 8.5, { face: 'regular', colour: quietInk });
  });
}

/** The area's name above its people, with the titles of the columns. */
function drawArea(paper: Paper, area: string, y: number, t: Translate): number {
  const style = { face: 'bold', own: true } as const;
  const name = paper.fit([area], { width: right - left, height: 6, sizes: [11, 10, 9, 8] }, style);
  paper.part({ kind: 'H2' }, () => paper.lines(name, left, y, style));
  for (const { title, x } of columnsOf(t))
    paper.part({ kind: 'P' }, () => paper.line(title, x, y + 10, 7.5, { face: 'regular', colour: quietInk }));
  paper.decoration(() => paper.rule(left, y + 11.5, right, quietInk, 0.8));
  return y + 11.5;
}

function drawRow(paper: Paper, row: TickRow, y: number, columns: readonly Column[]): void {
  const [, name, number, username] = columns;
  const texts = [
    [name, `${row.lastName}, ${row.firstName}`, 'bold'],
    [number, row.employeeNumber ?? '', 'regular'],
    [username, row.username, 'regular'],
  ] as const;
  for (const [column, text, face] of texts) {
    if (!column || text === '') continue;
    const style = { face, own: true } as const;
    const room = { width: column.width, height: rowHeight - 1.5, sizes: [9.5, 9, 8, 7, 6, 5.5], spread: 1.2 };
    const fitted = paper.fit([text], room, style);
    const start = y + (rowHeight - fitted.leading * fitted.lines.length) / 2;
    paper.part({ kind: 'P' }, () => paper.lines(fitted, column.x, start, style));
  }
  paper.decoration(() => {
    paper.frame(left + 3, y + 2.2, 4.6, 4.6, quietInk);
    paper.rule(left, y + rowHeight, right, '#b0b0b0', 0.4);
  });
}

/** Where the row comes: on a new page with its area's name again where this one is full. */
function placeFor(
  paper: Paper,
  row: TickRow,
  last: Place | undefined,
  look: LetterLook,
  t: Translate,
): number {
  const again = last?.area === row.areaName;
  if (last && again && last.y + rowHeight <= bottom) return last.y;
  const needed = 17.5 + rowHeight;
  const fits = last !== undefined && !again && last.y + needed <= bottom;
  if (!fits) startPage(paper, look, t);
  const key = again ? 'credentials.tickList.areaOn' : 'credentials.tickList.area';
  return drawArea(paper, t(key, { area: row.areaName }), fits ? last.y + 6 : top - 6, t);
}

/**
 * The list to tick off as one PDF, made while it is read: a box and a line for the signature for each person, by area as the rows
 * come; no passwords.
 */
export async function* tickListChunks(
  rows: AsyncIterable<TickRow>,
  look: LetterLook,
  t: Translate,
  lang: string,
): AsyncIterable<Uint8Array> {
  const title = `${t('credentials.tickList.title')} · ${look.companyName}`;
  const paper = openPaper({ title, author: look.companyName, lang });
  const columns = columnsOf(t);
  let last: Place | undefined;
  for await (const row of rows) {
    const y = placeFor(paper, row, last, look, t);
    drawRow(paper, row, y, columns);
    last = { area: row.areaName, y: y + rowHeight };
    const chunk = paper.take();
    if (chunk) yield chunk;
    // a long file leaves room for other requests
    await setImmediate();
  }
  if (!last) startPage(paper, look, t);
  yield* paper.end();
}

/** Writes the list as one PDF and ends `out`; a slow reader is waited for. */
export async function writeTickList(
  rows: AsyncIterable<TickRow>,
  look: LetterLook,
  t: Translate,
  lang: string,
  out: Writable,
): Promise<void> {
  await pipeline(Readable.from(tickListChunks(rows, look, t, lang), { objectMode: false }), out);
}
