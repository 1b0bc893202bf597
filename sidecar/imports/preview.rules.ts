import type { AdminScope } from '../areas/scope.ts';
import type { ErrorCode, FieldError } from '../platform/errors.ts';
import type { Translate } from '../platform/i18n.ts';
import type { FoundColumn } from './columns.rules.ts';
import type { Counts, ImportHead, RowView } from './import.read-model.ts';
import type { GroupRow, RowFilter } from './preview.read-model.ts';
import type { ImportTarget, RowProblem, Shown } from './target.ts';

export const pageSize = 50;

export function shown(t: Translate, value: Shown): string {
  return 'text' in value ? value.text : t(value.key, value.params);
}

function problemView(
  t: Translate,
  row: RowView,
  columns: ReadonlyMap<string, FoundColumn>,
  problem: RowProblem,
) {
  const column = problem.column === undefined ? undefined : columns.get(problem.column);
  const place = {
    sheet: row.sheet,
    row: row.sheetRow,
    letter: column?.letter ?? '',
    title: column?.title ?? '',
  };
  return {
    place: t(column ? 'imports.place.cell' : 'imports.place.row', place),
    found: problem.found ?? '',
    text: t(problem.text, problem.params),
  };
}

/** One row of the preview in the reader's language. */
export function rowView(
  t: Translate,
  scope: AdminScope,
  target: ImportTarget,
  head: ImportHead,
  row: RowView,
) {
  const summary = target.summary(scope, row.cells, row.record, row.verdict);
  const columns = new Map(head.columns.map((column) => [column.key, column]));
  return {
    sheetRow: row.sheetRow,
    title: summary.title,
    labels: summary.labels.map((label) => shown(t, label)),
    details: summary.details.map((detail) => shown(t, detail)),
    parts: summary.parts.map(({ label, value }) => ({ label, value: shown(t, value) })),
    verdict: row.verdict,
    verdictText: t(`imports.verdict.${row.verdict}`),
    state: row.state,
    stateText: row.state === 'staged' ? '' : t(`imports.rowState.${row.state}`),
    problems: row.problems.map((problem) => problemView(t, row, columns, problem)),
    warnings: row.warnings.map((warning) => problemView(t, row, columns, warning)),
    changes: row.changes.map(({ field, from, to }) => ({
      field: shown(t, field),
      from: from ? shown(t, from) : '',
      to: shown(t, to),
    })),
  };
}

/** The address of a page of rows; a filter stays while one leafs through it. */
const query = ({ show, group, q }: RowFilter, page: number): string => {
  const params = new URLSearchParams({
    ...(show ? { show } : {}),
    ...(group ? { group: String(group) } : {}),
    ...(q ? { q } : {}),
    ...(page > 1 ? { page: String(page) } : {}),
  });
  return params.size > 0 ? `?${params.toString()}` : '';
};

/** The filters with their counts; 'refused' is offered only where the run refused more than the preview had blocked. */
export function filters(t: Translate, path: string, counts: Counts, current: RowFilter) {
  const all = ['new', 'changed', 'unchanged', 'warned', 'blocked'] as const;
  const offered = [
    undefined,
    ...all,
    ...(counts.refused > counts.blocked ? (['refused'] as const) : []),
    ...(counts.kept > 0 ? (['kept'] as const) : []),
  ];
  return offered.map((show) => ({
    href: `${path}${query({ show, q: current.q }, 1)}`,
    text: t(`imports.filter.${show ?? 'all'}`),
    count: counts[show ?? 'total'],
    current: show === current.show && current.group === undefined,
  }));
}

/** The repair actions: each kind of problem or warning once, with the way to its rows. */
export function groupViews(
  t: Translate,
  path: string,
  head: Pick<ImportHead, 'columns' | 'sheet'>,
  groups: readonly GroupRow[],
  current: RowFilter,
) {
  const columns = new Map(head.columns.map((column) => [column.key, column]));
  return groups.map(({ code, kind, example, rows, places }) => {
    const column = example.column === undefined ? undefined : columns.get(example.column);
    return {
      href: `${path}${query({ group: code }, 1)}#rows`,
      current: current.group === code,
      problem: kind === 'problem',
      text: t(example.text, example.params),
      column: column ? t('imports.groups.column', { letter: column.letter, title: column.title }) : '',
      rows,
      places: places.map(({ sheetRow, found }) =>
        t(found ? 'imports.groups.found' : 'imports.groups.place', { row: sheetRow, found }),
      ),
      more: rows > places.length,
    };
  });
}

/** What the pagination shows, with the addresses of the other pages; undefined where one page is all there is. */
export function paging(path: string, page: number, total: number, size: number, filter: RowFilter = {}) {
  const pages = Math.ceil(total / size);
  if (pages <= 1) return undefined;
  const at = (other: number): string => `${path}${query(filter, other)}`;
  return {
    page,
    pages,
    total,
    from: (page - 1) * size + 1,
    to: Math.min(page * size, total),
    ...(page > 1 ? { first: at(1), previous: at(Math.min(page - 1, pages)) } : {}),
    ...(page < pages ? { next: at(page + 1), last: at(pages) } : {}),
  };
}

/** A refused file: what is wrong in words, and with which columns. */
export function errorView(t: Translate, error: { code: ErrorCode; fields: readonly FieldError[] }) {
  return {
    title: t(`platform.errors.${error.code}.title`),
    text: t(`platform.errors.${error.code}.text`),
    fields: error.fields.map(({ text, params }) => t(text, params)),
  };
}
