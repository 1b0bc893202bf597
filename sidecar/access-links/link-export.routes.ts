import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { type StreamTable, type TableRows, tableTypes } from '../platform/http/table-types.ts';
import { exportCells, exportColumns, linksPath, right } from './link-page.rules.ts';
import { linkIds, type LinkReader, readerOf, readLinks } from './link.read-model.ts';
import { type LinkFilter, linkFilter } from './link.schema.ts';

export type LinkExportDeps = {
  db: Db;
  clock: Clock;
  streamTable: StreamTable;
};

const route = routesFor<AdminScope, Action>();
const batchSize = 500;

/** The list as it was when its order was read. */
async function* batches(
  db: Db,
  reader: LinkReader,
  { t, locale }: Pick<Context<AdminScope>, 't' | 'locale'>,
  filter: LinkFilter,
): TableRows {
  yield [exportColumns.map((column) => t(`access-links.column.${column}`))];
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' });
  const time = (at: Date | null) => (at ? format.format(at) : '');
  const ids = await linkIds(db, reader, filter);
  for (let start = 0; start < ids.length; start += batchSize) {
    const rows = await readLinks(db, reader.now, ids.slice(start, start + batchSize));
    yield rows.map((row) => exportCells(t, row, time));
  }
}

/** Exactly what the list shows with this filter, in its order; never a secret. */
export function linkExportRoutes({ db, clock, streamTable }: LinkExportDeps): Route<AdminScope, Action>[] {
  return (['xlsx', 'csv'] as const).map((format) =>
    route({
      method: 'get',
      path: `${linksPath}/export.${format}`,
      right,
      query: linkFilter,
      handler({ query, ...context }): Reply {
        const { actor, tree, t } = context as unknown as Context<AdminScope>;
        const reader = readerOf({ actor, tree }, clock());
        const title = t('access-links.list.title');
        const rows = batches(db, reader, context as unknown as Context<AdminScope>, query);
        const chunks = streamTable(title, rows, format);
        return { chunks, fileName: `${title}.${format}`, contentType: tableTypes[format] };
      },
    }),
  );
}
