import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { type StreamTable, type TableRows, tableTypes } from '../platform/http/table-types.ts';
import { applicantName, requestsPath, right, shownGrants } from './inbox-page.rules.ts';
import { decidableAreas, type InboxRow, readRequests, requestIds } from './inbox.read-model.ts';
import { type InboxFilter, inboxFilter } from './inbox.schema.ts';

export type InboxExportDeps = { db: Db; streamTable: StreamTable };

const route = routesFor<AdminScope, Action>();
const batchSize = 500;
const columns = [
  'applicant',
  'email',
  'area',
  'asked',
  'expires',
  'origin',
  'message',
  'answers',
  'state',
  'decidedAt',
  'decidedBy',
  'granted',
  'reason',
  'againAt',
] as const;

function cells(context: Context<AdminScope>, row: InboxRow): string[] {
  const { t, locale } = context;
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' });
  const time = (at: Date | null) => (at ? format.format(at) : '');
  const grants = shownGrants(context, row.granted);
  return [
    row.gone ? t('audit.deletedPerson') : applicantName(row),
    row.gone ? '' : (row.email ?? ''),
    row.areaName,
    time(row.createdAt),
    row.state === 'pending' ? time(row.expiresAt) : '',
    t(`audit.origin.${row.origin}`),
    row.message ?? '',
    row.answers.map(({ question, answer }) => `${question}: ${answer}`).join('\n'),
    t(`access-requests.inbox.state.${row.state}`),
    time(row.decidedAt),
    row.decidedByName ?? '',
    grants.map(({ area, role }) => `${area}: ${role}`).join('\n'),
    row.reason ?? '',
    time(row.againAt),
  ];
}

/** The list as it was when its order was read. */
async function* batches(db: Db, context: Context<AdminScope>, filter: InboxFilter): TableRows {
  yield [columns.map((column) => context.t(`access-requests.inbox.column.${column}`))];
  const areaIds = decidableAreas(context);
  const ids = await requestIds(db, areaIds, filter);
  for (let start = 0; start < ids.length; start += batchSize) {
    const rows = await readRequests(db, areaIds, ids.slice(start, start + batchSize));
    yield rows.map((row) => cells(context, row));
  }
}

/** Exactly what the list shows with this filter, in its order. */
export function inboxExportRoutes({ db, streamTable }: InboxExportDeps): Route<AdminScope, Action>[] {
  return (['xlsx', 'csv'] as const).map((format) =>
    route({
      method: 'get',
      path: `${requestsPath}/export.${format}`,
      right,
      query: inboxFilter,
      handler(context): Reply {
        const title = context.t('access-requests.inbox.title');
        const chunks = streamTable(title, batches(db, context, context.query), format);
        return { chunks, fileName: `${title}.${format}`, contentType: tableTypes[format] };
      },
    }),
  );
}
