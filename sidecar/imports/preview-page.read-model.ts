import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import type { Translate } from '../platform/i18n.ts';
import { type Counts, type ImportHead, readRows } from './import.read-model.ts';
import type { PreviewQuery } from './import.schema.ts';
import { findRows, readGroups } from './preview.read-model.ts';
import { filters, groupViews, pageSize, paging, rowView, shown } from './preview.rules.ts';
import type { ImportTarget } from './target.ts';

/** States in which the rows are not (or not yet) what somebody may decide about. */
const unsettled = new Set(['staged', 'mapping']);

/** What the preview shows of an import: what to repair, the filters, and one page of rows. Empty before the file is read. */
export async function previewView(
  db: Db,
  t: Translate,
  scope: AdminScope,
  target: ImportTarget,
  head: ImportHead,
  counts: Counts,
  query: PreviewQuery,
) {
  if (unsettled.has(head.state) || counts.total === 0) return { preview: false };
  const path = `/admin/imports/${head.id}`;
  const groups = await readGroups(db, head.id);
  const known = { counts: head.staged, groups };
  const { numbers, total } = await findRows(db, head.id, query, known, { page: query.page, size: pageSize });
  const rows = await readRows(db, head.id, numbers);
  const views = groupViews(t, path, head, groups, query);
  const group = views.find(({ current }) => current);
  return {
    preview: true,
    problems: views.filter(({ problem }) => problem),
    warnings: views.filter(({ problem }) => !problem),
    filters: filters(t, path, counts, query),
    ...(group ? { group: { text: group.text, clear: path } } : {}),
    search: query.q ?? '',
    show: query.show ?? '',
    groupCode: query.group ?? '',
    rows: rows.map((row) => rowView(t, scope, target, head, row)),
    paging: paging(path, query.page, total, pageSize, query),
    read: {
      sheet: head.sheet ?? '',
      columns: head.columns
        .map(({ letter, title }) => t('imports.read.column', { letter, title }))
        .join(', '),
      leftOut: Object.entries(head.mapping ?? {})
        .filter(([, key]) => key === null)
        .map(([letter]) => letter)
        .join(', '),
    },
    cleaned: head.state === 'ready' && head.cleaned,
    ...(head.state === 'ready' && !head.cleaned ? { changeColumns: `${path}/columns/change` } : {}),
    outlook: head.outlook.map((each) => shown(t, each)),
  };
}
