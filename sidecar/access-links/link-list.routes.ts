import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import type { RefusedForm } from '../platform/http/form.rules.ts';
import { paging } from '../platform/http/paging.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { requireBatch } from './batch.read-model.ts';
import { countRevocable, type EndDeps, revokeLinks } from './end.service.ts';
import type { LinkIssueDeps } from './issue.service.ts';
import {
  batchesPath,
  filterFacts,
  filterFields,
  linksPath,
  noteOf,
  right,
  rowView,
  stateTabs,
} from './link-page.rules.ts';
import { countLinks, linksPerPage, listLinks, readerOf } from './link.read-model.ts';
import {
  againForm,
  filterAddress,
  type LinkFilter,
  linkFilter,
  linkQuery,
  type LinkQuery,
  revokeForm,
} from './link.schema.ts';
import { sendAgain } from './send-again.service.ts';

export type LinkListDeps = LinkIssueDeps & EndDeps;

const route = routesFor<AdminScope, Action>();

/** Rows, tabs and pages of one list of links, wherever it stands; the links of the tabs lead to `base`. */
export async function linkTable(
  { db, clock }: { db: Db; clock: () => Date },
  { actor, tree, t, url }: Context<AdminScope>,
  filter: LinkFilter,
  asked: number,
  base = linksPath,
) {
  const reader = readerOf({ actor, tree }, clock());
  const counts = await countLinks(db, reader, filter);
  const total = counts[filter.state ?? 'total'];
  const { rows, page } = await listLinks(db, reader, filter, total, asked);
  const shown = base === linksPath ? filter : { ...filter, batch: undefined };
  return {
    rows: rows.map((row) => rowView(t, row)),
    tabs: stateTabs(t, shown, counts, base),
    live: counts.open + counts.reserved,
    all: counts.total,
    paging: total > linksPerPage ? paging(url, page, total, linksPerPage) : undefined,
  };
}

async function list(deps: LinkListDeps, context: Context<AdminScope>, query: LinkQuery): Promise<Reply> {
  const { actor, tree, t } = context;
  const filter = linkFilter.parse({ ...query, id: undefined });
  const filtered = filterAddress({ ...filter, state: undefined }) !== '';
  const address = filterAddress(filter);
  const data = {
    title: t('access-links.list.title'),
    ...(await linkTable(deps, context, filter, query.page)),
    fields: filterFields({ actor, tree }, t, filter),
    filtered,
    kept: filter,
    note: noteOf(context, query),
    newHref: `${linksPath}/new`,
    newBatchHref: `${batchesPath}/new`,
    batchesHref: batchesPath,
    revokeHref: `${linksPath}/revoke${address}`,
    exports: (['xlsx', 'csv'] as const).map((format) => ({
      href: `${linksPath}/export.${format}${address}`,
      text: t(`access-links.export.${format}`),
    })),
  };
  return { view: 'access-links/list', data };
}

/** Names what would be taken back, and how many, before it is. */
async function ask(
  { db, clock }: LinkListDeps,
  { actor, tree, t, locale }: Context<AdminScope>,
  filter: LinkFilter,
  refused?: RefusedForm,
): Promise<Reply> {
  const scope = { actor, tree };
  const count = await countRevocable(db, readerOf(scope, clock()), filter);
  const number = new Intl.NumberFormat(locale).format(count);
  const batch = filter.batch ? await requireBatch(db, scope, filter.batch) : undefined;
  const title = t('access-links.revoke.title');
  const data = {
    title,
    breadcrumb: [{ href: linksPath, text: t('access-links.list.title') }, { text: title }],
    action: `${linksPath}/revoke`,
    count,
    filter,
    facts: filterFacts(scope, t, filter, batch?.purpose),
    changed: refused?.fields[0]?.message,
    confirm: t('access-links.revoke.confirm', { count, number }),
    back: batch ? `${batchesPath}/${batch.id}` : linksPath + filterAddress({ ...filter, id: undefined }),
  };
  return { view: 'access-links/revoke', data };
}

function actRoutes(deps: LinkListDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'post',
      path: `${linksPath}/revoke`,
      right,
      body: revokeForm,
      again: {
        labels: {},
        show: (context, refused) => ask(deps, context, linkFilter.parse(context.request.body ?? {}), refused),
      },
      async handler({ actor, tree, body }) {
        const count = await revokeLinks(deps, { actor, tree }, body);
        const { batch, ...others } = linkFilter.parse({ ...body, id: undefined, state: undefined });
        const more = { note: 'revoked', count: String(count) };
        const back = batch ? `${batchesPath}/${batch}` : linksPath;
        return { redirect: back + filterAddress(others, more) };
      },
    }),
    route({
      method: 'post',
      path: `${linksPath}/:id/send-again`,
      right,
      body: againForm,
      async handler({ actor, tree, params, body }) {
        await sendAgain(deps, { actor, tree }, params['id'], body.seen);
        return { redirect: `${linksPath}?note=sentAgain` };
      },
    }),
  ];
}

/** *Zugangslinks*: every link by state, and what may be done about one or all of them. */
export function linkListRoutes(deps: LinkListDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: linksPath,
      right,
      query: linkQuery,
      handler: (context) => list(deps, context as unknown as Context<AdminScope>, context.query),
    }),
    route({
      method: 'get',
      path: `${linksPath}/revoke`,
      right,
      query: linkFilter,
      handler: ({ query, ...context }) => ask(deps, context as unknown as Context<AdminScope>, query),
    }),
    ...actRoutes(deps),
  ];
}
