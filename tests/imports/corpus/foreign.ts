import xlsx from '@e965/xlsx';
import type { Specimen } from './specimen.ts';
import { zipOf } from './zip.ts';

const table = [
  ['Vorname', 'Nachname'],
  ['Erika', 'Mustermann'],
];

/** A real file of another kind, as SheetJS writes it. */
function saved(bookType: xlsx.BookType): Buffer {
  const book = xlsx.utils.book_new();
  xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet(table), 'Personen');
  return xlsx.write(book, { type: 'buffer', bookType }) as Buffer;
}

/** The container in which Excel keeps a workbook with a password. */
function encrypted(): Buffer {
  const container = xlsx.CFB.utils.cfb_new();
  xlsx.CFB.utils.cfb_add(container, '/EncryptionInfo', Buffer.alloc(200, 7));
  xlsx.CFB.utils.cfb_add(container, '/EncryptedPackage', Buffer.alloc(9000, 7));
  return xlsx.CFB.write(container, { type: 'buffer' }) as Buffer;
}

const jpg = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100', 'hex'), Buffer.alloc(500, 1)]);
const pdf = Buffer.from('%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n');

/** Files that are something else, whatever their names say. */
export const foreign: readonly Specimen[] = [
  { name: 'an old .xls', content: () => saved('biff8'), answer: 'other_spreadsheet' },
  { name: 'a binary workbook', content: () => saved('xlsb'), answer: 'other_spreadsheet' },
  { name: 'OpenDocument', content: () => saved('ods'), answer: 'other_spreadsheet' },
  {
    name: 'Numbers',
    content: () => zipOf([{ name: 'Index/Document.iwa', content: Buffer.alloc(99, 7) }]),
    answer: 'other_spreadsheet',
  },
  { name: 'a web page', content: () => saved('html'), answer: 'other_spreadsheet' },
  { name: 'XML of Excel 2003', content: () => saved('xlml'), answer: 'other_spreadsheet' },
  {
    name: 'a web page after a mark',
    content: () => Buffer.from('\ufeff \n<!DOCTYPE html><html></html>'),
    answer: 'other_spreadsheet',
  },
  { name: 'a workbook with a password', content: encrypted, answer: 'workbook_locked' },
  {
    name: 'a letter of Word',
    content: () =>
      zipOf([
        { name: '[Content_Types].xml', content: '<Types/>' },
        { name: 'word/document.xml', content: '<a/>' },
      ]),
    answer: 'workbook_unreadable',
  },
  { name: 'a picture', content: () => jpg, answer: 'unsupported_file' },
  { name: 'a PDF', content: () => pdf, answer: 'unsupported_file' },
  {
    name: 'a text of Word',
    content: () => Buffer.from('{\\rtf1\\ansi Vorname;Nachname}'),
    answer: 'unsupported_file',
  },
  {
    name: 'a program',
    content: () => Buffer.from('7f454c4602010100000000000000', 'hex'),
    answer: 'unsupported_file',
  },
  { name: 'nothing', content: () => Buffer.alloc(0), answer: 'unsupported_file' },
];
