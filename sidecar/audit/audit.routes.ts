import { type Action, areasFor } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { paging } from '../platform/http/paging.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { Translate } from '../platform/i18n.ts';
import { acts } from './acts.rules.ts';
import { allAudit, entriesPerPage, listAudit } from './audit.read-model.ts';
import { type AuditQuery, auditQuery, filterOf } from './audit.schema.ts';
import { auditScope } from './scope.rules.ts';
import { actText, columns, entryCells, entryView } from './words.rules.ts';
import { type TableFormat, tableTypes } from '../platform/http/table-types.ts';

export type AuditRouteDeps = {
  db: Db;
  /** Makes a file of a table, first row titles; cells that a spreadsheet would run are made inert. */
  writeTable(title: string, rows: readonly (readonly string[])[], format: TableFormat): Promise<Buffer>;
};

const route = routesFor<AdminScope, Action>();
const right = 'audit.read';
const path = '/admin/audit';
const mostRows = 50_000;

/** The form of filters, as the partial admin-ui/_field draws it. */
function filterFields({ tree, actor }: AdminScope, query: AuditQuery, t: Translate) {
  const areaIds = new Set(areasFor(tree, actor, right));
  const any = { value: '', text: t('audit.filter.any') };
  const areas = tree.areas.filter((area) => areaIds.has(area.id));
  const actOptions = acts.map((act) => ({ value: act as string, text: actText(t, act) }));
  const field = (name: string, value: string | undefined, more: object = {}) => ({
    name,
    label: t(`audit.filter.${name}`),
    value: value ?? '',
    ...more,
  });
  return [
    field('q', query.q, { max: 200 }),
    field('area', query.area, {
      options: [any, ...areas.map(({ id, name }) => ({ value: id, text: name }))],
    }),
    field('act', query.act, {
      options: [any, ...actOptions.toSorted((a, b) => a.text.localeCompare(b.text))],
    }),
    field('from', query.from, { type: 'date' }),
    field('to', query.to, { type: 'date' }),
  ];
}

/** The filters without the page, for the links to the export. */
function search(url: string): string {
  const there = new URL(url, 'http://localhost').searchParams;
  for (const name of ['page', 'lang']) there.delete(name);
  return there.size > 0 ? `?${there}` : '';
}

async function show(
  { db }: AuditRouteDeps,
  { tree, actor, query, url, t }: Context<AdminScope, unknown, AuditQuery>,
): Promise<Reply> {
  const scope = auditScope({ tree, actor });
  const { rows, total, page } = await listAudit(db, scope, filterOf(query), query.page);
  const filters = search(url);
  const data = {
    title: t('audit.list.title'),
    rows: rows.map((row) => entryView(t, row, scope.all)),
    total,
    fields: filterFields({ tree, actor }, query, t),
    member: query.member,
    filtered: filters !== '',
    exports: (['xlsx', 'csv'] as const).map((format) => ({
      href: `${path}/export.${format}${filters}`,
      text: t(`audit.export.${format}`),
    })),
    paging: total > entriesPerPage ? paging(url, page, total, entriesPerPage) : undefined,
  };
  return { view: 'audit/list', data };
}

async function exported(
  { db, writeTable }: AuditRouteDeps,
  { tree, actor, query, t }: Context<AdminScope, unknown, AuditQuery>,
  format: TableFormat,
): Promise<Reply> {
  const entries = await allAudit(db, auditScope({ tree, actor }), filterOf(query), mostRows);
  if (!entries)
    throw new AppError('invalid_input', {
      fields: [{ field: t('audit.filter.from'), text: 'audit.export.tooMany', params: { most: mostRows } }],
    });
  const titles = columns.map((column) => t(`audit.columns.${column}`));
  const title = t('audit.list.title');
  const file = await writeTable(title, [titles, ...entries.map((entry) => entryCells(t, entry))], format);
  return { file, fileName: `${title}.${format}`, contentType: tableTypes[format] };
}

/** *Protokoll*: filters and page are in the address; the export holds exactly what is filtered. */
export function auditRoutes(deps: AuditRouteDeps): Route<AdminScope, Action>[] {
  const query = auditQuery;
  return [
    route({ method: 'get', path, right, query, handler: (context) => show(deps, context as never) }),
    ...(['xlsx', 'csv'] as const).map((format) =>
      route({
        method: 'get',
        path: `${path}/export.${format}`,
        right,
        query,
        handler: (context) => exported(deps, context as never, format),
      }),
    ),
  ];
}
