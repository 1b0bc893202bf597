import { crc32, deflateSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { checkLogo } from '../../sidecar/areas/logo.rules.ts';
import { letter, logo, printed } from '../credentials/letters.ts';

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A PNG with these fields in its head; `rows` are its points before they are packed. */
function png(
  head: { width: number; height: number; depth?: number; colour?: number; interlaced?: boolean },
  rows: Buffer,
) {
  const { width, height, depth = 8, colour = 2, interlaced = false } = head;
  const content = Buffer.alloc(13);
  content.writeUInt32BE(width, 0);
  content.writeUInt32BE(height, 4);
  content.set([depth, colour, 0, 0, interlaced ? 1 : 0], 8);
  const palette = colour === 3 ? [chunk('PLTE', Buffer.from([0, 0, 0, 255, 0, 0]))] : [];
  const parts = [
    chunk('IHDR', content),
    ...palette,
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([signature, ...parts]);
}

const kinds: [string, Buffer][] = [
  ['PNG with transparency', logo()],
  ['JPEG', logo('image/jpeg')],
  ['PNG of three colours', png({ width: 4, height: 4 }, Buffer.alloc(4 * 13))],
  ['PNG in grey, 16 bit', png({ width: 4, height: 4, depth: 16, colour: 0 }, Buffer.alloc(4 * 9))],
  ['PNG with a palette, 1 bit', png({ width: 4, height: 4, depth: 1, colour: 3 }, Buffer.alloc(4 * 2))],
  ['PNG in grey with transparency', png({ width: 4, height: 4, colour: 4 }, Buffer.alloc(4 * 9))],
];
test.each(kinds)('%s is taken, and a letter prints it', async (_kind, bytes) => {
  const verdict = checkLogo(bytes);
  expect(verdict).toMatchObject({ mediaType: expect.stringMatching(/^image\/(png|jpeg)$/) as unknown });
  if ('problem' in verdict) return;
  const pdf = await printed([letter()], { logo: { bytes, mediaType: verdict.mediaType } });
  expect(await pdf.images(1)).toBe(1);
});

const wrongRow = Buffer.alloc(4 * 13);
wrongRow[2 * 13] = 9;

/** Readers that take the last head would see points by number, without colours. */
function twoHeads(): Buffer {
  const whole = png({ width: 4, height: 4 }, Buffer.alloc(4 * 13));
  const second = png({ width: 4, height: 4, colour: 4 }, Buffer.alloc(0)).subarray(8, 33);
  return Buffer.concat([whole.subarray(0, 33), second, whole.subarray(33)]);
}
const damaged = logo();
damaged[damaged.length - 30] = (damaged[damaged.length - 30] ?? 0) ^ 0xff;
const refused: [string, Buffer | undefined, string][] = [
  ['nothing', undefined, 'missing'],
  ['an empty file', Buffer.alloc(0), 'missing'],
  ['a file that is too large', Buffer.alloc(500_001), 'tooLarge'],
  ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 'kind'],
  ['GIF', Buffer.from('GIF89a…'), 'kind'],
  ['half a PNG', logo().subarray(0, 200), 'broken'],
  ['a PNG with a wrong byte', damaged, 'broken'],
  ['half a JPEG', logo('image/jpeg').subarray(0, 300), 'broken'],
  ['a PNG that holds less than it says', png({ width: 40, height: 40 }, Buffer.alloc(100)), 'broken'],
  [
    'a PNG that unpacks to more than it says',
    png({ width: 4, height: 4 }, Buffer.alloc(400_000_00)),
    'broken',
  ],
  ['a PNG with too many points', png({ width: 30_000, height: 30_000 }, Buffer.alloc(10)), 'tooManyPixels'],
  ['a PNG whose row is written in no known way', png({ width: 4, height: 4 }, wrongRow), 'broken'],
  ['an interlaced PNG', png({ width: 4, height: 4, interlaced: true }, Buffer.alloc(80)), 'interlaced'],
  ['a PNG of impossible depth', png({ width: 4, height: 4, depth: 3 }, Buffer.alloc(4 * 13)), 'broken'],
  ['a PNG with a second head', twoHeads(), 'broken'],
  ['a JPEG head without a picture', Buffer.from([0xff, 0xd8, 0xff, 0xd9]), 'broken'],
];
test.each(refused)('%s is refused', (_what, bytes, problem) => {
  expect(checkLogo(bytes)).toEqual({ problem });
});
