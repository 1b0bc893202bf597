import type { FieldError } from '../platform/errors.ts';
import { titleKey } from './cell.rules.ts';
import type { Choices, ReadSheet, ReadTitle } from './columns.rules.ts';
import type { ImportColumn } from './target.ts';

/** The form's word for a column that is left out. */
export const leftOut = '-';
export const fieldOf = (letter: string): string => `column_${letter}`;

/** What a form chose for each column of a sheet, or what is wrong with it (by field). */
export type Chosen = { titles: ReadTitle[]; complaints: FieldError[] };

/**
 * Reads what was sent for the columns of a sheet. What the form does not name is left out: nothing is stored that nobody chose.
 */
export function chosenTitles(
  { titles }: ReadSheet,
  columns: readonly ImportColumn[],
  values: Readonly<Record<string, unknown>>,
): Chosen {
  const valid = new Set(columns.map(({ key }) => key));
  const holders = new Map<string, string>();
  const complaints: FieldError[] = [];
  const chosen = titles.map(({ index, letter, title }): ReadTitle => {
    const value = values[fieldOf(letter)];
    const key = typeof value === 'string' && valid.has(value) ? value : null;
    const field = fieldOf(letter);
    if (key === null && value !== undefined && value !== leftOut)
      complaints.push({ field, text: 'imports.mapping.choose' });
    const other = key === null ? undefined : holders.get(key);
    if (other !== undefined) complaints.push({ field, text: 'imports.mapping.twice', params: { other } });
    if (key !== null) holders.set(key, letter);
    return { index, letter, title, key };
  });
  const missing = columns.filter(({ key, required }) => required && !holders.has(key));
  for (const { titles: own } of missing) {
    const params = { de: own.de, en: own.en };
    complaints.push({ field: 'missing', text: 'imports.columns.missing', params });
  }
  return { titles: chosen, complaints };
}

/** What a form says, without a look at the file: to recognise the second press of its button. */
export function sentMapping(values: Readonly<Record<string, unknown>>): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([field, value]) =>
      field.startsWith('column_') && typeof value === 'string'
        ? [[field.slice('column_'.length), value === leftOut ? null : value] as const]
        : [],
    ),
  );
}

/** What is worth remembering for the next file: choices that the titles alone did not say. */
export function newChoices(read: ReadSheet, chosen: readonly ReadTitle[]): Choices {
  const before = new Map(read.titles.map((title) => [title.letter, title]));
  return new Map(
    chosen.flatMap(({ letter, title, key }) => {
      const known = before.get(letter);
      const asked = known?.problem?.text === 'imports.columns.unknown' || known?.key !== key;
      return asked && title !== '' && known?.problem?.text !== 'imports.columns.twice'
        ? [[titleKey(title), key] as const]
        : [];
    }),
  );
}
