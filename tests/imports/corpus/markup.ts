import { rawBook, relation, relationships, sharedStrings, sheet, textRow, workbookPart } from './raw.ts';
import { rows, type Specimen } from './specimen.ts';

const cell = (reference: string, text: string): string =>
  `<c r="${reference}" t="inlineStr"><is><t>${text}</t></is></c>`;
const shared = (...indexes: readonly (number | string)[]): string =>
  sheet(`<row r="1">${indexes.map((index) => `<c t="s"><v>${index}</v></c>`).join('')}</row>`);
const unreadable = (name: string, content: () => Buffer): Specimen => ({
  name,
  content,
  answer: 'workbook_unreadable',
});
const dtd = (declarations: string): string => `<!DOCTYPE sst [${declarations}]>`;
const laughs = Array.from({ length: 10 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');

const entities: readonly Specimen[] = [
  unreadable('a DTD without any use', () =>
    rawBook({ strings: sharedStrings('<si><t>a</t></si>', dtd('')), sheet: shared(0) }),
  ),
  unreadable('an entity from a file', () =>
    rawBook({
      strings: sharedStrings('<si><t>&x;</t></si>', dtd('<!ENTITY x SYSTEM "file:///etc/hostname">')),
      sheet: shared(0),
    }),
  ),
  unreadable('a DTD from elsewhere', () =>
    rawBook({ sheet: `<!DOCTYPE worksheet SYSTEM "http://127.0.0.1/a.dtd">${sheet('').split('\n')[1]}` }),
  ),
  unreadable('a billion laughs', () =>
    rawBook({
      strings: sharedStrings('<si><t>&l10;</t></si>', dtd(`<!ENTITY l0 "ha">${laughs}`)),
      sheet: shared(0),
    }),
  ),
  unreadable('a DTD of 50 MB', () =>
    rawBook({ sheet: `<!DOCTYPE a [${'<!-- a -->'.repeat(5e6)}]>${sheet('').split('\n')[1]}` }),
  ),
  unreadable('an entity that nobody declared', () => rawBook({ sheet: sheet(textRow(1, '&auml;')) })),
];

const sizes: readonly Specimen[] = [
  {
    name: 'a dimension of the whole sheet',
    content: () => rawBook({ sheet: sheet(textRow(1, 'Vorname'), '<dimension ref="A1:XFD1048576"/>') }),
    answer: rows(['Vorname']),
  },
  {
    name: 'a cell at the far end of the sheet',
    content: () =>
      rawBook({
        sheet: sheet(`${textRow(1, 'Vorname')}<row r="1048576">${cell('XFD1048576', 'Ende')}</row>`),
      }),
    // the sample shows both rows, and so 16,384 columns are asked for
    answer: [
      { row: 1, cells: ['Vorname'] },
      { row: 1048576, cells: [...Array<string>(16_383).fill(''), 'Ende'] },
    ],
  },
  unreadable('a cell beyond the far end', () =>
    rawBook({ sheet: sheet(`<row r="1">${cell('XFE1', 'a')}</row>`) }),
  ),
  unreadable('a row beyond the far end', () => rawBook({ sheet: sheet('<row r="1048577"/>') })),
  {
    name: '16,384 columns',
    content: () =>
      rawBook({ sheet: sheet(textRow(1, ...Array.from({ length: 16_384 }, (_, n) => `T${n}`))) }),
    answer: rows(Array.from({ length: 16_384 }, (_, n) => `T${n}`)),
  },
  {
    name: '200,001 rows',
    content: () => rawBook({ sheet: sheet('<row><c><v>1</v></c></row>'.repeat(200_001)) }),
    answer: 'too_large',
  },
  {
    name: 'cells without text, 200 MB of them',
    content: () => rawBook({ sheet: sheet(`<row>${'<c/>'.repeat(16_000)}</row>`.repeat(3000)) }),
    answer: 'too_large',
  },
  {
    name: 'four sheets that are one part of 100 MB',
    content: () =>
      rawBook({
        workbook: workbookPart('<sheet name="a" r:id="rId1"/>'.repeat(4)),
        sheet: sheet(`<row><!--${' '.repeat(900_000)}--></row>`.repeat(111)),
      }),
    answer: 'too_large',
  },
  {
    name: '200,000 rows',
    content: () => rawBook({ sheet: sheet('<row><c><v>1</v></c></row>'.repeat(200_000)) }),
    answer: { rows: 200_000 },
  },
  {
    name: 'a million rows without text',
    content: () => rawBook({ sheet: sheet('<row/>'.repeat(1e6)) }),
    answer: 'workbook_empty',
  },
  {
    name: 'a million shared strings',
    content: () => {
      const items = Array.from({ length: 1e6 }, (_, n) => `<si><t>${n}</t></si>`).join('');
      return rawBook({ strings: sharedStrings(items), sheet: shared(999_999) });
    },
    answer: rows(['999999']),
  },
  {
    name: 'more shared strings than any workbook has',
    content: () => rawBook({ strings: sharedStrings('<si/>'.repeat(4_000_001)), sheet: shared(0) }),
    answer: 'too_large',
  },
  {
    name: 'one long text in every row but the first',
    content: () => {
      const rest = '<row><c t="s"><v>0</v></c></row>'.repeat(100_000);
      return rawBook({
        strings: sharedStrings(`<si><t>${'a'.repeat(32_000)}</t></si>`),
        sheet: sheet(`${'<row><c><v>1</v></c></row>'.repeat(20)}${rest}`),
      });
    },
    answer: 'too_large',
  },
  {
    name: 'one long text in every column',
    content: () =>
      rawBook({
        strings: sharedStrings(`<si><t>${'a'.repeat(32_000)}</t></si>`),
        sheet: sheet(`<row>${'<c t="s"><v>0</v></c>'.repeat(16_384)}</row>`.repeat(20)),
      }),
    answer: 'too_large',
  },
  {
    name: 'a million sheets of one part',
    content: () => rawBook({ workbook: workbookPart('<sheet r:id="rId1"/>'.repeat(1e6)) }),
    answer: 'too_large',
  },
  {
    name: 'a number format of a million brackets',
    content: () =>
      rawBook({
        styles: `<a><numFmt numFmtId="164" formatCode="${'['.repeat(900_000)}"/><cellXfs><xf numFmtId="164"/></cellXfs></a>`,
        sheet: sheet('<row><c s="0"><v>1</v></c></row>'),
      }),
    answer: rows(['1']),
  },
  unreadable('a text of 100 MB', () => rawBook({ sheet: sheet(textRow(1, 'a'.repeat(100e6))) })),
  unreadable('a cell longer than Excel allows', () =>
    rawBook({ sheet: sheet(textRow(1, 'a'.repeat(32_768))) }),
  ),
  {
    name: 'a cell as long as Excel allows',
    content: () => rawBook({ sheet: sheet(textRow(1, 'a'.repeat(32_767))) }),
    answer: rows(['a'.repeat(32_767)]),
  },
];

const shapes: readonly Specimen[] = [
  unreadable('a million elements in each other', () => rawBook({ sheet: sheet('<a>'.repeat(1e6)) })),
  unreadable('a million attributes', () =>
    rawBook({ sheet: sheet(`<row ${Array.from({ length: 1e6 }, (_, n) => `a${n}=""`).join(' ')}/>`) }),
  ),
  unreadable('a tag without end', () => rawBook({ sheet: `<worksheet ${'a'.repeat(50e6)}` })),
  unreadable('a comment without end', () => rawBook({ sheet: `<worksheet><!--${'-'.repeat(50e6)}` })),
  unreadable('entities and brackets without end', () => rawBook({ sheet: `<worksheet>${'&'.repeat(2e6)}` })),
  unreadable('no XML', () => rawBook({ sheet: 'hello' })),
  unreadable('XML that ends early', () => rawBook({ sheet: sheet(textRow(1, 'a')).slice(0, -20) })),
  unreadable('a shared string that is not there', () =>
    rawBook({ strings: sharedStrings('<si><t>a</t></si>'), sheet: shared(1) }),
  ),
  unreadable('a shared string without table', () => rawBook({ sheet: shared(0) })),
  unreadable('a shared string of no number', () =>
    rawBook({ strings: sharedStrings('<si><t>a</t></si>'), sheet: shared('__proto__') }),
  ),
  unreadable('rows that go back', () => rawBook({ sheet: sheet(textRow(2, 'a') + textRow(1, 'b')) })),
  unreadable('one cell twice', () =>
    rawBook({ sheet: sheet(`<row r="1">${cell('A1', 'a')}${cell('A1', 'b')}</row>`) }),
  ),
  unreadable('relations to itself', () =>
    rawBook({ rels: relationships(relation('rId1', 'officeDocument', '_rels/.rels')) }),
  ),
  unreadable('no relations', () => rawBook({ rels: '' })),
  unreadable('a sheet that is not there', () =>
    rawBook({ workbookRels: relationships(relation('rId1', 'worksheet', 'worksheets/sheet9.xml')) }),
  ),
  {
    name: 'a sheet that is the workbook',
    content: () =>
      rawBook({
        workbookRels: relationships(relation('rId1', 'worksheet', 'workbook.xml')),
        sheet: undefined,
      }),
    answer: 'workbook_empty',
  },
  {
    name: 'a sheet out of the archive',
    content: () =>
      rawBook({ workbookRels: relationships(relation('rId1', 'worksheet', '../../../../etc/passwd')) }),
    answer: 'workbook_unreadable',
  },
  {
    name: 'a sheet at another computer',
    content: () =>
      rawBook({
        workbookRels: relationships(
          relation('rId1', 'worksheet', 'http://127.0.0.1/"  TargetMode="External'),
        ),
      }),
    answer: 'workbook_empty',
  },
  {
    name: 'hidden sheets only',
    content: () => rawBook({ workbook: workbookPart('<sheet name="a" state="hidden" r:id="rId1"/>') }),
    answer: 'workbook_empty',
  },
  {
    name: 'titles that JavaScript knows',
    content: () => rawBook({ sheet: sheet(textRow(1, '__proto__', 'constructor', 'toString')) }),
    answer: rows(['__proto__', 'constructor', 'toString']),
  },
];

/** What is wrong with the XML inside the workbook. */
export const markup: readonly Specimen[] = [...entities, ...sizes, ...shapes];
