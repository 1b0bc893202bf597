import { type Field, type RefusedForm, overtaken } from '../platform/http/form.rules.ts';
import type { Locale, Translate } from '../platform/i18n.ts';
import type { ReadSheet, ReadTitle } from './columns.rules.ts';
import { fieldOf, leftOut } from './mapping.rules.ts';
import type { OpenMapping } from './mapping.service.ts';
import type { ImportColumn } from './target.ts';
import type { SheetSample } from './workbook.ts';

const shownValues = 3;

/** The first values of a column, as they would be stored. */
function firstValues(sample: SheetSample | undefined, index: number): string[] {
  const cells = (sample?.rows.slice(1) ?? []).map(({ cells: row }) => row[index] ?? '');
  return cells.filter((cell) => cell !== '').slice(0, shownValues);
}

function choice(
  t: Translate,
  locale: Locale,
  columns: readonly ImportColumn[],
  { letter, key }: ReadTitle,
  refused: RefusedForm | undefined,
  before: string | null | undefined,
): Field {
  const name = fieldOf(letter);
  const sent = refused?.values[name];
  const proposed = (before === undefined ? key : before) ?? leftOut;
  const error = refused?.errors[name];
  return {
    name,
    label: t('imports.mapping.choice', { letter }),
    value: typeof sent === 'string' ? sent : proposed,
    ...(error ? { error } : {}),
    options: [
      { value: leftOut, text: t('imports.mapping.leaveOut') },
      ...columns.map((column) => ({
        value: column.key,
        text: `${column.titles[locale]}${column.required ? '*' : ''}`,
      })),
    ],
  };
}

/** Why a column waits for a person, in words. */
function noteOf(t: Translate, { problem, title, key }: ReadTitle): string {
  if (!problem) return '';
  if (problem.text === 'imports.columns.twice') return t('imports.mapping.note.twice', { ...problem.params });
  if (title === '') return t('imports.mapping.note.untitled');
  return t(key ? 'imports.mapping.note.proposed' : 'imports.mapping.note.unknown');
}

/** What the mapping page shows of one sheet. */
export function mappingPage(
  t: Translate,
  locale: Locale,
  path: string,
  open: OpenMapping,
  shown: ReadSheet,
  refused?: RefusedForm,
) {
  const { sheets, columns, work } = open;
  const sample = work.samples.find(({ name }) => name === shown.sheet);
  const proposed = new Set(shown.titles.map(({ key }) => key));
  const before = work.sheet === shown.sheet ? work.mapping : null;
  return {
    action: path,
    sheet: shown.sheet,
    overtaken: overtaken(refused),
    fields: (refused?.fields ?? []).map((complaint) => ({
      ...complaint,
      label: complaint.field === 'missing' ? t('imports.mapping.missing') : labelOf(t, complaint.field),
    })),
    missing: shown.missing.filter(({ key }) => !proposed.has(key)).map(({ titles }) => titles[locale]),
    sheets:
      sheets.length > 1
        ? sheets.map(({ sheet }, index) => ({
            name: sheet,
            href: `${path}?sheet=${index}`,
            current: sheet === shown.sheet,
          }))
        : [],
    columns: shown.titles.map((title) => ({
      heading: t(title.title ? 'imports.read.column' : 'imports.mapping.untitled', {
        letter: title.letter,
        title: title.title,
      }),
      note: noteOf(t, title),
      values: firstValues(sample, title.index),
      ...choice(t, locale, columns, title, refused, before?.[title.letter]),
    })),
  };
}

const labelOf = (t: Translate, field: string): string =>
  t('imports.mapping.choice', { letter: field.replace('column_', '') });
