import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { paging } from '../platform/http/paging.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { inboxFields, inboxNotes, inboxRow, inboxTabLinks, requestsPath, right } from './inbox-page.rules.ts';
import { countRequests, decidableAreas, listRequests, requestsPerPage } from './inbox.read-model.ts';
import { inboxAddress, inboxFilter, inboxQuery, type InboxQuery } from './inbox.schema.ts';

const route = routesFor<AdminScope, Action>();

async function list(
  { db, clock }: { db: Db; clock: Clock },
  { actor, tree, t, locale, url }: Context<AdminScope>,
  query: InboxQuery,
): Promise<Reply> {
  const areaIds = decidableAreas({ actor, tree });
  const filter = inboxFilter.parse(query);
  const counts = await countRequests(db, areaIds, filter);
  const total = counts[filter.tab];
  const { rows, page } = await listRequests(db, areaIds, filter, total, query.page);
  const now = clock();
  const data = {
    title: t('access-requests.inbox.title'),
    notes: inboxNotes(t, locale, query),
    tabs: inboxTabLinks(t, filter, counts),
    fields: inboxFields(tree, areaIds, t, filter),
    filtered: filter.q !== '' || filter.area !== undefined,
    decidedTab: filter.tab === 'decided' ? filter.tab : undefined,
    kept: { area: filter.area, q: filter.q },
    resetHref: requestsPath + inboxAddress({ tab: filter.tab, area: undefined, q: '' }),
    rows: rows.map((row) => inboxRow(t, locale, row, now)),
    any: counts.pending + counts.decided > 0,
    paging: total > requestsPerPage ? paging(url, page, total, requestsPerPage) : undefined,
    exports: (['xlsx', 'csv'] as const).map((format) => ({
      href: `${requestsPath}/export.${format}${inboxAddress(filter)}`,
      text: t(`access-requests.inbox.export.${format}`),
    })),
  };
  return { view: 'access-requests/inbox', data };
}

/** *Zugangsanfragen*: what waits for this manager, and what was decided. */
export function inboxRoutes(deps: { db: Db; clock: Clock }): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: requestsPath,
      right,
      query: inboxQuery,
      handler: (context) => list(deps, context, context.query),
    }),
  ];
}
