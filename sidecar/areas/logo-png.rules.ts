import { crc32, inflateSync } from 'node:zlib';
import type { LogoVerdict } from './logo.ts';

/** A picture of a few bytes can hold billions of points, which whoever prints it has to unpack. */
export const mostPixels = 3000;

export const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
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

type Shape = { width: number; height: number; bytesOfRow: number };

/** Depths of a channel that a colour type may have. */
const depths: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** What the head says of the points; undefined where there is no such picture. */
function shapeOf(head: Buffer): Shape | undefined {
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const [depth = 0, colour = -1, packing, filtering] = head.subarray(8);
  const known = depths[colour]?.includes(depth) && packing === 0 && filtering === 0;
  if (!known || width === 0 || height === 0) return undefined;
  return { width, height, bytesOfRow: Math.ceil((width * depth * (channels[colour] ?? 0)) / 8) };
}

/** Points by number need their colours, before them and once. */
function hasItsPalette(chunks: readonly Chunk[], colour: number | undefined): boolean {
  const [palette, ...more] = chunks
    .filter(({ type }) => type === 'PLTE')
    .map(({ content }) => content.length);
  const right = palette !== undefined && palette > 0 && palette <= 768 && palette % 3 === 0;
  return more.length === 0 && (colour === 3 ? right : palette === undefined || right);
}

/** Whether all rows are there, each beginning with one of the five ways in which it may be written. */
function hasItsRows(chunks: readonly Chunk[], { height, bytesOfRow }: Shape): boolean {
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ content }) => content));
  const size = height * (bytesOfRow + 1);
  try {
    const points = inflateSync(packed, { maxOutputLength: 2 * size + 64 });
    if (points.length < size) return false;
    for (let row = 0; row < height; row += 1) if ((points[row * (bytesOfRow + 1)] ?? 5) > 4) return false;
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether a PNG can be printed. Read to its last row, because whoever draws it unpacks it outside of everything that could catch an
 * error: a picture that is damaged there would end the process.
 */
export function pngVerdict(png: Buffer): LogoVerdict {
  const chunks = chunksOf(png);
  const [head, ...others] = chunks ?? [];
  if (head?.type !== 'IHDR' || head.content.length !== 13) return { problem: 'broken' };
  if (others.some(({ type }) => type === 'IHDR')) return { problem: 'broken' };
  const shape = shapeOf(head.content);
  if (!shape) return { problem: 'broken' };
  if (Math.max(shape.width, shape.height) > mostPixels) return { problem: 'tooManyPixels' };
  if (head.content[12] !== 0) return { problem: 'interlaced' };
  const whole = hasItsPalette(others, head.content[9]) && hasItsRows(others, shape);
  return whole ? { mediaType: 'image/png' } : { problem: 'broken' };
}
