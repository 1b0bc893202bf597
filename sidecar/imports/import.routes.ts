import { type Action, can } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { Nudge } from '../platform/queue.ts';
import { importQueue } from './import.job.ts';
import { findImport, type ImportHead, listImports, type Viewer } from './import.read-model.ts';
import { importPage } from './import-page.read-model.ts';
import { listQuery, previewQuery } from './import.schema.ts';
import { mappingRoutes } from './mapping.routes.ts';
import { pageSize, paging } from './preview.rules.ts';
import { startImport } from './start.service.ts';
import type { ImportTarget } from './target.ts';
import { writeTemplate } from './template.ts';
import { acceptUpload } from './upload.service.ts';

export type ImportRoutesDeps = {
  db: Db;
  clock: Clock;
  /** By name; the upload form and the template serve `defaultTarget`. */
  targets: ReadonlyMap<string, ImportTarget>;
  defaultTarget: string;
  nudge: (queue: string, nudges: readonly Nudge[]) => Promise<void>;
};

const route = routesFor<AdminScope, Action>();
const right = 'members.import';
const list = '/admin/imports';
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Administrators see their own imports, network managers all. */
function viewerOf({ actor, tree }: AdminScope): Viewer {
  const network = tree.network;
  return {
    memberId: actor.memberId,
    seesAll: network !== undefined && can(tree, actor, 'network.manage', network.id),
  };
}

function targetOf(deps: ImportRoutesDeps, name: string): ImportTarget {
  const target = deps.targets.get(name);
  if (!target) throw new AppError('not_found');
  return target;
}

async function requireImport(db: Db, scope: AdminScope, id: string | undefined): Promise<ImportHead> {
  const head = await findImport(db, viewerOf(scope), id ?? '');
  if (!head) throw new AppError('not_found');
  return head;
}

function pages(deps: ImportRoutesDeps): Route<AdminScope, Action>[] {
  const { db } = deps;
  return [
    route({
      method: 'get',
      path: list,
      right,
      query: listQuery,
      async handler({ query, t, ...scope }) {
        const { imports, total } = await listImports(db, viewerOf(scope), query.page, pageSize);
        const rows = imports.map((head) => ({
          href: `${list}/${head.id}`,
          fileName: head.fileName,
          createdAt: head.createdAt,
          state: head.state,
          error: head.error !== null,
          stateText: t(`imports.state.${head.error ? 'failed' : head.state}`),
        }));
        const title = t('imports.list.title');
        const data = { title, imports: rows, paging: paging(list, query.page, total, pageSize) };
        return { view: 'imports/list', data };
      },
    }),
    route({
      method: 'get',
      path: `${list}/template.xlsx`,
      right,
      async handler({ locale, t, actor, tree }) {
        const target = targetOf(deps, deps.defaultTarget);
        const columns = await target.columns(db, { actor, tree });
        const file = await writeTemplate(columns, target.sheet[locale], locale, t);
        return { file, fileName: t('imports.template.fileName'), contentType: workbookType };
      },
    }),
    route({
      method: 'get',
      path: `${list}/:id`,
      right,
      query: previewQuery,
      async handler({ params, query, t, actor, tree, request }) {
        const scope = { actor, tree };
        const head = await requireImport(db, scope, params['id']);
        if (head.state === 'mapping') return toColumns(request, head.id);
        const target = targetOf(deps, head.target);
        const page = await importPage(db, t, scope, target, head, query);
        // whoever watches sees the end at once; without a viewer the sweep finds it
        if (page.ended) await deps.nudge(importQueue, [{ row: head.id, attempt: head.attempt }]);
        const breadcrumb = [{ href: list, text: t('imports.list.title') }, { text: head.fileName }];
        const refresh = page.live ? { refreshSeconds: 3 } : {};
        return {
          view: 'imports/import',
          data: { title: head.fileName, breadcrumb, ...refresh, import: page },
        };
      },
    }),
  ];
}

/** A page that refreshes a part of itself is led on as a whole. */
function toColumns(request: Context['request'], id: string): Reply {
  const href = `${list}/${id}/columns`;
  return request.get('hx-request') ? { empty: true, headers: { 'HX-Redirect': href } } : { redirect: href };
}

/** The routes of the import pages, below the administrators' mount. */
export function importRoutes(deps: ImportRoutesDeps): Route<AdminScope, Action>[] {
  const { db, nudge } = deps;
  return [
    ...pages(deps),
    ...mappingRoutes({
      db,
      nudge,
      async requireImport(scope, id) {
        const head = await requireImport(db, scope, id);
        return { head, target: targetOf(deps, head.target) };
      },
    }),
    route({
      method: 'post',
      path: list,
      right,
      upload: { field: 'workbook', maxBytes: 20_000_000 },
      async handler({ upload, actor }) {
        const id = await acceptUpload(db, deps.defaultTarget, upload, actor.memberId);
        await nudge(importQueue, [{ row: id, attempt: 0 }]);
        return { redirect: `${list}/${id}` };
      },
    }),
    route({
      method: 'post',
      path: `${list}/:id/run`,
      right,
      async handler({ params, actor, tree }) {
        const { id } = await requireImport(db, { actor, tree }, params['id']);
        const started = await startImport(db, id, actor.memberId, deps.clock());
        if (started) await nudge(importQueue, [started]);
        return { redirect: `${list}/${id}` };
      },
    }),
  ];
}
