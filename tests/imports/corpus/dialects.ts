import { rawBook, relation, relationships, sharedStrings, sheet, workbookPart } from './raw.ts';
import { rows, type Specimen } from './specimen.ts';

const row = (...cells: readonly string[]): string => sheet(`<row r="1">${cells.join('')}</row>`);
const spelled = (name: string, sheetXml: string, ...cells: readonly string[]): Specimen => ({
  name,
  content: () => rawBook({ sheet: sheetXml }),
  answer: rows(cells),
});
const styled = (...codes: readonly string[]): string =>
  `<styleSheet><numFmts>${codes.map((code, n) => `<numFmt numFmtId="${164 + n}" formatCode="${code}"/>`).join('')}</numFmts>
  <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${codes.map((_, n) => `<xf numFmtId="${164 + n}"/>`).join('')}</cellXfs></styleSheet>`;
const numbers = (...values: readonly (number | string)[]): string =>
  row(...values.map((value, style) => `<c s="${style}"><v>${value}</v></c>`));
/** The whole part with a prefix before every name, as the SDK of Microsoft writes it. */
const prefixed = (xml: string): string => xml.replace(/<(\/?)(\w)/g, '<$1x:$2').replace('xmlns=', 'xmlns:x=');

/** Workbooks by hand: what other programs may write, and what ECMA-376 allows. */
export const dialects: readonly Specimen[] = [
  spelled(
    'formulas without result',
    row(
      '<c><f>A2</f></c>',
      '<c><f>A2</f><v/></c>',
      '<c><f>A2</f><v></v></c>',
      '<c t="str"><f>""</f><v></v></c>',
      '<c t="str"><f>A2</f></c>',
      '<c t="str"><f>A2</f><v>x</v></c>',
    ),
    '#FORMULA!',
    '#FORMULA!',
    '#FORMULA!',
    '',
    '#FORMULA!',
    'x',
  ),
  spelled(
    'a formula of several cells',
    row(
      '<c r="A1"><f t="shared" ref="A1:B1" si="0">1+1</f><v>2</v></c>',
      '<c r="B1"><f t="shared" si="0"/><v>2</v></c>',
      '<c r="C1"><f t="shared" si="0"/></c>',
    ),
    '2',
    '2',
    '#FORMULA!',
  ),
  spelled(
    'errors',
    row('<c t="e"><v>#DIV/0!</v></c>', '<c t="e"><f>A9</f><v>#NAME?</v></c>'),
    '#DIV/0!',
    '#NAME?',
  ),
  spelled(
    'dates as texts of ISO 8601',
    row(
      '<c t="d"><v>2024-02-29</v></c>',
      '<c t="d"><v>2024-02-29T00:00:00Z</v></c>',
      '<c t="d"><v>2024-02-29T13:30</v></c>',
    ),
    '2024-02-29',
    '2024-02-29',
    '2024-02-29T13:30',
  ),
  spelled(
    'cells without references',
    row('<c t="inlineStr"><is><t>a</t></is></c>', '<c/>', '<c><v>3</v></c>'),
    'a',
    '',
    '3',
  ),
  spelled('references in small letters', row('<c r="b1"><v>3</v></c>'), '', '3'),
  spelled('a prefix before every name', prefixed(row('<c><v>1</v></c>')), '1'),
  spelled(
    'CDATA, comments, instructions',
    row('<c t="inlineStr"><is><t>a<!-- b --><![CDATA[<c>]]><?d e?>f</t></is></c>'),
    'a<c>f',
  ),
  spelled(
    'numbers with exponent',
    row('<c><v>4.711E3</v></c>', '<c><v>1E-7</v></c>', '<c><v>1.0</v></c>', '<c><v> 5 </v></c>'),
    '4711',
    '0.0000001',
    '1',
    '5',
  ),
  spelled('truth in words', row('<c t="b"><v>true</v></c>', '<c t="b"><v>0</v></c>'), 'true', 'false'),
  {
    name: 'reading aids, runs, escapes, lone surrogates and NUL in shared strings',
    content: () =>
      rawBook({
        strings: sharedStrings(
          [
            '<si><t>課</t><rPh sb="0" eb="1"><t>か</t></rPh><phoneticPr fontId="1"/></si>',
            '<si><r><t>Eri</t></r><r><rPr><b/></rPr><t xml:space="preserve">ka </t></r></si>',
            '<si><t>a_x000D_&#10;b_x000d_c_x005F_x0041_</t></si>',
            '<si><t>a_xD800_b_x0000_c_x0001_</t></si>',
            '<si/>',
          ].join(''),
        ),
        sheet: row(...[0, 1, 2, 3, 4].map((index) => `<c t="s"><v>${index}</v></c>`)),
      }),
    answer: rows(['課', 'Erika', 'a\nb\nc_x0041_', 'a\ufffdb\ufffdc\ufffd']),
  },
  {
    name: 'the first days of 1900',
    content: () =>
      rawBook({
        styles: styled(...Array.from({ length: 8 }, () => 'yyyy-mm-dd hh:mm')),
        sheet: numbers(1, 59, 60, 61, 0.5, 2958465, 2958466, -1),
      }),
    answer: rows([
      '1900-01-01',
      '1900-02-28',
      '1900-02-29',
      '1900-03-01',
      '12:00',
      '9999-12-31',
      '2958466',
      '-1',
    ]),
  },
  {
    name: 'a moment that rounds to the next day',
    content: () =>
      rawBook({
        styles: styled('yyyy-mm-dd hh:mm', 'h:mm:ss'),
        sheet: numbers('45350.999999999', '0.5000116'),
      }),
    answer: rows(['2024-02-29', '12:00:01']),
  },
  {
    name: 'formats that look like dates or zeros and are none',
    content: () =>
      rawBook({
        styles: styled(
          '&quot;Tag&quot;0',
          '[&lt;=9]0000;General',
          '0.00E+00',
          '\\d0',
          '[Red]000',
          '_-* 00_-',
          '00/00',
          '???',
          '0 &quot;€&quot;',
        ),
        sheet: numbers(5, 5, 5, 5, 5, 5, 512, 5, 5),
      }),
    answer: rows(['Tag5', '5', '5', 'd5', '005', '05', '05/12', '5', '5 €']),
  },
  {
    name: 'more digits than the format has zeros, and below zero',
    content: () => rawBook({ styles: styled('00-00', '0000', '000'), sheet: numbers(1234567, -7, 12.5) }),
    answer: rows(['12345-67', '-0007', '013']),
  },
  {
    name: 'parts in other places, in other letters, with absolute targets',
    content: () =>
      rawBook({
        rels: relationships(relation('a', 'officeDocument', '/XL/Workbook.xml')),
        workbookRels: relationships(relation('rId1', 'worksheet', '/data/a.xml')),
        more: { 'data/A.xml': row('<c><v>1</v></c>') },
      }),
    answer: rows(['1']),
  },
  {
    name: 'the strict form of the standard',
    content: () =>
      rawBook({
        rels: relationships(
          '<Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="xl/workbook.xml"/>',
        ),
        sheet: row('<c t="d"><v>2024-02-29</v></c>'),
      }),
    answer: rows(['2024-02-29']),
  },
  {
    name: 'names of sheets like those of JavaScript, and a sheet of a diagram first',
    content: () =>
      rawBook({
        workbook: workbookPart('<sheet name="Diagramm" r:id="rId9"/><sheet name="__proto__" r:id="rId1"/>'),
        workbookRels: relationships(
          relation('rId9', 'chartsheet', 'c.xml'),
          relation('rId1', 'worksheet', 'worksheets/sheet1.xml'),
        ),
      }),
    answer: rows(['Vorname']),
  },
];
