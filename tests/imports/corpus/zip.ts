import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of a zip file; what is told differently from the truth is a lie of its headers. */
export type ZipEntry = {
  name: string;
  content: string | Buffer;
  stored?: boolean;
  /** The size after inflating as the two headers tell it. */
  told?: { local?: number; central?: number };
  checksum?: number;
  encrypted?: boolean;
  /** Takes the bytes of the entry before instead of bringing its own. */
  shared?: boolean;
};

type Written = { local: Buffer; packed: Buffer; central: Buffer; at: number };

function headers(entry: ZipEntry, packed: Buffer, at: number): { local: Buffer; central: Buffer } {
  const content = Buffer.from(entry.content);
  const name = Buffer.from(entry.name);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(0x800 | (entry.encrypted ? 1 : 0), 2);
  fields.writeUInt16LE(entry.stored ? 0 : 8, 4);
  fields.writeUInt32LE(entry.checksum ?? crc32(content), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt16LE(name.length, 22);
  const withSize = (size: number | undefined): Buffer => {
    const told = Buffer.from(fields);
    told.writeUInt32LE(size ?? content.length, 18);
    return told;
  };
  const place = Buffer.alloc(14);
  place.writeUInt32LE(at, 10);
  return {
    local: Buffer.concat([Buffer.from('PK\u0003\u0004'), withSize(entry.told?.local), name]),
    central: Buffer.concat([
      Buffer.from('PK\u0001\u0002\u0014\u0000'),
      withSize(entry.told?.central),
      place,
      name,
    ]),
  };
}

/** The end of a zip file whose directory has `count` entries, in the long form, which has no limit. */
export function directoryEnd(count: number, size: number, at: number): Buffer {
  const long = Buffer.alloc(56);
  long.write('PK\u0006\u0006', 'latin1');
  long.writeBigUInt64LE(44n, 4);
  [24, 32].forEach((place) => long.writeBigUInt64LE(BigInt(count), place));
  long.writeBigUInt64LE(BigInt(size), 40);
  long.writeBigUInt64LE(BigInt(at), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\u0006\u0007', 'latin1');
  locator.writeBigUInt64LE(BigInt(at + size), 8);
  locator.writeUInt32LE(1, 16);
  const short = Buffer.alloc(22);
  short.write('PK\u0005\u0006', 'latin1');
  [8, 10].forEach((place) => short.writeUInt16LE(Math.min(count, 0xffff), place));
  short.writeUInt32LE(size, 12);
  short.writeUInt32LE(at, 16);
  return count > 0xfffe ? Buffer.concat([long, locator, short]) : short;
}

/** A zip file as the entries say, true or not. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const written: Written[] = [];
  let end = 0;
  for (const entry of entries) {
    const before = entry.shared ? written.at(-1) : undefined;
    const packed =
      before?.packed ?? (entry.stored ? Buffer.from(entry.content) : deflateRawSync(entry.content));
    const at = before?.at ?? end;
    const { local, central } = headers(entry, packed, at);
    written.push({
      local: before ? Buffer.alloc(0) : local,
      packed: before ? Buffer.alloc(0) : packed,
      central,
      at,
    });
    if (!before) end += local.length + packed.length;
  }
  const directory = Buffer.concat(written.map(({ central }) => central));
  return Buffer.concat([
    ...written.flatMap(({ local, packed }) => [local, packed]),
    directory,
    directoryEnd(entries.length, directory.length, end),
  ]);
}
