import qrcode from 'qrcode';
import type { Paper } from './paper.ts';

/** A QR code in modules: dark runs of its rows, without the quiet zone of four modules that has to surround it. */
export type QrCode = { size: number; runs: readonly { x: number; y: number; length: number }[] };
const quietZone = 4;

/** Error correction M: read with up to 15 % of it covered or scratched (ISO/IEC 18004). */
export function qrCode(text: string): QrCode {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' });
  const { size } = modules;
  const runs: { x: number; y: number; length: number }[] = [];
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (!modules.get(y, x)) continue;
      const start = x;
      while (x < size && modules.get(y, x)) x += 1;
      runs.push({ x: start, y, length: x - start });
    }
  }
  return { size, runs };
}

/** Draws the code with its quiet zone into a square, in millimetres: vectors, whose modules stay sharp at every size. */
export function drawQr(paper: Paper, code: QrCode, square: { x: number; y: number; side: number }): void {
  const { x, y, side } = square;
  const module = side / (code.size + 2 * quietZone);
  const at = (start: number, count: number) => start + (count + quietZone) * module;
  paper.rect(x, y, side, side, '#ffffff');
  paper.shape(
    code.runs.map((run) => [at(x, run.x), at(y, run.y), run.length * module, module] as const),
    '#000000',
  );
}
