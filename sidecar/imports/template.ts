import excel from 'exceljs';
import type { Locale, Translate } from '../platform/i18n.ts';
import { columnLetter, inert } from './cell.rules.ts';
import type { ImportColumn } from './target.ts';

/** How far down the sheet is text and offers its drop-downs. */
const preparedRows = 5000;

type Validations = { add(range: string, validation: excel.DataValidation): void };
type Choices = ReadonlyMap<string, string>;

/** Drop-downs refer to cells of a hidden sheet, because a list written into the rule ends at 255 characters. */
function listSheet(book: excel.Workbook, columns: readonly ImportColumn[], locale: Locale): Choices {
  const sheet = book.addWorksheet('Lists', { state: 'veryHidden' });
  const places = new Map<string, string>();
  let next = 0;
  for (const { choices } of columns) {
    const list = choices?.[locale] ?? [];
    const name = JSON.stringify(list);
    if (list.length === 0 || places.has(name)) continue;
    const letter = columnLetter(next);
    next += 1;
    list.forEach((choice, index) => {
      sheet.getCell(`${letter}${index + 1}`).value = choice;
    });
    places.set(name, `Lists!$${letter}$1:$${letter}$${list.length}`);
  }
  return places;
}

function rowSheet(sheet: excel.Worksheet, columns: readonly ImportColumn[], locale: Locale): void {
  sheet.columns = columns.map(({ key, titles, required }) => ({
    key,
    header: `${titles[locale]}${required ? '*' : ''}`,
    width: Math.max(16, titles[locale].length + 4),
    style: { numFmt: '@' },
  }));
  sheet.getRow(1).font = { bold: true };
  sheet.getRow(1).fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE0E8F0' } };
  sheet.views = [{ state: 'frozen', ySplit: 1 }];
}

function offerChoices(
  sheet: excel.Worksheet,
  columns: readonly ImportColumn[],
  places: Choices,
  locale: Locale,
  t: Translate,
): void {
  // ranges are part of exceljs, but missing in its types
  const validations = (sheet as unknown as { dataValidations: Validations }).dataValidations;
  columns.forEach(({ choices }, index) => {
    const place = places.get(JSON.stringify(choices?.[locale] ?? []));
    if (!place) return;
    const letter = columnLetter(index);
    validations.add(`${letter}2:${letter}${preparedRows + 1}`, {
      type: 'list',
      allowBlank: true,
      formulae: [place],
      showErrorMessage: true,
      errorTitle: t('imports.template.choiceTitle'),
      error: t('imports.template.choiceText'),
    });
  });
}

/** The example stands here and not among the rows, so that nobody imports it by accident. */
function rulesSheet(
  sheet: excel.Worksheet,
  columns: readonly ImportColumn[],
  locale: Locale,
  t: Translate,
): void {
  const titles = ['column', 'required', 'rule', 'choices', 'example'] as const;
  sheet.addRow([t('imports.template.rulesTitle')]).font = { bold: true, size: 14 };
  sheet.addRow([t('imports.template.rulesIntro')]);
  sheet.addRow([]);
  sheet.addRow(titles.map((title) => t(`imports.template.${title}`))).font = { bold: true };
  for (const column of columns) {
    const row = sheet.addRow([
      column.titles[locale],
      t(column.required ? 'imports.template.yes' : 'imports.template.no'),
      t(column.hint),
      (column.choices?.[locale] ?? []).join(', '),
      column.example[locale],
    ]);
    row.alignment = { wrapText: true, vertical: 'top' };
  }
  sheet.addRow([]);
  sheet.addRow([t('imports.template.filesTitle')]).font = { bold: true };
  for (const rule of ['fileKinds', 'fileSheets', 'fileCells', 'fileMerged'])
    sheet.addRow([t(`imports.template.${rule}`)]);
  [28, 12, 70, 50, 30].forEach((width, index) => {
    sheet.getColumn(index + 1).width = width;
  });
}

/** An empty workbook with these columns as text, their drop-downs and a sheet of rules; what it makes can be imported as it is. */
export async function writeTemplate(
  columns: readonly ImportColumn[],
  sheetTitle: string,
  locale: Locale,
  t: Translate,
): Promise<Buffer> {
  const book = new excel.Workbook();
  const rows = book.addWorksheet(sheetTitle);
  const rules = book.addWorksheet(t('imports.template.rulesSheet'));
  rowSheet(rows, columns, locale);
  offerChoices(rows, columns, listSheet(book, columns, locale), locale, t);
  rulesSheet(rules, columns, locale, t);
  return Buffer.from(await book.xlsx.writeBuffer());
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * A file of any table, its first row the titles; every cell is text and made inert. CSV is separated by semicolons and marked
 * as UTF-8, because a German Excel reads nothing else right.
 */
export async function writeTable(
  title: string,
  rows: readonly (readonly string[])[],
  format: 'xlsx' | 'csv',
): Promise<Buffer> {
  const book = new excel.Workbook();
  const sheet = book.addWorksheet(title.replace(/[\\/*?:[\]]/g, ' ').slice(0, 31));
  for (const row of rows) sheet.addRow(row.map(inert));
  if (format === 'csv') {
    const csv = await book.csv.writeBuffer({ formatterOptions: { delimiter: ';' } });
    return Buffer.concat([byteOrderMark, Buffer.from(csv)]);
  }
  sheet.getRow(1).font = { bold: true };
  sheet.views = [{ state: 'frozen', ySplit: 1 }];
  sheet.columns.forEach((column) => {
    column.width = 28;
    column.numFmt = '@';
  });
  return Buffer.from(await book.xlsx.writeBuffer());
}
