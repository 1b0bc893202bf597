import { setImmediate } from 'node:timers/promises';
import { strToU8, Zip, ZipDeflate } from 'fflate';
import { columnLetter, inert } from './cell.rules.ts';

export type TableFormat = 'xlsx' | 'csv';
/** Some rows at a time, the titles first; whoever makes them is asked for more only when there is room. */
export type TableRows = AsyncIterable<readonly (readonly string[])[]>;

/** Semicolons and a byte order mark, because a German Excel reads nothing else right. */
async function* csvChunks(batches: TableRows): AsyncIterable<Uint8Array> {
  yield Buffer.from([0xef, 0xbb, 0xbf]);
  const cell = (text: string) => (/[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  for await (const rows of batches)
    yield Buffer.from(rows.map((row) => `${row.map((text) => cell(inert(text))).join(';')}\n`).join(''));
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packed = 'http://schemas.openxmlformats.org/package/2006';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as XML; what XML cannot hold becomes a blank. */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\ufffe\uffff]/gu, (letter) => ('\t\n\r'.includes(letter) ? letter : ' '))
    .replace(/[&<>"]/g, (letter) => named[letter] ?? letter);
}

/** Everything of a workbook but its rows: one sheet, its first row bold and in sight. */
function parts(title: string): Readonly<Record<string, string>> {
  const sheet = xml(title.replace(/[\\/*?:[\]]/g, ' ').slice(0, 31));
  const style = (font: number) => `<xf numFmtId="49" fontId="${font}" applyNumberFormat="1" applyFont="1"/>`;
  return {
    '[Content_Types].xml': `${head}<Types xmlns="${packed}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/></Types>`,
    '_rels/.rels': `${head}<Relationships xmlns="${packed}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="${packed}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `${head}<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2">${style(0)}${style(1)}</cellXfs></styleSheet>`,
  };
}

function rowXml(cells: readonly string[], number: number): string {
  const style = number === 1 ? 1 : 0;
  const made = cells.map(
    (text, index) =>
      `<c r="${columnLetter(index)}${number}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xml(inert(text))}</t></is></c>`,
  );
  return `<row r="${number}">${made.join('')}</row>`;
}

const sheetStart = `${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="50" width="28" customWidth="1"/></cols><sheetData>`;

/** Written here and not by exceljs, whose streaming writer piles up what the zip has not taken yet. */
async function* xlsxChunks(title: string, batches: TableRows): AsyncIterable<Uint8Array> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  const add = (name: string): ZipDeflate => {
    const part = new ZipDeflate(name, { level: 4 });
    zip.add(part);
    return part;
  };
  for (const [name, text] of Object.entries(parts(title))) add(name).push(strToU8(text), true);
  const sheet = add('xl/worksheets/sheet1.xml');
  sheet.push(strToU8(sheetStart));
  let number = 0;
  for await (const rows of batches) {
    sheet.push(strToU8(rows.map((cells) => rowXml(cells, (number += 1))).join('')));
    yield* ready.splice(0);
    // Others have their turn between two batches.
    await setImmediate();
  }
  sheet.push(strToU8('</sheetData></worksheet>'), true);
  zip.end();
  yield* ready.splice(0);
}

/** A file of any table, made while it is sent, so that its length costs no memory; every cell is text and made inert. */
export function streamTable(
  title: string,
  batches: TableRows,
  format: TableFormat,
): AsyncIterable<Uint8Array> {
  return format === 'csv' ? csvChunks(batches) : xlsxChunks(title, batches);
}
