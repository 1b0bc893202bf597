import { mostPixels, pngSignature, pngVerdict } from './logo-png.rules.ts';
import type { LogoVerdict } from './logo.ts';

export const mostLogoBytes = 500_000;

/** Start of frame: baseline, extended and progressive, the kinds that are in use. */
const frames = new Set([0xc0, 0xc1, 0xc2]);

function jpegVerdict(jpeg: Buffer): LogoVerdict {
  if (jpeg.lastIndexOf(Buffer.from([0xff, 0xd9])) < jpeg.length - 64) return { problem: 'broken' };
  for (let at = 2; at + 10 <= jpeg.length && jpeg[at] === 0xff; ) {
    const marker = jpeg[at + 1] ?? 0;
    if (frames.has(marker)) {
      const [height, width] = [jpeg.readUInt16BE(at + 5), jpeg.readUInt16BE(at + 7)];
      if (Math.max(width, height) > mostPixels) return { problem: 'tooManyPixels' };
      const known = [1, 3, 4].includes(jpeg[at + 9] ?? 0) && jpeg[at + 4] === 8;
      return known && width > 0 && height > 0 ? { mediaType: 'image/jpeg' } : { problem: 'broken' };
    }
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  return { problem: 'broken' };
}

/** What an uploaded logo is by its bytes, whatever its name says: a whole PNG or JPEG that can be printed, or why not. */
export function checkLogo(bytes: Buffer | undefined): LogoVerdict {
  if (!bytes || bytes.length === 0) return { problem: 'missing' };
  if (bytes.length > mostLogoBytes) return { problem: 'tooLarge' };
  if (bytes.subarray(0, 8).equals(pngSignature)) return pngVerdict(bytes);
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return jpegVerdict(bytes);
  return { problem: 'kind' };
}
