import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { AppError } from '../../platform/errors.ts';
import { limits } from './limits.rules.ts';

/** The parts of a workbook by name, whatever its case: nothing is inflated before it is read. */
export type Archive = {
  has(name: string): boolean;
  /** Throws `workbook_unreadable` for a part that is not what the directory says, `too_large` beyond the limit. */
  read(name: string): AsyncGenerator<Buffer>;
  /** Called for each element of its parts; throws `too_large` beyond the limit. */
  element(): void;
};

const unreadable = (cause: unknown): AppError => new AppError('workbook_unreadable', { cause });
const localHeaderBytes = 30;

/** Two entries that share bytes are a bomb: each is small, and all of them inflate the same bytes again. */
function requireApart(entries: readonly Entry[]): void {
  let end = 0;
  const sorted = entries.toSorted((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  for (const { relativeOffsetOfLocalHeader: start, compressedSize } of sorted) {
    if (start < end) throw unreadable('entries overlap');
    end = start + localHeaderBytes + compressedSize;
  }
}

async function directoryOf(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > limits.entries) throw new AppError('too_large');
  const entries: Entry[] = [];
  let declared = 0;
  for await (const entry of zip.eachEntry()) {
    if (entry.isEncrypted()) throw new AppError('workbook_locked');
    declared += entry.uncompressedSize;
    if (declared > limits.inflatedBytes) throw new AppError('too_large');
    entries.push(entry);
  }
  requireApart(entries);
  const parts = new Map<string, Entry>();
  for (const entry of entries) {
    const name = entry.fileName.toLowerCase();
    // two parts of one name: programs disagree which of them counts
    if (parts.has(name)) throw unreadable('two entries of one name');
    parts.set(name, entry);
  }
  return parts;
}

/** Checks the whole directory of a zip file before anything is inflated. Throws as `Archive.read`, `workbook_locked`. */
export async function openArchive(content: Buffer): Promise<Archive> {
  // sizes that lie end the reading at the first byte too many
  const zip = await fromBufferPromise(content, { validateEntrySizes: true });
  const parts = await directoryOf(zip);
  let inflated = 0;
  let elements = 0;
  return {
    has: (name) => parts.has(name.toLowerCase()),
    element() {
      elements += 1;
      if (elements > limits.elements) throw new AppError('too_large');
    },
    async *read(name) {
      const entry = parts.get(name.toLowerCase());
      if (!entry) throw unreadable(`no part ${name}`);
      let sum = 0;
      for await (const chunk of await zip.openReadStreamPromise(entry)) {
        const bytes = chunk as Buffer;
        // several sheets may name one part
        inflated += bytes.length;
        if (inflated > limits.inflatedBytes) throw new AppError('too_large');
        sum = crc32(bytes, sum);
        yield bytes;
      }
      if (sum !== entry.crc32) throw unreadable('damaged part');
    },
  };
}
