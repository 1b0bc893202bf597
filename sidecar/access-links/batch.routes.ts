import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { subjectHistory } from '../audit/person-boxes.ts';
import { paging } from '../platform/http/paging.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { batchesPerPage, listBatches, requireBatch } from './batch.read-model.ts';
import { batchesPath, linksPath, noteOf, right, roleText } from './link-page.rules.ts';
import { linkTable } from './link-list.routes.ts';
import { linkIds, readerOf } from './link.read-model.ts';
import { linkFilter, linkQuery, type LinkQuery, pageQuery } from './link.schema.ts';
import { isShown, type SecretDeps, type ShownLink, shownLinks } from './secrets.read-model.ts';

const route = routesFor<AdminScope, Action>();
/** More than that are in the files only. */
const mostOnPage = 100;

async function firstLinks(deps: SecretDeps, batchId: string): Promise<ShownLink[]> {
  const links: ShownLink[] = [];
  for await (const link of shownLinks(deps, batchId)) {
    links.push(link);
    if (links.length === mostOnPage) break;
  }
  return links;
}

/** What was done to the batch and to its links. */
async function batchHistory(
  { db, clock }: SecretDeps,
  { actor, tree, t }: Context<AdminScope>,
  batchId: string,
) {
  const filter = { batch: batchId, q: '' };
  const ids = await linkIds(db, readerOf({ actor, tree }, clock()), filter);
  return subjectHistory(db, [batchId, ...ids], { actor, tree, t });
}

/** The page of one batch; `gone`: its secrets were asked for and are shown no more. */
export async function batchPage(
  deps: SecretDeps,
  context: Context<AdminScope>,
  query: LinkQuery,
  { gone = false } = {},
): Promise<Reply> {
  const { actor, tree, t, params } = context;
  const batch = await requireBatch(deps.db, { actor, tree }, params['id']);
  const href = `${batchesPath}/${batch.id}`;
  const shown = isShown(batch, { actor }, deps.clock());
  const links = shown ? await firstLinks(deps, batch.id) : [];
  const filter = { ...linkFilter.parse({ ...query, id: undefined, area: undefined }), batch: batch.id };
  const data = {
    title: batch.purpose,
    breadcrumb: [
      { href: linksPath, text: t('access-links.list.title') },
      { href: batchesPath, text: t('access-links.batches.title') },
      { text: batch.purpose },
    ],
    batch: { ...batch, role: roleText(t, batch.role), area: tree.byId(batch.areaId)?.name },
    gone,
    note: noteOf(context, query),
    secrets: links.length > 0 && {
      links,
      more: batch.links > links.length ? batch.links - links.length : 0,
      until: batch.shownUntil,
      hide: `${href}/hide`,
      files: [
        { href: `${href}/sheet.pdf`, text: t('access-links.batch.sheet'), primary: true },
        { href: `${href}/links.xlsx`, text: t('access-links.batch.table') },
      ],
    },
    ...(await linkTable(deps, context, filter, query.page, href)),
    revokeHref: `${linksPath}/revoke?batch=${batch.id}`,
    history: await batchHistory(deps, context, batch.id),
  };
  return { view: 'access-links/batch', data, ...(gone ? { status: 410 } : {}) };
}

async function listPage(deps: SecretDeps, context: Context<AdminScope>, asked: number): Promise<Reply> {
  const { actor, tree, t, url } = context;
  const { rows, total, page } = await listBatches(deps.db, readerOf({ actor, tree }, deps.clock()), asked);
  const title = t('access-links.batches.title');
  const data = {
    title,
    breadcrumb: [{ href: linksPath, text: t('access-links.list.title') }, { text: title }],
    rows: rows.map((row) => ({
      ...row,
      role: roleText(t, row.role),
      href: `${batchesPath}/${row.id}`,
    })),
    newHref: `${batchesPath}/new`,
    paging: total > batchesPerPage ? paging(url, page, total, batchesPerPage) : undefined,
  };
  return { view: 'access-links/batches', data };
}

/** Batches of links to be handed over: what became of them, and their secrets for a quarter of an hour. */
export function batchRoutes(deps: SecretDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: batchesPath,
      right,
      query: pageQuery,
      handler: (context) => listPage(deps, context as unknown as Context<AdminScope>, context.query.page),
    }),
    route({
      method: 'get',
      path: `${batchesPath}/:id`,
      right,
      query: linkQuery,
      handler: (context) => batchPage(deps, context as unknown as Context<AdminScope>, context.query),
    }),
  ];
}
