import { AppError } from '../../platform/errors.ts';
import { limits } from './limits.rules.ts';

/** Texts by number. They lie as bytes outside the heap, so that a million of them cost a tenth of a million strings. */
export type StringTable = {
  add(text: string): void;
  /** Throws `workbook_unreadable` for a number that the table does not have. */
  at(index: number): string;
};

const pageBytes = 2 ** 20;
const lengthBytes = 4;

/** Throws `too_large` beyond the limits. */
export function stringTable(): StringTable {
  const pages: Buffer[] = [];
  let free = pageBytes;
  let places = new Uint32Array(1024);
  let count = 0;
  return {
    add(text) {
      const size = Buffer.byteLength(text) + lengthBytes;
      if (free + size > pageBytes) {
        if (pages.length * pageBytes >= limits.stringBytes) throw new AppError('too_large');
        pages.push(Buffer.allocUnsafeSlow(pageBytes));
        free = 0;
      }
      if (count === limits.strings) throw new AppError('too_large');
      if (count === places.length) {
        const more = new Uint32Array(count * 2);
        more.set(places);
        places = more;
      }
      const page = pages.at(-1) as Buffer;
      page.writeUInt32LE(size - lengthBytes, free);
      page.write(text, free + lengthBytes);
      places[count] = (pages.length - 1) * pageBytes + free;
      count += 1;
      free += size;
    },
    at(index) {
      const place = index < count ? places[index] : undefined;
      if (place === undefined)
        throw new AppError('workbook_unreadable', { cause: `no shared string ${index}` });
      const page = pages[Math.floor(place / pageBytes)] as Buffer;
      const start = (place % pageBytes) + lengthBytes;
      return page.toString('utf8', start, start + page.readUInt32LE(start - lengthBytes));
    },
  };
}
