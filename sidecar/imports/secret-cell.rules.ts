import { titleKey } from './cell.rules.ts';
import type { FoundColumn, ReadSheet } from './columns.rules.ts';
import { secretMark } from './secret-mark.ts';
import type { ImportCells, ImportColumn } from './target.ts';
import type { SheetSample } from './workbook.ts';

const passwordTitle =
  /passw|pa(ss)?phrase|kennw(or|ö|oe)|^pwd?$|pwd$|^pin(code|nummer|number)?$|geheimzahl|losung/;

/** Whether a column of this title holds passwords, whatever becomes of it. */
export const isPasswordTitle = (title: string): boolean => passwordTitle.test(titleKey(title));

export const secretKeys = (columns: readonly ImportColumn[]): ReadonlySet<string> =>
  new Set(columns.filter(({ secret }) => secret).map(({ key }) => key));

/** A row in two: what is kept of it, with a mark for each secret value, and the secret values. */
export function split(
  cells: ImportCells,
  secret: ReadonlySet<string>,
): { cells: ImportCells; secrets: ImportCells } {
  if (!Object.keys(cells).some((key) => secret.has(key))) return { cells, secrets: {} };
  const entries = Object.entries(cells);
  return {
    cells: Object.fromEntries(entries.map(([key, text]) => [key, secret.has(key) ? secretMark : text])),
    secrets: Object.fromEntries(entries.filter(([key]) => secret.has(key))),
  };
}

/** Which columns of a sheet hold what is not to be kept: those that are read as secret, and those whose title says so. */
export function secretIndexes(
  titles: readonly string[],
  found: readonly (FoundColumn & { index: number })[],
  secret: ReadonlySet<string>,
): ReadonlySet<number> {
  const named = titles.flatMap((title, index) => (isPasswordTitle(title) ? [index] : []));
  return new Set([...named, ...found.flatMap(({ key, index }) => (secret.has(key) ? [index] : []))]);
}

/** The samples for the page that asks for the columns, with marks where a column is or may be one of passwords. */
export function maskedSamples(
  samples: readonly SheetSample[],
  sheets: readonly ReadSheet[],
  secret: ReadonlySet<string>,
): SheetSample[] {
  return samples.map(({ name, rows }) => {
    const titles = sheets.find(({ sheet }) => sheet === name)?.titles ?? [];
    const hidden = new Set(
      titles
        .filter(({ title, key }) => isPasswordTitle(title) || (key !== null && secret.has(key)))
        .map(({ index }) => index),
    );
    const mask = (cell: string, index: number): string =>
      cell !== '' && hidden.has(index) ? secretMark : cell;
    return { name, rows: rows.map((row, at) => (at === 0 ? row : { ...row, cells: row.cells.map(mask) })) };
  });
}
