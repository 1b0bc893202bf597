import { isUtf8 } from 'node:buffer';
import { AppError } from '../platform/errors.ts';

const begins = (content: Buffer, ...bytes: number[]): boolean =>
  content.subarray(0, bytes.length).equals(Buffer.from(bytes));
const encrypted = Buffer.from('EncryptedPackage', 'utf16le');

/** OpenDocument names itself in a part that is never packed, Numbers keeps its tables in parts of its own kind. */
const foreignParts = ['application/vnd.oasis.opendocument', 'Index/Document.iwa'];

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Western text in UTF-16 has a zero in every other byte. */
function evidentUtf16(content: Buffer): Encoding | undefined {
  const beginning = content.subarray(0, 4096);
  const zeros = [0, 0];
  beginning.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const most = beginning.length * 0.3;
  if (odd > most && even === 0) return 'utf-16le';
  return even > most && odd === 0 ? 'utf-16be' : undefined;
}

/** How a text file is encoded: by its mark, by its zeros, UTF-8 if all of it is, else what a German Windows writes. */
export function encodingOf(content: Buffer): Encoding {
  if (begins(content, 0xff, 0xfe)) return 'utf-16le';
  if (begins(content, 0xfe, 0xff)) return 'utf-16be';
  return evidentUtf16(content) ?? (isUtf8(content) ? 'utf-8' : 'windows-1252');
}

/** Control characters but blanks and line ends; those above 127 are what Windows-1252 makes of bytes without meaning. */
const binary = /(?![\t-\r\u0080-\u009f])\p{Cc}/u;
const markup = /^\s*<(?:\?xml|!doctype|!--|html|head|body|meta|table|workbook)/i;

/** Text files of other kinds, whose names were changed; a NUL anywhere is no text of anybody. */
function requireTable(content: Buffer): void {
  const encoding = encodingOf(content);
  const beginning = new TextDecoder(encoding).decode(content.subarray(0, 4096));
  if (markup.test(beginning)) throw new AppError('other_spreadsheet');
  const zero = encoding.startsWith('utf-16') ? false : content.includes(0);
  if (zero || binary.test(beginning) || /^(%PDF-|\{\\rtf)/.test(beginning))
    throw new AppError('unsupported_file');
}

/**
 * What a file is by its content, whatever its name says. Excel wraps a workbook with a password in the container of the old
 * .xls format ([MS-OFFCRYPTO] 1.3.3), so the two are told apart by the name of that stream.
 * Throws `workbook_locked` with a password, `other_spreadsheet` for what a program can save as .xlsx, `unsupported_file` else.
 */
export function fileKindOf(content: Buffer): 'xlsx' | 'csv' {
  if (begins(content, 0x50, 0x4b, 0x03, 0x04)) {
    if (foreignParts.some((part) => content.includes(part))) throw new AppError('other_spreadsheet');
    return 'xlsx';
  }
  if (begins(content, 0xd0, 0xcf, 0x11, 0xe0))
    throw new AppError(content.includes(encrypted) ? 'workbook_locked' : 'other_spreadsheet');
  if (content.length === 0) throw new AppError('unsupported_file');
  requireTable(content);
  return 'csv';
}
