import { AppError } from '../platform/errors.ts';

const zip = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
const ole = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);
const encrypted = Buffer.from('EncryptedPackage', 'utf16le');

/**
 * Refuses at once what cannot be a workbook, whatever its name says. Excel wraps a workbook with a password in the
 * container of the old .xls format ([MS-OFFCRYPTO] 1.3.3), so the two are told apart by the name of that stream.
 */
export function fileKindOf(content: Buffer): 'xlsx' | 'csv' {
  if (content.subarray(0, 4).equals(zip)) return 'xlsx';
  if (content.subarray(0, 4).equals(ole) && content.includes(encrypted))
    throw new AppError('workbook_unreadable');
  throw new AppError('unsupported_file');
}
