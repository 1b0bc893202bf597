import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { codeText } from '../audit/words.rules.ts';
import { lastDayOf } from '../platform/day.rules.ts';
import type { Db } from '../platform/db.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { Translate } from '../platform/i18n.ts';
import { type ListViewer, resolveFilter, viewerOf } from './member-filter.rules.ts';
import { filterQuery, orderQuery } from './member-filter.schema.ts';
import { allIds, listedRows, type MemberListRow } from './member-list.read-model.ts';
import {
  type StreamTable,
  type TableFormat,
  type TableRows,
  tableTypes,
} from '../platform/http/table-types.ts';
import { uuidBatches } from '../platform/uuid.rules.ts';

export type MemberExportDeps = {
  db: Db;
  streamTable: StreamTable;
};

const route = routesFor<AdminScope, Action>();
const query = z.object({ ...filterQuery.shape, ...orderQuery.shape });
type Query = z.output<typeof query>;
const columns = [
  'lastName',
  'firstName',
  'email',
  'username',
  'employeeNumber',
  'areas',
  'highest',
  'state',
  'origin',
  'locale',
] as const;
const batchSize = 250;

function areaCell(t: Translate, { name, role, endsAt }: MemberListRow['areas'][number]): string {
  const until = endsAt ? [t('members.ending.until', { date: lastDayOf(new Date(endsAt)) })] : [];
  return [`${name} · ${t(`areas.role.${role}`)}`, ...until].join(', ');
}

function cells(t: Translate, row: MemberListRow): string[] {
  const problems = [
    ...(row.mailFailed ? [t('members.state.mailFailed')] : []),
    ...(row.syncState === 'failed' ? [t('members.state.syncFailed')] : []),
    ...(row.deviating ? [t('members.deviation.label')] : []),
  ];
  return [
    row.lastName,
    row.firstName,
    row.email ?? '',
    row.username,
    row.employeeNumber ?? '',
    row.areas.map((area) => areaCell(t, area)).join('; '),
    row.highestRole ? t(`areas.role.${row.highestRole}`) : '',
    [t(`members.state.${row.state}`), ...problems].join('; '),
    codeText(t, 'origin', row.origin),
    t(`platform.language.${row.locale}`),
  ];
}

/** The list as it was when its order was read; who is deleted meanwhile is left out. */
async function* batches(db: Db, t: Translate, viewer: ListViewer, ids: string): TableRows {
  yield [columns.map((column) => t(`members.export.column.${column}`))];
  for (const some of uuidBatches(ids, batchSize)) {
    yield (await listedRows(db, viewer, some)).map((row) => cells(t, row));
  }
}

async function exported(
  { db, streamTable }: MemberExportDeps,
  { tree, actor, query: asked, t }: Context<AdminScope, unknown, Query>,
  format: TableFormat,
): Promise<Reply> {
  const scope = { tree, actor };
  const viewer = viewerOf(scope);
  const ids = await allIds(db, viewer, resolveFilter(asked, t, scope, viewer), asked);
  const title = t('members.list.title');
  const chunks = streamTable(title, batches(db, t, viewer, ids), format);
  return { chunks, fileName: `${title}.${format}`, contentType: tableTypes[format] };
}

/** Exactly what the list shows with this filter, in its order. */
export function memberExportRoutes(deps: MemberExportDeps): Route<AdminScope, Action>[] {
  return (['xlsx', 'csv'] as const).map((format) =>
    route({
      method: 'get',
      path: `/admin/members/export.${format}`,
      right: 'members.read',
      query,
      handler: (context) => exported(deps, context as never, format),
    }),
  );
}
