import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { type StreamTable, type TableRows, tableTypes } from '../platform/http/table-types.ts';
import type { Texts } from '../platform/i18n.ts';
import type { Batch } from './batch.read-model.ts';
import { batchPage } from './batch.routes.ts';
import { batchesPath, right } from './link-page.rules.ts';
import { linkQuery } from './link.schema.ts';
import { hideSecrets, isShown, requireOwnBatch, type SecretDeps, shownLinks } from './secrets.read-model.ts';
import { sheetChunks, type SheetLook } from './sheet-pdf.ts';

export type BatchFileDeps = SecretDeps & {
  texts: Texts;
  /** How the network shows itself on paper, as its settings say now. */
  look(): Promise<Pick<SheetLook, 'companyName' | 'accent'>>;
  streamTable: StreamTable;
};

const route = routesFor<AdminScope, Action>();

type Made = { chunks: AsyncIterable<Uint8Array>; contentType: string };
type Maker = (deps: BatchFileDeps, batch: Batch, context: Context<AdminScope>) => Promise<Made> | Made;

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
  deps: BatchFileDeps,
  batch: Batch,
  { tree, t, locale }: Context<AdminScope>,
): TableRows {
  const columns = ['number', 'address', 'purpose', 'area', 'expires', 'link'] as const;
  yield [columns.map((column) => t(`access-links.column.${column}`))];
  const area = `${tree.byId(batch.areaId)?.name ?? ''} · ${t(`areas.role.${batch.role}`)}`;
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
  deps: BatchFileDeps,
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

/** The files of a batch, and the button that ends their being shown; for nobody but who made it. */
export function batchFileRoutes(deps: BatchFileDeps): Route<AdminScope, Action>[] {
  return [
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
