import type { Locale, Translate } from '../platform/i18n.ts';
import { titleKey } from './cell.rules.ts';
import type { FoundColumn } from './columns.rules.ts';
import type { FileKind, RowState } from './import.table.ts';
import { secretMark } from './secret-mark.ts';
import type { ImportCells, RowProblem } from './target.ts';

/** The two columns that an error file has behind the administrator's own. */
export const errorColumns: Readonly<Record<Locale, readonly [string, string]>> = {
  de: ['Status', 'Hinweis'],
  en: ['Status', 'Note'],
};

/** How many of these titles are the administrator's own: the file may be a repaired error file, whose last two are ours. */
export function ownWidth(titles: readonly string[]): number {
  const last = titles.slice(-2).map(titleKey);
  const ours = Object.values(errorColumns).some(
    (pair) => last.length === 2 && pair.every((title, index) => titleKey(title) === last[index]),
  );
  return ours ? titles.length - 2 : titles.length;
}

/** What stands in the two columns of one row: that it was not stored, and what to do about it. */
export function errorCells(
  t: Translate,
  row: { state: RowState; problems: readonly RowProblem[]; input: ImportCells },
  columns: ReadonlyMap<string, FoundColumn>,
): [string, string] {
  const hints = row.problems.map(({ column, found, text, params }) => {
    const title = column === undefined ? undefined : columns.get(column)?.title;
    const words = t(text, params);
    const seen = found ? ` ${t('imports.page.found', { found })}` : '';
    return `${title ? `${title}: ` : ''}${words}${seen}`;
  });
  const again = Object.entries(row.input).flatMap(([key, text]) =>
    text === secretMark ? [t('imports.errorFile.typeAgain', { title: columns.get(key)?.title ?? '' })] : [],
  );
  const status = t(`imports.errorFile.${row.state === 'refused' ? 'left' : 'faulty'}`);
  return [status, [...hints, ...again].join(' ')];
}

const separators = [';', ',', '\t'] as const;

/** The separator of a CSV file by its first line: what stands there most often outside of quotes; `;` where nothing does. */
export function separatorOf(content: Buffer): string {
  const wide = content[0] === 0xff && content[1] === 0xfe;
  const [line = ''] = content
    .subarray(0, 20_000)
    .toString(wide ? 'utf16le' : 'utf8')
    .split(/\r?\n/, 1);
  const plain = line.replace(/"[^"]*"/g, '');
  const times = (separator: string): number => plain.split(separator).length;
  return separators.toSorted((a, b) => times(b) - times(a))[0] ?? ';';
}

/** The name of the error file: the own name, what it is, the own ending. */
export function errorFileName(
  { fileName, fileKind }: { fileName: string; fileKind: FileKind },
  word: string,
): string {
  const name = fileName.replace(/\.(xlsx|xlsm|csv|txt|tsv)$/i, '');
  return `${name}-${word}.${fileKind}`;
}
