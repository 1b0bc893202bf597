import xlsx from '@e965/xlsx';
import { rows, type Specimen } from './specimen.ts';

const titles = ['Vorname', 'Straße'];
const people = rows(titles, ['Jürgen', 'Ä, B; C']);
const text = (separator: string, end = '\r\n'): string =>
  [titles.join(separator), ['Jürgen', '"Ä, B; C"'].join(separator)].join(end);
const utf16 = (value: string, big: boolean): Buffer => {
  const little = Buffer.from(value, 'utf16le');
  return big ? little.swap16() : little;
};
const csv = (name: string, value: string | Buffer, answer: Specimen['answer']): Specimen => ({
  name,
  content: () => Buffer.from(value),
  answer,
});

const encodings: readonly Specimen[] = [
  csv('UTF-8', text(';'), people),
  csv('UTF-8 with a mark', `\ufeff${text(';')}`, people),
  csv('Windows-1252', Buffer.from(text(';'), 'latin1'), people),
  csv(
    'Windows-1252 with euro and dashes',
    Buffer.from('a;b\n\x80;\x96', 'latin1'),
    rows(['a', 'b'], ['€', '–']),
  ),
  csv('UTF-16 little with a mark', utf16(`\ufeff${text('\t')}`, false), people),
  csv('UTF-16 big with a mark', utf16(`\ufeff${text('\t')}`, true), people),
  csv('UTF-16 little', utf16(text(';'), false), people),
  csv('UTF-16 big', utf16(text(';'), true), people),
  csv('a character across two pieces', `${'a;b\n'.repeat(16_383)}c;ü\u{1f600}`, { rows: 16_384 }),
];

const separators: readonly Specimen[] = [
  csv('commas', text(','), people),
  csv('semicolons', text(';'), people),
  csv('tabs', text('\t'), people),
  csv('lines that end as on a Mac', text(';', '\r'), people),
  csv('lines that end as on Unix', text(';', '\n'), people),
  csv('told by the file', `sep=|\r\nVorname|Straße\r\n"Jürgen"|Ä, B; C\r\n`, people),
  csv('told by a file with a mark', `\ufeffsep=;\r\n${text(';')}`, people),
  csv(
    'commas in the titles of semicolons',
    'a, b;c, d;e\n1;2;3',
    rows(['a, b', 'c, d', 'e'], ['1', '2', '3']),
  ),
  csv('one column', 'E-Mail\na@example.com\n', rows(['E-Mail'], ['a@example.com'])),
  csv(
    'as SheetJS writes it',
    xlsx.utils.sheet_to_csv(xlsx.utils.aoa_to_sheet([titles, ['Jürgen', 'Ä, B; C']])),
    people,
  ),
];

const cells: readonly Specimen[] = [
  csv(
    'quotes and lines in quotes',
    'a;b\n"sie ""Kim""";"eins\r\nzwei"\nc;d',
    rows(['a', 'b'], ['sie "Kim"', 'eins\nzwei'], ['c', 'd']),
  ),
  csv('a quote inside a text', 'a;b\n5" Rohr;c', rows(['a', 'b'], ['5" Rohr', 'c'])),
  csv(
    'numbers kept as text',
    `a;b;c\n="0012";"=""0013""";'0014`,
    rows(['a', 'b', 'c'], ['0012', '0013', '0014']),
  ),
  csv(
    'an apostrophe that is part of a name',
    `a;b\n't Hooft;'s-Gravenhage`,
    rows(['a', 'b'], ["'t Hooft", "'s-Gravenhage"]),
  ),
  csv('what we made harmless ourselves', `a;b\n'=1+1;'+49 30`, rows(['a', 'b'], ['=1+1', '+49 30'])),
  csv('a formula', 'a;b\n=1+1;=HYPERLINK("x")', rows(['a', 'b'], ['#FORMULA!', '#FORMULA!'])),
  csv(
    'an address linked by itself',
    'a;b\nmailto:a@example.com?subject=x;MAILTO:b@example.com',
    rows(['a', 'b'], ['a@example.com', 'b@example.com']),
  ),
  csv('blank lines', 'a;b\n\n;\nc;d\n', [
    { row: 1, cells: ['a', 'b'] },
    { row: 4, cells: ['c', 'd'] },
  ]),
  csv('rows of different lengths', 'a;b\n1\n1;2;3', rows(['a', 'b'], ['1'], ['1', '2', '3'])),
  csv(
    'titles that JavaScript knows',
    '__proto__;constructor\na;b',
    rows(['__proto__', 'constructor'], ['a', 'b']),
  ),
  csv(
    'decomposed, with hard blanks and marks',
    'a;b\nJu\u0308rgen;\u202a\u00a0x\u00a0\u202c',
    rows(['a', 'b'], ['Jürgen', 'x']),
  ),
];

const hostile: readonly Specimen[] = [
  csv('a line of 20 MB', 'a'.repeat(20e6), 'csv_unreadable'),
  csv('20 million separators', ';'.repeat(20e6), 'csv_unreadable'),
  csv('a quote that is never closed', `a;b\n"${'c;d\n'.repeat(4.9e6)}`, 'csv_unreadable'),
  csv('a quote open at the end', 'a;b\n"c;d\n', 'csv_unreadable'),
  csv('quotes without end', `a;b\n${'"'.repeat(20e6)}`, 'csv_unreadable'),
  csv('a quote and a blank, over and over', `a;b\n${'" '.repeat(9e5)}`, 'csv_unreadable'),
  csv('16,385 columns', ';a'.repeat(16_384), 'csv_unreadable'),
  csv('a cell longer than Excel allows', `a;b\n${'c'.repeat(32_768)};d`, 'csv_unreadable'),
  csv('letters under a mountain of marks', `a;b\n${`e${'\u0301\u0323'.repeat(16_000)};f\n`.repeat(300)}`, {
    rows: 301,
  }),
  csv('addresses of signs only', `a;b\n${`mailto:${'@'.repeat(32_000)} ;f\n`.repeat(300)}`, { rows: 301 }),
  csv('formulas of quotes only', `a;b\n${`=${'"'.repeat(32_000)}x;f\n`.repeat(300)}`, { rows: 301 }),
  csv('a NUL', 'a;b\nc\u0000;d', 'unsupported_file'),
  csv('a NUL far below', `${'a;b\n'.repeat(1e6)}\u0000`, 'unsupported_file'),
  csv('200,001 rows', 'a;b\n'.repeat(200_001), 'too_large'),
  csv('200,000 rows', 'a;b\n'.repeat(200_000), { rows: 200_000 }),
  csv('six million blank lines', '\n'.repeat(6e6), 'too_large'),
  csv('a hundred thousand blank lines', '\n'.repeat(1e5), 'workbook_empty'),
  csv('nothing but a mark', '\ufeff', 'workbook_empty'),
];

/** Text files with separators. */
export const textFiles: readonly Specimen[] = [...encodings, ...separators, ...cells, ...hostile];
