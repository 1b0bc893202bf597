import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { paging } from '../platform/http/paging.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { tableTypes } from '../platform/http/table-types.ts';
import type { Texts } from '../platform/i18n.ts';
import { type Batch, batchesPerPage, listBatches, requireBatch } from './batch.read-model.ts';
import { batchesPath, linksPath, right, roleText } from './link-page.rules.ts';
import { linkTable } from './link-list.routes.ts';
import { readerOf } from './link.read-model.ts';
import { linkFilter, linkQuery, type LinkQuery, pageQuery } from './link.schema.ts';
import {
  hideSecrets,
  isShown,
  requireOwnBatch,
  type SecretDeps,
  type ShownLink,
  shownLinks,
} from './secrets.read-model.ts';
import { sheetChunks, type SheetLook } from './sheet-pdf.ts';

export type BatchDeps = SecretDeps & {
  texts: Texts;
  /** How the network shows itself on paper, as its settings say now. */
  look(): Promise<Pick<SheetLook, 'companyName' | 'accent'>>;
  /** A workbook of these rows, the titles first, made while it is read; every cell is text. */
  streamTable(
    title: string,
    rows: AsyncIterable<readonly (readonly string[])[]>,
    format: 'xlsx',
  ): AsyncIterable<Uint8Array>;
};

const route = routesFor<AdminScope, Action>();
/** More than that are in the files only. */
const mostOnPage = 100;

async function firstLinks(deps: BatchDeps, batchId: string): Promise<ShownLink[]> {
  const links: ShownLink[] = [];
  for await (const link of shownLinks(deps, batchId)) {
    links.push(link);
    if (links.length === mostOnPage) break;
  }
  return links;
}

async function batchPage(
  deps: BatchDeps,
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
  };
  return { view: 'access-links/batch', data, ...(gone ? { status: 410 } : {}) };
}

async function listPage(deps: BatchDeps, context: Context<AdminScope>, asked: number): Promise<Reply> {
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

type Made = { chunks: AsyncIterable<Uint8Array>; contentType: string };
type Maker = (deps: BatchDeps, batch: Batch, context: Context<AdminScope>) => Promise<Made> | Made;

const sheet: Maker = async (deps, batch, { tree, locale }) => {
  const { companyName, accent } = await deps.look();
  const area = tree.byId(batch.areaId)?.name ?? '';
  const look = { companyName, accent, area, expiresAt: batch.expiresAt };
  const links = shownLinks(deps, batch.id);
  return {
    chunks: sheetChunks(links, look, deps.texts, { lang: locale, links: batch.links }),
    contentType: 'application/pdf',
  };
};

async function* tableRows(
  deps: BatchDeps,
  batch: Batch,
  { tree, t, locale }: Context<AdminScope>,
): AsyncIterable<readonly (readonly string[])[]> {
  const columns = ['number', 'address', 'purpose', 'area', 'expires', 'link'] as const;
  yield [columns.map((column) => t(`access-links.column.${column}`))];
  const area = tree.byId(batch.areaId)?.name ?? '';
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(batch.expiresAt);
  for await (const { number, address, lastFour } of shownLinks(deps, batch.id))
    yield [[String(number), address, batch.purpose, area, date, `…${lastFour}`]];
}

const table: Maker = (deps, batch, context) => ({
  chunks: deps.streamTable(context.t('access-links.list.title'), tableRows(deps, batch, context), 'xlsx'),
  contentType: tableTypes.xlsx,
});

/** A file with the secrets, for whoever made them while they are shown; kept by nobody on the way (every answer says `no-store`). */
function fileRoute(
  deps: BatchDeps,
  name: 'sheet.pdf' | 'links.xlsx',
  make: Maker,
): Route<AdminScope, Action> {
  return route({
    method: 'get',
    path: `${batchesPath}/:id/${name}`,
    right,
    async handler(given): Promise<Reply> {
      const context = given as unknown as Context<AdminScope>;
      const { actor, tree, params, t } = context;
      const batch = await requireOwnBatch(deps, { actor, tree }, params['id']);
      if (!isShown(batch, { actor }, deps.clock()))
        return batchPage(deps, context, linkQuery.parse({}), { gone: true });
      const fileName = `${t('access-links.list.title')} ${batch.purpose}.${name.split('.')[1]}`;
      return { ...(await make(deps, batch, context)), fileName };
    },
  });
}

/** Batches of links to be handed over: what became of them, and their secrets for a quarter of an hour. */
export function batchRoutes(deps: BatchDeps): Route<AdminScope, Action>[] {
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
    fileRoute(deps, 'sheet.pdf', sheet),
    fileRoute(deps, 'links.xlsx', table),
    route({
      method: 'post',
      path: `${batchesPath}/:id/hide`,
      right,
      async handler({ actor, tree, params }) {
        const { id } = await requireOwnBatch(deps, { actor, tree }, params['id']);
        await hideSecrets(deps, id);
        return { redirect: `${batchesPath}/${id}` };
      },
    }),
  ];
}
