import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Fitted, fit, type Box, millimetres } from './fit.rules.ts';
import { ink } from '../ink.rules.ts';
import { printable } from './printable.rules.ts';
import { StreamedDocument } from './streamed-document.ts';

const require = createRequire(import.meta.url);
/** Latin with Turkish, Polish and Vietnamese letters, Greek and Cyrillic; the mono face tells 0 O, 1 l I apart (SIL Open Font License). */
const fonts = {
  regular: require.resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf'),
  bold: require.resolve('@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf'),
  mono: require.resolve('@expo-google-fonts/noto-sans-mono/600SemiBold/NotoSansMono_600SemiBold.ttf'),
};
export type Face = keyof typeof fonts;
/** How something is written; `own` marks what no other page says, so that its layout is not kept for the rest of the file. */
export type Style = { face: Face; colour?: string; own?: boolean };
/** A part of the page for those who cannot see it, such as H1, P or Figure. */
export type Part = { kind: string; lang?: string; alt?: string };

const points = (mm: number): number => (mm * 72) / 25.4;
type WithFont = { _font: { font: { hasGlyphForCodePoint(codePoint: number): boolean } } };

/**
 * A4 pages, drawn in millimetres from the upper left corner and handed over while they are made: `take` answers the bytes so far,
 * `end` the last ones. Fonts are embedded with the characters that were used.
 */
export function openPaper(options: { title: string; author: string; lang: string }) {
  const doc = new StreamedDocument({
    autoFirstPage: false,
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    tagged: true,
    displayTitle: true,
    lang: options.lang,
    info: { Title: options.title, Author: options.author, Creator: 'Einlass', Producer: 'Einlass' },
  });
  for (const [face, file] of Object.entries(fonts)) doc.registerFont(face, readFileSync(file));
  doc.on('error', () => undefined);
  let section: PDFKit.PDFStructureElement | undefined;
  let pages = 0;

  const faceOf = (face: Face) => doc.font(face);
  const hasGlyph = (face: Face) => {
    const { font } = (faceOf(face) as unknown as WithFont)._font;
    return (codePoint: number): boolean => font.hasGlyphForCodePoint(codePoint);
  };
  const glyphs = { regular: hasGlyph('regular'), bold: hasGlyph('bold'), mono: hasGlyph('mono') };
  // With features named, pdfkit does not keep the layout of a word. Taking letters apart would leave their marks without a meaning
  // to whoever reads or copies the text.
  const textOptions = ({ own }: Style) => ({
    lineBreak: false,
    ...(own ? { features: { ccmp: false } as never } : {}),
  });
  const width = (text: string, style: Style, size: number): number =>
    millimetres(faceOf(style.face).fontSize(size).widthOfString(text, textOptions(style)));

  const paper = {
    newPage(): void {
      section?.end();
      doc.forgetPage();
      doc.addPage();
      pages += 1;
      section = doc.struct('Sect');
      doc.addStructure(section);
    },
    pages: () => pages,
    /** Whether the face has every character of it. */
    glyphs,
    width,
    /** Fits paragraphs into a box; see fit.rules.ts. */
    fit: (paragraphs: readonly string[], box: Box, style: Style): Fitted =>
      fit(
        paragraphs.map((text) => printable(text, glyphs[style.face])),
        box,
        (text, size) => width(text, style, size),
      ),
    /** Writes one line with its baseline at `y`. */
    line(text: string, x: number, y: number, size: number, style: Style): void {
      doc.fillColor(style.colour ?? ink);
      faceOf(style.face).fontSize(size);
      const shown = printable(text, glyphs[style.face]);
      doc.text(shown, points(x), points(y), { ...textOptions(style), baseline: 'alphabetic' });
    },
    /** Writes fitted lines, the first one's baseline a line below `top`; answers where the last line ends. */
    lines(block: Fitted, x: number, top: number, style: Style): number {
      block.lines.forEach((text, at) => {
        paper.line(text, x, top + block.leading * (at + 0.78), block.size, style);
      });
      return top + block.leading * block.lines.length;
    },
    /** Draws something that has a meaning of its own. */
    part({ kind, ...more }: Part, draw: () => void): void {
      section?.add(doc.struct(kind, more, [draw]));
    },
    /** Draws decoration: marks, lines, areas. */
    decoration(draw: () => void): void {
      doc.markContent('Artifact', { type: 'Layout' });
      draw();
      doc.endMarkedContent();
    },
    rect(x: number, y: number, wide: number, high: number, colour: string): void {
      doc.rect(points(x), points(y), points(wide), points(high)).fill(colour);
    },
    frame(x: number, y: number, wide: number, high: number, colour: string): void {
      doc.lineWidth(0.6).rect(points(x), points(y), points(wide), points(high)).stroke(colour);
    },
    rule(x: number, y: number, to: number, colour: string, thickness = 0.5): void {
      doc.lineWidth(thickness).moveTo(points(x), points(y)).lineTo(points(to), points(y)).stroke(colour);
    },
    /** Many rectangles as one shape, so that no hairlines stand between them. */
    shape(
      rects: readonly (readonly [x: number, y: number, wide: number, high: number])[],
      colour: string,
    ): void {
      for (const [x, y, wide, high] of rects) doc.rect(points(x), points(y), points(wide), points(high));
      doc.fill(colour);
    },
    circle(x: number, y: number, radius: number, colour: string): void {
      doc.lineWidth(1).circle(points(x), points(y), points(radius)).stroke(colour);
    },
    openImage: (bytes: Buffer) => (doc as unknown as { openImage(bytes: Buffer): object }).openImage(bytes),
    /** Draws an image as large as the box allows, at its left edge and in the middle of its height. */
    image(image: object, x: number, y: number, wide: number, high: number): void {
      const fitted = { fit: [points(wide), points(high)] as [number, number], valign: 'center' as const };
      doc.image(image as never, points(x), points(y), fitted);
    },
    take: (): Buffer | null => doc.read() as Buffer | null,
    async *end(): AsyncIterable<Buffer> {
      section?.end();
      doc.end();
      for await (const chunk of doc) yield chunk as Buffer;
    },
  };
  return paper;
}
export type Paper = ReturnType<typeof openPaper>;
