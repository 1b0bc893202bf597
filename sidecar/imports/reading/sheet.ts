import { AppError } from '../../platform/errors.ts';
import { cellText, cellValue, exactText, missingResult, unescaped } from '../cell.rules.ts';
import { shownNumber } from '../number-format.rules.ts';
import { limits, type SheetRow } from './limits.rules.ts';
import type { Workbook } from './xlsx.ts';
import { type XmlHandlers, xmlParser } from './xml.ts';

const unreadable = (cause: string): AppError => new AppError('workbook_unreadable', { cause });

/** `BC12` → 54, counted from 0; -1 for what is no reference. */
function columnOf(reference: string): number {
  let column = 0;
  let at = 0;
  for (; at < reference.length; at += 1) {
    const letter = reference.charCodeAt(at) & ~32;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
    if (column > limits.columns) return -1;
  }
  return column - 1;
}

type Cell = { column: number; type: string; style: number; formula: boolean; value: string | undefined };

/** The text of a cell as it will be stored. A formula counts by the result that Excel kept, and is never a text itself. */
function textOf({ column, type, style, formula, value }: Cell, book: Workbook): string {
  const { strings, formats, date1904, exact } = book;
  if (formula && (value === undefined || (value === '' && type !== 'str'))) return missingResult;
  if (value === undefined || value === '') return '';
  if (value.length > limits.cellCharacters) throw unreadable('a cell longer than Excel allows');
  switch (type) {
    case 's':
      if (exact.size === 0) return strings.at(Number(value));
      return exact.has(column) ? exactText(strings.at(Number(value))) : cellValue(strings.at(Number(value)));
    case 'b':
      return value === '1' || value === 'true' ? 'true' : 'false';
    case 'd':
      return cellText(value).replace(/T00:00(:00(\.0+)?)?Z?$/, '');
    case 'n':
      return shownNumber(value, formats[style] ?? { kind: 'plain' }, date1904);
    default:
      return exact.has(column) ? exactText(unescaped(value)) : cellValue(unescaped(value));
  }
}

/** Hears a sheet's XML and hands out its rows, with these columns only (`undefined`: all of them). */
function sheetHandlers(
  book: Workbook,
  columns: readonly number[] | undefined,
  emit: (row: SheetRow) => void,
): XmlHandlers {
  const places = columns && new Map(columns.map((column, at) => [column, at]));
  let row = 0;
  let cells: string[] | undefined;
  let cell: Cell | undefined;
  let lastColumn = -1;
  let phonetic = false;
  let listening = false;
  const openRow = (reference: string | undefined): void => {
    const next = reference === undefined ? row + 1 : Number(reference);
    if (!(Number.isInteger(next) && next > row && next <= limits.sheetRows))
      throw unreadable('rows out of order');
    row = next;
    lastColumn = -1;
    cells = columns ? columns.map(() => '') : [];
  };
  const openCell = ({ r, t = 'n', s = '0' }: Readonly<Record<string, string>>): void => {
    const column = r === undefined ? lastColumn + 1 : columnOf(r);
    if (column <= lastColumn || column >= limits.columns) throw unreadable('cells out of order');
    lastColumn = column;
    cell = { column, type: t, style: Number(s), formula: false, value: undefined };
  };
  const closeCell = (closed: Cell, into: string[]): void => {
    cell = undefined;
    const place = places ? places.get(closed.column) : closed.column;
    if (place === undefined) return;
    const text = textOf(closed, book);
    if (text === '') return;
    while (into.length < place) into.push('');
    into[place] = text;
  };
  return {
    open(name, attributes) {
      if (name === 'row') openRow(attributes['r']);
      else if (name === 'c' && cells) openCell(attributes);
      else if (name === 'f' && cell) cell.formula = true;
      else if (name === 'rPh') phonetic = true;
      listening = cell !== undefined && (name === 'v' || (name === 't' && !phonetic));
      if (listening && cell) cell.value ??= '';
    },
    text(piece) {
      if (listening && cell) cell.value += piece;
    },
    close(name) {
      listening = false;
      if (name === 'rPh') phonetic = false;
      if (name === 'c' && cell && cells) closeCell(cell, cells);
      if (name !== 'row' || !cells) return;
      emit({ row, cells });
      cells = undefined;
    },
  };
}

/**
 * The rows of a sheet, piece by piece as the file is inflated. Hidden rows and columns are read as well: a filter hides rows
 * that an administrator still means. Of merged cells the first one has the text, as in Excel.
 * Throws `workbook_unreadable` or `too_large`.
 */
export async function* sheetRows(
  book: Workbook,
  part: string,
  columns?: readonly number[],
): AsyncGenerator<SheetRow[]> {
  let rows: SheetRow[] = [];
  const parser = xmlParser(
    book.archive,
    sheetHandlers(book, columns, (row) => rows.push(row)),
  );
  for await (const chunk of book.archive.read(part)) {
    parser.write(chunk);
    if (rows.length > 0) yield rows;
    rows = [];
  }
  parser.end();
  if (rows.length > 0) yield rows;
}
