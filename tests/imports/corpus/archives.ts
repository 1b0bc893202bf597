import { deflateRawSync } from 'node:zlib';
import { liar, rawBook, rawParts, sheet, textRow } from './raw.ts';
import { rows, type Specimen } from './specimen.ts';
import { directoryEnd, zipOf } from './zip.ts';

const sheetPart = 'xl/worksheets/sheet1.xml';
const zeros = (bytes: number): Buffer => Buffer.alloc(bytes);
const asSmallest = rows(['Vorname']);

/** As many entries as fit 20 MB: a directory without files. */
function crowded(): Buffer {
  const entry = Buffer.alloc(46 + 6);
  entry.write('PK\u0001\u0002', 'latin1');
  entry.writeUInt16LE(6, 28);
  const count = 380_000;
  const directory = Buffer.alloc(count * entry.length);
  for (let index = 0; index < count; index += 1) {
    entry.write(index.toString(36).padStart(6, '0'), 46, 'latin1');
    entry.copy(directory, index * entry.length);
  }
  const start = Buffer.from('PK\u0003\u0004');
  return Buffer.concat([start, directory, directoryEnd(count, directory.length, start.length)]);
}

/** One small entry that the whole directory names again and again. */
const overlapping = (): Buffer =>
  zipOf([
    ...rawParts(),
    { name: 'a', content: zeros(1e6) },
    ...Array.from({ length: 200 }, (_, index) => ({ name: `b${index}`, content: zeros(1e6), shared: true })),
  ]);

function cut(part: number): Specimen {
  const content = (): Buffer => {
    const whole = rawBook({
      sheet: sheet(textRow(1, ...Array.from({ length: 200 }, (_, n) => `Titel${n * n}`))),
    });
    return whole.subarray(0, Math.floor(whole.length * part));
  };
  return { name: `a workbook cut at ${part * 100} %`, content, answer: 'workbook_unreadable' };
}

/** What is wrong with the zip file around the workbook. */
export const archives: readonly Specimen[] = [
  {
    name: 'a bomb in one entry, 400 MB',
    content: () => liar(sheetPart, { content: zeros(400e6) }),
    answer: 'too_large',
  },
  {
    name: 'a bomb in many entries, 1,500 of 1 MB',
    content: () => {
      const packed = { name: '', content: zeros(1e6) };
      return zipOf([
        ...rawParts(),
        ...Array.from({ length: 1500 }, (_, n) => ({ ...packed, name: `${n}.xml` })),
      ]);
    },
    answer: 'too_large',
  },
  {
    name: 'bombs in a bomb',
    content: () =>
      liar(sheetPart, { content: zipOf([{ name: 'a', content: deflateRawSync(zeros(100e6)) }]) }),
    answer: 'workbook_unreadable',
  },
  { name: 'a bomb of overlapping entries', content: overlapping, answer: 'workbook_unreadable' },
  {
    name: 'a bomb whose directory tells 100 bytes',
    content: () => liar(sheetPart, { content: sheet(' '.repeat(150e6)), told: { central: 100, local: 100 } }),
    answer: 'workbook_unreadable',
  },
  {
    name: 'a sheet whose directory tells one byte less',
    content: () => {
      const length = Buffer.byteLength(sheet(textRow(1, 'Vorname')));
      return liar(sheetPart, { told: { central: length - 1 } });
    },
    answer: 'workbook_unreadable',
  },
  {
    name: 'a sheet whose directory tells one byte more',
    content: () => {
      const length = Buffer.byteLength(sheet(textRow(1, 'Vorname')));
      return liar(sheetPart, { told: { central: length + 1 } });
    },
    answer: 'workbook_unreadable',
  },
  {
    name: 'a directory that tells 4 GB',
    content: () => liar(sheetPart, { told: { central: 0xfffffffe } }),
    answer: 'too_large',
  },
  {
    name: 'a lie in the local header only, which nobody believes',
    content: () => liar(sheetPart, { told: { local: 0xfffffffe } }),
    answer: asSmallest,
  },
  { name: '380,000 entries', content: crowded, answer: 'too_large' },
  {
    name: 'an entry with a password',
    content: () => liar(sheetPart, { encrypted: true }),
    answer: 'workbook_locked',
  },
  { name: 'a damaged part', content: () => liar(sheetPart, { checksum: 1 }), answer: 'workbook_unreadable' },
  {
    name: 'two entries of one name',
    content: () => zipOf([...rawParts(), { name: sheetPart.toUpperCase(), content: sheet('') }]),
    answer: 'workbook_unreadable',
  },
  {
    name: 'an absolute path',
    content: () => rawBook({ more: { '/etc/passwd': 'root' } }),
    answer: 'workbook_unreadable',
  },
  {
    name: 'a path out of the archive',
    content: () => rawBook({ more: { '../../evil.xml': 'x' } }),
    answer: 'workbook_unreadable',
  },
  {
    name: 'a zip file without a workbook',
    content: () => zipOf([{ name: 'a.txt', content: 'a' }]),
    answer: 'workbook_unreadable',
  },
  {
    name: 'a zip file with nothing in it',
    content: () => Buffer.concat([Buffer.from('PK\u0003\u0004'), zipOf([])]),
    answer: 'workbook_unreadable',
  },
  ...[0.1, 0.3, 0.5, 0.7, 0.9, 0.99].map(cut),
];
