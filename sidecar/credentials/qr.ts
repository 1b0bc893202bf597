import qrcode from 'qrcode';

/** A QR code in modules: dark runs of its rows, without the quiet zone of four modules that has to surround it. */
export type QrCode = { size: number; runs: readonly { x: number; y: number; length: number }[] };
export const quietZone = 4;

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
