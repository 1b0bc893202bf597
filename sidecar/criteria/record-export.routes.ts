import { z } from 'zod';
import { factText } from '../areas/fact.rules.ts';
import type { Field } from '../areas/field.ts';
import { readFields } from '../areas/field.store.ts';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { codeText } from '../audit/words.rules.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import {
  type StreamTable,
  type TableFormat,
  type TableRows,
  tableTypes,
} from '../platform/http/table-types.ts';
import { uuidBatches } from '../platform/uuid.rules.ts';
import { lastDayOf } from '../platform/day.rules.ts';
import { matching } from './record-filter.store.ts';
import { allRecordIds, type ListedRecord, readRecords, usersOf } from './record-list.read-model.ts';
import { recordFilter, recordOrder } from './record-list.schema.ts';
import { recordViewer, registrationsPath, right, shownState } from './record-scope.rules.ts';
import { shownGrants } from './record-text.rules.ts';

export type RecordExportDeps = {
  db: Db;
  clock: Clock;
  streamTable: StreamTable;
};

const route = routesFor<AdminScope, Action>();
const query = z.object({ ...recordFilter.shape, ...recordOrder.shape });
type ExportContext = Context<AdminScope, unknown, z.output<typeof query>>;
const columns = ['areas', 'ends', 'state', 'used', 'usedBy', 'created', 'origin'] as const;
const batchSize = 500;

function cells(
  context: ExportContext,
  { fields, now, users }: { fields: readonly Field[]; now: Date; users: ReadonlyMap<string, string> },
  row: ListedRecord,
): string[] {
  const { t, locale } = context;
  const day = (moment: Date | null) =>
    moment ? new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(moment) : '';
  const facts = fields.map((field) => {
    const fact = row.facts?.[field.key];
    return fact === undefined ? '' : factText(field, fact, locale);
  });
  return [
    ...facts,
    shownGrants(context, row.grants, t)
      .map(({ area, role }) => `${area} · ${role}`)
      .join('; '),
    row.endsAt ? lastDayOf(row.endsAt) : '',
    t(`criteria.state.${shownState(row.state, row.endsAt, now)}`),
    day(row.usedAt),
    users.get(row.id) ?? '',
    day(row.createdAt),
    codeText(t, 'origin', row.origin),
  ];
}

/** The list as it was when its order was read; what is removed meanwhile is left out. */
async function* batches(deps: RecordExportDeps, context: ExportContext, ids: string): TableRows {
  const { t, locale } = context;
  const fields = await readFields(deps.db);
  const now = deps.clock();
  yield [
    [
      ...fields.map(({ name }) => name[locale]),
      ...columns.map((column) => t(`criteria.export.column.${column}`)),
    ],
  ];
  for (const some of uuidBatches(ids, batchSize)) {
    const rows = await readRecords(deps.db, some);
    const users = await usersOf(deps.db, some);
    yield rows.map((row) => cells(context, { fields, now, users }, row));
  }
}

async function exported(deps: RecordExportDeps, context: ExportContext, format: TableFormat): Promise<Reply> {
  const { actor, tree, query: asked, t } = context;
  const where = matching(tree, recordViewer({ actor, tree }), asked, deps.clock());
  const ids = await allRecordIds(deps.db, where, asked);
  const title = t('criteria.list.title');
  const chunks = deps.streamTable(title, batches(deps, context, ids), format);
  return { chunks, fileName: `${title}.${format}`, contentType: tableTypes[format] };
}

/** Exactly what the list shows with this filter, in its order. */
export function recordExportRoutes(deps: RecordExportDeps): Route<AdminScope, Action>[] {
  return (['xlsx', 'csv'] as const).map((format) =>
    route({
      method: 'get',
      path: `${registrationsPath}/export.${format}`,
      right,
      query,
      handler: (context) => exported(deps, context as never, format),
    }),
  );
}
