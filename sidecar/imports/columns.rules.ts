import { AppError, type FieldError } from '../platform/errors.ts';
import { locales } from '../platform/i18n.ts';
import { columnLetter, titleKey } from './cell.rules.ts';
import { ownWidth } from './error-file.rules.ts';
import type { ImportColumn, ImportRow } from './target.ts';
import type { Sheet, SheetRow } from './workbook.ts';

/** Where a column was found: `title` as the file says it. */
export type FoundColumn = { key: string; letter: string; title: string };
export type MatchedSheet = { sheet: string; columns: FoundColumn[]; rows: ImportRow[] };

function keysByTitle(columns: readonly ImportColumn[]): Map<string, string> {
  const keys = new Map<string, string>();
  const add = (title: string, key: string): void => {
    if (!keys.has(titleKey(title))) keys.set(titleKey(title), key);
  };
  for (const { key, titles } of columns) for (const locale of locales) add(titles[locale], key);
  for (const { key, aliases } of columns) for (const alias of aliases) add(alias, key);
  return keys;
}

type Match = { found: (FoundColumn | undefined)[]; complaints: FieldError[] };

function matchTitles(titles: SheetRow, body: readonly SheetRow[], columns: readonly ImportColumn[]): Match {
  const known = keysByTitle(columns);
  const complaints: FieldError[] = [];
  const seen = new Map<string, string>();
  const width = Math.max(titles.cells.length, ...body.map((row) => row.cells.length));
  const own = ownWidth(titles.cells);
  const found = Array.from({ length: width }, (_, index): FoundColumn | undefined => {
    const title = titles.cells[index] ?? '';
    const letter = columnLetter(index);
    // of a repaired error file: what we wrote there is nobody's to import
    if (index >= own && index < titles.cells.length) return undefined;
    const complain = (text: string, params = {}): undefined => {
      complaints.push({
        field: letter,
        text: `imports.columns.${text}`,
        params: { letter, title, ...params },
      });
    };
    if (title === '') {
      return body.some((row) => (row.cells[index] ?? '') !== '') ? complain('untitled') : undefined;
    }
    const key = known.get(titleKey(title));
    if (key === undefined) return complain('unknown');
    const before = seen.get(key);
    if (before !== undefined) return complain('twice', { other: before });
    seen.set(key, letter);
    return { key, letter, title };
  });
  return { found, complaints };
}

function rowsOf(body: readonly SheetRow[], found: readonly (FoundColumn | undefined)[]): ImportRow[] {
  return body.map(({ row, cells }, index) => ({
    number: index + 1,
    sheetRow: row,
    cells: Object.fromEntries(
      found.flatMap((column, at) => (column && cells[at] ? [[column.key, cells[at]] as const] : [])),
    ),
  }));
}

/**
 * Takes the first sheet whose first row with any text names at least one known column.
 * Throws `workbook_columns` naming every column that is unknown, double or missing, `workbook_empty` without rows.
 */
export function matchSheet(sheets: readonly Sheet[], columns: readonly ImportColumn[]): MatchedSheet {
  const known = keysByTitle(columns);
  const chosen =
    sheets.find((sheet) => sheet.rows[0]?.cells.some((title) => known.has(titleKey(title)))) ?? sheets[0];
  const [titles, ...body] = chosen?.rows ?? [];
  if (!chosen || !titles) throw new AppError('workbook_empty');
  const { found, complaints } = matchTitles(titles, body, columns);
  const keys = new Set(found.map((column) => column?.key));
  for (const { key, titles: own, required } of columns) {
    if (required && !keys.has(key)) {
      complaints.push({ field: own.de, text: 'imports.columns.missing', params: { de: own.de, en: own.en } });
    }
  }
  if (complaints.length > 0) throw new AppError('workbook_columns', { fields: complaints });
  if (body.length === 0) throw new AppError('workbook_empty');
  return {
    sheet: chosen.name,
    columns: found.filter((column) => column !== undefined),
    rows: rowsOf(body, found),
  };
}
