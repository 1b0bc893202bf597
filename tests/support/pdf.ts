import { createCanvas } from '@napi-rs/canvas';
import jsQR from 'jsqr';
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** A piece of text with the left end of its baseline in millimetres from the upper left corner of the page. */
export type Piece = { text: string; x: number; y: number; width: number; size: number };
/** The package's types speak of a module of its own, its code is the function. */
const decode = jsQR as unknown as typeof jsQR.default;
const mm = (points: number): number => (points * 25.4) / 72;

/** Reads a PDF back, as a reader who has only the file. */
export async function readPdf(bytes: Uint8Array) {
  const document = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
  const page = (number: number) => document.getPage(number);
  const pieces = async (number: number): Promise<Piece[]> => {
    const one = await page(number);
    const [, , , height = 0] = one.view;
    const { items } = await one.getTextContent();
    return items.flatMap((item) =>
      'str' in item && item.str.trim() !== ''
        ? [
            {
              text: item.str,
              x: mm(Number(item.transform[4])),
              y: mm(height - Number(item.transform[5])),
              width: mm(item.width),
              size: Number(item.transform[0]),
            },
          ]
        : [],
    );
  };
  const render = async (number: number, dotsPerInch = 150) => {
    const one = await page(number);
    const viewport = one.getViewport({ scale: dotsPerInch / 72 });
    const canvas = createCanvas(Math.round(viewport.width), Math.round(viewport.height));
    await one.render({ canvas: canvas as never, viewport }).promise;
    return canvas;
  };
  return {
    pages: document.numPages,
    pieces,
    text: async (number: number) => (await pieces(number)).map(({ text }) => text).join('\n'),
    size: async (number: number) => (await page(number)).view.slice(2).map(mm),
    metadata: async () => ({ ...((await document.getMetadata()).info as Record<string, unknown>) }),
    structure: async (number: number) => JSON.stringify(await (await page(number)).getStructTree()),
    render,
    images: async (number: number) => {
      const { fnArray } = await (await page(number)).getOperatorList();
      return fnArray.filter((operator) => operator === OPS.paintImageXObject).length;
    },
    /** What a camera makes of the page: the code's text and its side in millimetres. */
    async qr(number: number) {
      const dotsPerInch = 150;
      const canvas = await render(number, dotsPerInch);
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const code = decode(new Uint8ClampedArray(data), canvas.width, canvas.height);
      if (!code) return undefined;
      const { topLeftCorner: a, topRightCorner: b } = code.location;
      const side = (Math.hypot(b.x - a.x, b.y - a.y) / dotsPerInch) * 25.4;
      return {
        text: code.data,
        side,
        version: code.version,
        at: { x: (a.x / dotsPerInch) * 25.4, y: (a.y / dotsPerInch) * 25.4 },
      };
    },
  };
}

/** Everything that an asynchronous maker of bytes makes, in one piece. */
export async function collected(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}
