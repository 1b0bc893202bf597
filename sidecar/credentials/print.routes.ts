import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { AppError } from '../platform/errors.ts';
import { localPath } from '../platform/http/guard.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { Texts, Translate } from '../platform/i18n.ts';
import { list, printsPath, right } from './letter-ask.routes.ts';
import type { LetterLook } from './letter-content.ts';
import { letterChunks } from './letter-pdf.ts';
import type { LetterDeps } from './letter.service.ts';
import { mergeRows } from './mail-merge.rules.ts';
import { contentsOf, findPrint, tickRowsOf } from './print.read-model.ts';
import { printProgress } from './print-progress.read-model.ts';
import { tickListChunks } from './tick-list-pdf.ts';
import { type StreamTable, tableTypes } from '../platform/http/table-types.ts';

export type PrintDeps = LetterDeps & {
  texts: Texts;
  /** How the network shows itself on paper, as its settings say now. */
  look(): Promise<LetterLook>;
  streamTable: StreamTable;
};

const route = routesFor<AdminScope, Action>();
const pdf = 'application/pdf';
const pageQuery = z.object({ back: z.string().max(500).optional().catch(undefined) });

function breadcrumb(t: Translate, title: string) {
  return [{ href: list, text: t('credentials.list.pageTitle') }, { text: title }];
}

const askFor = (act: string, id: string) => `${list}/ask?act=${act}&print=${id}`;

async function printPage(
  deps: PrintDeps,
  { actor, tree, params, t, query }: Context<AdminScope, unknown, z.output<typeof pageQuery>>,
): Promise<Reply> {
  const print = await findPrint(deps.db, { actor, tree }, params['id']);
  const progress = await printProgress(deps.db, print.id);
  const current = print.letters - print.overtaken;
  const open = deps.clock() <= print.until && current > 0;
  const title = t('credentials.print.title', { count: print.letters });
  const href = `${printsPath}/${print.id}`;
  const back = query.back && localPath(query.back, '');
  const data = {
    title,
    breadcrumb: breadcrumb(t, title),
    print: { ...print, href, open, current, hour: deps.clock() > print.until },
    progress: { ...progress, ended: progress.there + progress.failed, live: progress.onTheirWay > 0 },
    files: ['letters.pdf', 'list.pdf', 'letters.xlsx'].map((name) => ({
      href: `${href}/${name}`,
      text: t(`credentials.print.download.${name.replace('.', '_')}`),
      hint: t(`credentials.print.hint.${name.replace('.', '_')}`),
      primary: name === 'letters.pdf',
    })),
    again: askFor('print', print.id),
    failedLink: { href: '/admin/members?trouble=account', text: t('credentials.print.failedLink') },
    tickOff: progress.handedOut < current ? askFor('handOut', print.id) : undefined,
    back,
    ...(progress.onTheirWay > 0 ? { refreshSeconds: 3 } : {}),
  };
  return { view: 'credentials/print', data };
}

/** What a print says that cannot be downloaded any more, with the way on. */
function gonePage(
  { t, params }: Pick<Context<AdminScope>, 't' | 'params'>,
  { status, fields }: AppError,
): Reply {
  const title = t('credentials.print.gone');
  const text = fields.map((field) => t(field.text, field.params)).join(' ');
  const data = {
    title,
    breadcrumb: breadcrumb(t, title),
    text,
    again: askFor('print', params['id'] ?? ''),
    list,
  };
  return { view: 'credentials/print-gone', data, status };
}

type Made = { chunks: AsyncIterable<Uint8Array>; contentType: string };
type Maker = (deps: PrintDeps, context: Context<AdminScope>) => Promise<Made>;

const letters: Maker = async (deps, { actor, tree, params }) => ({
  chunks: letterChunks(await contentsOf(deps, { actor, tree }, params['id']), await deps.look(), deps.texts),
  contentType: pdf,
});
const table: Maker = async (deps, { actor, tree, params, t }) => {
  const { startUrl } = await deps.look();
  const rows = mergeRows(t, await contentsOf(deps, { actor, tree }, params['id']), startUrl);
  return {
    chunks: deps.streamTable(t('credentials.paper.fileTitle'), rows, 'xlsx'),
    contentType: tableTypes.xlsx,
  };
};
const tickList: Maker = async (deps, { actor, tree, params, t, locale }) => ({
  chunks: tickListChunks(await tickRowsOf(deps, { actor, tree }, params['id']), await deps.look(), t, locale),
  contentType: pdf,
});

/** A file of a print, made while it is sent; kept by nobody on the way (every answer says `no-store`). */
function fileRoute(deps: PrintDeps, name: string, make: Maker): Route<AdminScope, Action> {
  return route({
    method: 'get',
    path: `${printsPath}/:id/${name}`,
    right,
    async handler(given): Promise<Reply> {
      const context = given as unknown as Context<AdminScope>;
      try {
        const fileName = context.t(`credentials.print.file.${name.replace('.', '_')}`);
        return { ...(await make(deps, context)), fileName };
      } catch (thrown) {
        if (thrown instanceof AppError && thrown.code === 'gone') return gonePage(context, thrown);
        throw thrown;
      }
    },
  });
}

/** A print: what it holds, how far Keycloak is, and its files. */
export function printRoutes(deps: PrintDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: `${printsPath}/:id`,
      right,
      query: pageQuery,
      handler: (context) => printPage(deps, context),
    }),
    fileRoute(deps, 'letters.pdf', letters),
    fileRoute(deps, 'letters.xlsx', table),
    fileRoute(deps, 'list.pdf', tickList),
  ];
}
