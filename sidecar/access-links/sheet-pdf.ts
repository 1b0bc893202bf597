import { setImmediate } from 'node:timers/promises';
import { accentsOf, quietInk } from '../areas/colour.rules.ts';
import { type Locale, locales, type Texts } from '../platform/i18n.ts';
import type { Fitted } from '../platform/pdf/fit.rules.ts';
import { openPaper, type Paper } from '../platform/pdf/paper.ts';
import { drawQr, qrCode } from '../platform/pdf/qr.ts';
import type { ShownLink } from './secrets.read-model.ts';

/** What is the same on every slip of a sheet. */
export type SheetLook = { companyName: string; accent: string; area: string; expiresAt: Date };
type Drawing = {
  paper: Paper;
  look: SheetLook;
  accent: string;
  texts: Texts;
  lang: Locale;
  /** How many links the batch has. */
  links: number;
  /** The first address as it was fitted. */
  typed?: Fitted;
};

/** Two columns of four slips, in millimetres, cut along thin lines. */
const slip = { left: 12, top: 12, width: 93, height: 68, columns: 2, rows: 4 } as const;
const inset = 5;
const code = { y: 17, side: 38 } as const;
const mono = { face: 'mono', own: true } as const;
const perPage = slip.columns * slip.rows;

function drawNotes({ paper, look, texts }: Drawing, x: number, y: number): void {
  const left = x + inset + code.side + 3;
  const width = slip.width - (left - x) - inset;
  let top = y + code.y + 1.5;
  for (const lang of locales) {
    const date = new Intl.DateTimeFormat(lang, { dateStyle: 'long' }).format(look.expiresAt);
    const text = texts.translate(lang)('access-links.sheet.how', { date });
    const style = { face: 'regular', ...(lang === 'de' ? {} : { colour: quietInk }) } as const;
    const fitted = paper.fit([text], { width, height: 18, sizes: [8, 7.5, 7, 6.5], spread: 1.25 }, style);
    paper.part({ kind: 'P', lang }, () => paper.lines(fitted, left, top, style));
    top += 19;
  }
}

/**
 * The address in lines that fit. All addresses of a sheet are equally long and every letter of their face is equally wide, so what was
 * found for the first one holds for all; finding it anew takes longer than drawing the whole slip.
 */
function addressLines(drawing: Drawing, address: string, width: number): Fitted {
  const box = { width, height: 7, sizes: [7, 6.5, 6, 5.5], spread: 1.25 };
  drawing.typed ??= drawing.paper.fit([address], box, mono);
  let from = 0;
  const lines = drawing.typed.lines.map(({ length }) => {
    from += length;
    return address.slice(from - length, from);
  });
  return from === address.length ? { ...drawing.typed, lines } : drawing.paper.fit([address], box, mono);
}

function drawSlip(drawing: Drawing, { number, address, lastFour }: ShownLink, x: number, y: number): void {
  const { paper, look, accent, texts, lang, links } = drawing;
  const t = texts.translate(lang);
  const width = slip.width - 2 * inset;
  const bold = { face: 'bold', colour: accent } as const;
  const heading = t('access-links.sheet.heading', { company: look.companyName, area: look.area });
  const fitted = paper.fit([heading], { width, height: 11, sizes: [11, 10, 9, 8], spread: 1.2 }, bold);
  paper.part({ kind: 'H2', lang }, () => paper.lines(fitted, x + inset, y + 4, bold));
  const alt = t('access-links.sheet.qrAlt', { address });
  paper.part({ kind: 'Figure', alt, lang }, () =>
    drawQr(paper, qrCode(address), { x: x + inset, y: y + code.y, side: code.side }),
  );
  drawNotes(drawing, x, y);
  const typed = addressLines(drawing, address, width);
  paper.part({ kind: 'P' }, () => paper.lines(typed, x + inset, y + code.y + code.side + 1, mono));
  const quiet = { face: 'regular', own: true, colour: quietInk } as const;
  const mark = t('access-links.sheet.number', { number, links, lastFour });
  paper.part({ kind: 'P', lang }, () =>
    paper.line(
      mark,
      x + slip.width - inset - paper.width(mark, quiet, 6.5),
      y + slip.height - 2.5,
      6.5,
      quiet,
    ),
  );
}

function startPage({ paper }: Drawing): void {
  paper.newPage();
  const { left, top, width, height, columns, rows } = slip;
  paper.decoration(() => {
    for (let row = 0; row < rows; row += 1)
      for (let column = 0; column < columns; column += 1)
        paper.frame(left + column * width, top + row * height, width, height, '#b0b0b0');
  });
}

/** A sheet of slips as one PDF, one for each link with its code and, beneath it, the address to be typed; made while it is read. */
export async function* sheetChunks(
  links: AsyncIterable<ShownLink>,
  look: SheetLook,
  texts: Texts,
  { lang, links: count }: { lang: Locale; links: number },
): AsyncIterable<Uint8Array> {
  const title = `${texts.translate(lang)('access-links.sheet.title')} · ${look.companyName}`;
  const paper = openPaper({ title, author: look.companyName, lang });
  const drawing: Drawing = { paper, look, accent: accentsOf(look.accent).text, texts, lang, links: count };
  let at = 0;
  for await (const link of links) {
    const place = at % perPage;
    if (place === 0) startPage(drawing);
    const row = Math.floor(place / slip.columns);
    const column = place % slip.columns;
    drawSlip(drawing, link, slip.left + column * slip.width, slip.top + row * slip.height);
    at += 1;
    const chunk = paper.take();
    if (chunk) yield chunk;
    // a long file leaves room for other requests
    await setImmediate();
  }
  if (at === 0) paper.newPage();
  yield* paper.end();
}
