import { crc32, inflateSync } from 'node:zlib';
import type { LogoType } from './network-settings.table.ts';

export const mostLogoBytes = 500_000;
/** A picture of a few bytes can hold billions of points, which whoever prints it has to unpack. */
const mostPixels = 3000;

/** What is wrong with a picture; each has a text `areas.settings.problem.logo.<problem>`. */
export type LogoProblem = 'missing' | 'tooLarge' | 'kind' | 'broken' | 'tooManyPixels';
export type LogoVerdict = { mediaType: LogoType } | { problem: LogoProblem };

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Channels of a point by the colour type of a PNG (ISO/IEC 15948, 11.2.2). */
const channels: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

type Chunk = { type: string; content: Buffer };

/** The chunks of a PNG up to its end; undefined where one is cut off or damaged. */
function chunksOf(png: Buffer): Chunk[] | undefined {
  const chunks: Chunk[] = [];
  for (let at = pngSignature.length; at + 12 <= png.length; ) {
    const end = at + 8 + png.readUInt32BE(at);
    if (end + 4 > png.length) return undefined;
    if (crc32(png.subarray(at + 4, end)) !== png.readUInt32BE(end)) return undefined;
    const type = png.toString('latin1', at + 4, at + 8);
    chunks.push({ type, content: png.subarray(at + 8, end) });
    if (type === 'IEND') return chunks;
    at = end + 4;
  }
  return undefined;
}

function pngVerdict(png: Buffer): LogoVerdict {
  const chunks = chunksOf(png);
  const [head] = chunks ?? [];
  if (!chunks || head?.type !== 'IHDR' || head.content.length !== 13) return { problem: 'broken' };
  const [width, height] = [head.content.readUInt32BE(0), head.content.readUInt32BE(4)];
  const [depth = 0, colour = -1] = [head.content[8], head.content[9]];
  if (Math.max(width, height) > mostPixels) return { problem: 'tooManyPixels' };
  const bytesOfRow = Math.ceil((width * depth * (channels[colour] ?? 0)) / 8);
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ content }) => content));
  try {
    // interlaced pictures have a few bytes more, never twice as many
    const points = inflateSync(packed, { maxOutputLength: 2 * height * (bytesOfRow + 1) + 64 });
    if (bytesOfRow > 0 && height > 0 && points.length >= height * bytesOfRow)
      return { mediaType: 'image/png' };
  } catch {
    // not packed as it says
  }
  return { problem: 'broken' };
}

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
