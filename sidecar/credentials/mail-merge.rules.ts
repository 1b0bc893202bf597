import { storedLocale, type Translate } from '../platform/i18n.ts';
import type { LetterContent } from './letter-content.ts';

/** Columns of the table for a word processor's own letters, in their order. */
export const mergeColumns = [
  'salutation',
  'firstName',
  'lastName',
  'area',
  'employeeNumber',
  'locale',
  'url',
  'username',
  'password',
  'expires',
] as const;

/** The table's first row. */
export function mergeTitles(t: Translate): string[] {
  return mergeColumns.map((column) => t(`credentials.merge.${column}`));
}

/** One letter as a row; the date in words of the person's language, because it is printed as it is. */
export function mergeCells(t: Translate, letter: LetterContent, startUrl: string): string[] {
  const locale = storedLocale(letter.locale);
  return [
    letter.salutation ?? '',
    letter.firstName,
    letter.lastName,
    letter.areaName,
    letter.employeeNumber ?? '',
    t(`platform.language.${locale}`),
    startUrl,
    letter.username,
    letter.password,
    new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(letter.expiresAt),
  ];
}

/** Titles and rows in batches, as a writer of tables takes them. */
export async function* mergeRows(
  t: Translate,
  letters: AsyncIterable<LetterContent>,
  startUrl: string,
): AsyncIterable<readonly (readonly string[])[]> {
  yield [mergeTitles(t)];
  for await (const letter of letters) yield [mergeCells(t, letter, startUrl)];
}
