import { AppError, type FieldError } from '../platform/errors.ts';
import { locales } from '../platform/i18n.ts';
import { similarity } from '../platform/similar.rules.ts';
import { columnLetter, titleKey } from './cell.rules.ts';
import { errorColumns } from './error-file.rules.ts';
import type { ImportColumn } from './target.ts';
import type { SheetSample } from './workbook.ts';

/** Where a column was found: `title` as the file says it. */
export type FoundColumn = { key: string; letter: string; title: string };
/** What somebody chose for titles that no column has, by title key; null: left out. */
export type Choices = ReadonlyMap<string, string | null>;
/**
 * How one column of a sheet is understood: as the column `key`, or left out (`null`). With a `problem` it waits for a person, and
 * `key` is only proposed.
 */
export type ReadTitle = {
  index: number;
  letter: string;
  title: string;
  key: string | null;
  problem?: FieldError;
};
export type ReadSheet = {
  sheet: string;
  titleRow: number;
  titles: ReadTitle[];
  /** Required columns that are nowhere. */
  missing: ImportColumn[];
  /** How many titles name a column. */
  known: number;
};

/** Titles of the columns that our own error file adds; they say nothing about a person. */
const ownTitles = new Set(Object.values(errorColumns).flat().map(titleKey));
const maxColumns = 200;
const likeEnough = 0.6;

function keysByTitle(columns: readonly ImportColumn[]): Map<string, string> {
  const keys = new Map<string, string>();
  const add = (title: string, key: string): void => {
    if (!keys.has(titleKey(title))) keys.set(titleKey(title), key);
  };
  for (const { key, titles } of columns) for (const locale of locales) add(titles[locale], key);
  for (const { key, aliases } of columns) for (const alias of aliases) add(alias, key);
  return keys;
}

/** The free column whose title is most like this one, where any is like enough. */
function proposal(title: string, known: ReadonlyMap<string, string>, taken: ReadonlySet<string>) {
  const ranked = [...known]
    .filter(([, key]) => !taken.has(key))
    .map(([other, key]) => ({ key, likeness: similarity(titleKey(title), other) }))
    .sort((a, b) => b.likeness - a.likeness);
  const best = ranked[0];
  return best && best.likeness >= likeEnough ? best.key : null;
}

/** Reads the title row of one sheet: known titles first, then what was chosen before, then what is only like a title. */
export function readTitles(
  { name, rows }: SheetSample,
  columns: readonly ImportColumn[],
  chosen: Choices,
): ReadSheet {
  const known = keysByTitle(columns);
  const valid = new Set(columns.map(({ key }) => key));
  const [head, ...body] = rows;
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const holders = new Map<string, string>();
  const titles = Array.from({ length: width }, (_, index): ReadTitle | undefined => {
    const title = head?.cells[index] ?? '';
    const letter = columnLetter(index);
    const base = { index, letter, title };
    const waits = (text: string, params = {}): ReadTitle => ({
      ...base,
      key: null,
      problem: { field: letter, text: `imports.columns.${text}`, params: { letter, title, ...params } },
    });
    if (title === '')
      return body.some(({ cells }) => (cells[index] ?? '') !== '') ? waits('untitled') : undefined;
    const before = chosen.get(titleKey(title));
    const key = known.get(titleKey(title)) ?? (before && valid.has(before) ? before : undefined);
    if (key === undefined)
      return before === null || ownTitles.has(titleKey(title)) ? { ...base, key: null } : waits('unknown');
    const other = holders.get(key);
    if (other !== undefined) return waits('twice', { other });
    holders.set(key, letter);
    return { ...base, key };
  }).filter((title) => title !== undefined);
  const taken = new Set(holders.keys());
  const missing = columns.filter(({ key, required }) => required && !taken.has(key));
  for (const title of titles) {
    if (title.problem?.text !== 'imports.columns.unknown') continue;
    title.key = proposal(title.title, known, taken);
    if (title.key) taken.add(title.key);
  }
  return { sheet: name, titleRow: head?.row ?? 1, titles, missing, known: holders.size };
}

/** Whether nothing about this sheet waits for a person. */
export function isClear({ titles, missing }: ReadSheet): boolean {
  return missing.length === 0 && titles.every(({ problem }) => problem === undefined);
}

/**
 * Reads the titles of every sheet that has rows. `likely` is the sheet to show first; `decided` says that it is the only one with
 * every required column and that nothing about it waits for a person.
 * Throws `workbook_empty` where no sheet has rows below its titles, `workbook_columns` for one that is too wide.
 */
export function readSheets(
  samples: readonly SheetSample[],
  columns: readonly ImportColumn[],
  chosen: Choices,
): { sheets: ReadSheet[]; likely: number; decided: boolean } {
  const filled = samples.filter(({ rows }) => rows.length > 1);
  const sheets = filled.map((sample) => readTitles(sample, columns, chosen));
  const whole = sheets.filter(({ missing }) => missing.length === 0);
  // of a template that nobody filled in, the sheets of rules and lists are no candidates
  const unfilled = samples.some(
    (sample) => sample.rows.length === 1 && readTitles(sample, columns, chosen).missing.length === 0,
  );
  if (sheets.length === 0 || (whole.length === 0 && unfilled)) throw new AppError('workbook_empty');
  const ranked = (whole.length > 0 ? whole : sheets).toSorted((a, b) => b.known - a.known);
  const likely = sheets.indexOf(ranked[0] as ReadSheet);
  if ((sheets[likely]?.titles.length ?? 0) > maxColumns)
    throw new AppError('workbook_columns', {
      fields: [{ field: 'columns', text: 'imports.columns.tooMany', params: { max: maxColumns } }],
    });
  return { sheets, likely, decided: whole.length === 1 && isClear(whole[0] as ReadSheet) };
}

/** What of a mapping is kept with the import: the columns that are read, in the order of the file. */
export function foundColumns(titles: readonly ReadTitle[]): FoundColumn[] {
  return titles.flatMap(({ key, letter, title }) => (key === null ? [] : [{ key, letter, title }]));
}

export function mappingOf(titles: readonly ReadTitle[]): Record<string, string | null> {
  return Object.fromEntries(titles.map(({ letter, key }) => [letter, key]));
}
