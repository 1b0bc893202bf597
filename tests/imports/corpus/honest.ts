import excel from 'exceljs';
import xlsx from '@e965/xlsx';
import writeExcelFile from 'write-excel-file/node';
import { rows, type Specimen } from './specimen.ts';

const day = new Date(Date.UTC(2024, 1, 29));
const moment = new Date(Date.UTC(2024, 1, 29, 13, 30));

/** A workbook as exceljs writes it. */
async function byExceljs(fill: (sheet: excel.Worksheet, book: excel.Workbook) => void): Promise<Buffer> {
  const book = new excel.Workbook();
  fill(book.addWorksheet('Personen'), book);
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** A workbook as SheetJS writes it. */
function bySheetJs(fill: (book: xlsx.WorkBook) => xlsx.WorkSheet, options: xlsx.WritingOptions = {}): Buffer {
  const book = xlsx.utils.book_new();
  xlsx.utils.book_append_sheet(book, fill(book), 'Personen');
  return xlsx.write(book, { type: 'buffer', bookType: 'xlsx', ...options }) as Buffer;
}

const exceljs: readonly Specimen[] = [
  {
    name: 'texts with zeros, numbers, dates, truth',
    content: () =>
      byExceljs((sheet) => {
        sheet.addRow(['004711', 4711, 1234567890123, 1e21, 0.1 + 0.2, -0, day, moment, true]);
      }),
    answer: rows([
      '004711',
      '4711',
      '1234567890123',
      '1000000000000000000000',
      '0.3',
      '0',
      '2024-02-29',
      // exceljs shows no time of day, and so Excel does not
      '2024-02-29',
      'true',
    ]),
  },
  {
    name: 'numbers that only their format fills with zeros',
    content: () =>
      byExceljs((sheet) => {
        const formats = [
          '000000',
          '00000',
          '00\\-000',
          '"PN"0000',
          '@',
          '#,##0',
          '0.00',
          '0%',
          '0;[Red]-0',
          'General',
        ];
        formats.forEach((numFmt, index) => {
          Object.assign(sheet.getCell(1, index + 1), { value: 4711, numFmt });
        });
      }),
    answer: rows(['004711', '04711', '04-711', 'PN4711', '4711', '4711', '4711', '4711', '4711', '4711']),
  },
  {
    name: 'dates and times by their format',
    content: () =>
      byExceljs((sheet) => {
        const formats = [
          'dd.mm.yyyy',
          '[$-407]d. mmmm yyyy',
          'mmm yy',
          'h:mm',
          'dd.mm.yyyy hh:mm',
          '[h]:mm',
          'h:mm AM/PM',
          '"Tag "0',
        ];
        formats.forEach((numFmt, index) => {
          Object.assign(sheet.getCell(1, index + 1), { value: 45351.5625, numFmt });
        });
      }),
    answer: rows([
      '2024-02-29',
      '2024-02-29',
      '2024-02-29',
      '13:30',
      '2024-02-29T13:30',
      '1088437:30',
      '13:30',
      'Tag 45352',
    ]),
  },
  {
    name: 'formulas, with and without result, and with an error',
    content: () =>
      byExceljs((sheet) => {
        sheet.addRow([
          { formula: '"a"&"b"', result: 'ab' },
          { formula: '1+1', result: 2 },
          { formula: 'TODAY()', result: day },
          { formula: 'A1' },
          { formula: 'NA()', result: { error: '#N/A' } },
          { error: '#REF!' },
          { formula: '1=1', result: true },
        ]);
      }),
    answer: rows(['ab', '2', '2024-02-29', '#FORMULA!', '#N/A', '#REF!', 'true']),
  },
  {
    name: 'rich text, links and notes',
    content: () =>
      byExceljs((sheet) => {
        sheet.addRow([
          { richText: [{ text: 'Eri' }, { font: { bold: true }, text: 'ka ' }, { text: '& Co' }] },
          { text: 'erika@example.com', hyperlink: 'mailto:other@example.com' },
          'mailto:max@example.com?subject=Hallo',
        ]);
        sheet.getCell('A1').note = 'nicht gemeint';
      }),
    answer: rows(['Erika & Co', 'erika@example.com', 'max@example.com']),
  },
  {
    name: 'every kind of blank, marks, decomposed letters, escapes',
    content: () =>
      byExceljs((sheet) => {
        sheet.addRow([
          'Mu\u0308ller',
          '\u00a0Jörg\u2003Peter\u202f\t',
          '\u202aerika@example.com\u202c\u200b',
          'o\u200b\u0308',
          'Zeile\r\nzwei',
          'so\u00adft',
        ]);
      }),
    answer: rows(['Müller', 'Jörg Peter', 'erika@example.com', 'ö', 'Zeile\nzwei', 'soft']),
  },
  {
    name: 'rows between, merged cells, hidden rows and columns, filters',
    content: () =>
      byExceljs((sheet) => {
        sheet.getCell('A1').value = 'Vorname';
        sheet.getCell('C3').value = 'Erika';
        sheet.mergeCells('C3:D5');
        sheet.getCell('A7').value = 'Max';
        sheet.getRow(7).hidden = true;
        sheet.getColumn(3).hidden = true;
        sheet.autoFilter = 'A1:D1';
        sheet.getCell('A9').value = ' \u00a0';
      }),
    answer: [
      { row: 1, cells: ['Vorname'] },
      { row: 3, cells: ['', '', 'Erika'] },
      { row: 7, cells: ['Max'] },
    ],
  },
  {
    name: 'a hidden sheet before the visible one',
    content: () =>
      byExceljs((sheet, book) => {
        sheet.addRow(['versteckt']);
        sheet.state = 'hidden';
        book.addWorksheet('Liste').addRow(['sichtbar']);
      }),
    answer: rows(['sichtbar']),
  },
  {
    name: 'dates counted from 1904',
    content: () =>
      byExceljs((sheet, book) => {
        book.properties.date1904 = true;
        Object.assign(sheet.getCell('A1'), { value: 43889, numFmt: 'dd.mm.yyyy' });
        Object.assign(sheet.getCell('B1'), { value: 0, numFmt: 'dd.mm.yyyy' });
      }),
    answer: rows(['2024-02-29', '1904-01-01']),
  },
];

const others: readonly Specimen[] = [
  {
    name: 'SheetJS: texts in the cells',
    content: () =>
      bySheetJs(() => xlsx.utils.aoa_to_sheet([['007', 7, 'ß & <b>', 'Ödön', '']]), { bookSST: false }),
    answer: rows(['007', '7', 'ß & <b>', 'Ödön']),
  },
  {
    name: 'SheetJS: texts shared, dates, an error, a formula',
    content: () =>
      bySheetJs(
        () => ({
          '!ref': 'A1:F1',
          A1: { t: 's', v: '007' },
          B1: { t: 'n', v: 45351, z: 'd.m.yy' },
          C1: { t: 'e', v: 42 },
          D1: { t: 'n', f: 'B1+1', v: 45352, z: '000000' },
          E1: { t: 's', v: '\u{1f600}e\u0301' },
          F1: { t: 'b', v: false },
        }),
        { bookSST: true },
      ),
    answer: rows(['007', '2024-02-29', '#N/A', '045352', '\u{1f600}é', 'false']),
  },
  {
    name: 'SheetJS: dates counted from 1904',
    content: () =>
      bySheetJs((book) => {
        book.Workbook = { WBProps: { date1904: true } };
        return { '!ref': 'A1:A1', A1: { t: 'n', v: 43889, z: 'yyyy-mm-dd' } };
      }),
    answer: rows(['2024-02-29']),
  },
  {
    name: 'write-excel-file: texts, numbers, dates',
    content: async () =>
      await writeExcelFile([
        [{ value: 'Vorname', fontWeight: 'bold' }, null, { value: '0042', type: String }],
        [
          { value: 42, format: '0000', type: Number },
          { value: day, format: 'dd.mm.yyyy', type: Date },
          { value: true, type: Boolean },
        ],
      ]).toBuffer(),
    answer: rows(['Vorname', '', '0042'], ['0042', '2024-02-29', 'true']),
  },
];

/** Workbooks that are strange and mean no harm, by the programs that write them. */
export const honest: readonly Specimen[] = [...exceljs, ...others];
