import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { Translate } from '../platform/i18n.ts';
import type { Nudge } from '../platform/queue.ts';
import { list, requireImport, right, targetOf, viewerOf } from './access.service.ts';
import { importQueue } from './import.job.ts';
import { listImports } from './import.read-model.ts';
import { importPage } from './import-page.read-model.ts';
import { listQuery, previewQuery, targetName } from './import.schema.ts';
import { mappingRoutes } from './mapping.routes.ts';
import { pageSize, paging } from './preview.rules.ts';
import { readProgress } from './progress.read-model.ts';
import { progressRoutes } from './progress.routes.ts';
import { resultRoutes } from './result.routes.ts';
import { runRoutes } from './run.routes.ts';
import type { SealedBox } from '../platform/sealed-box.ts';
import type { ImportTarget } from './target.ts';
import { writeTemplate } from './template.ts';
import { acceptUpload } from './upload.service.ts';
import { tableTypes } from '../platform/http/table-types.ts';

export type ImportRoutesDeps = {
  db: Db;
  clock: Clock;
  /** By name, in the order in which they are offered; `defaultTarget` is meant where nothing is said. */
  targets: ReadonlyMap<string, ImportTarget>;
  defaultTarget: string;
  /** Seals uploaded files until they are staged. */
  box: SealedBox;
  nudge: (queue: string, nudges: readonly Nudge[]) => Promise<void>;
  /** Names of people by id, as they are now; who is gone is left out. */
  namesOf(db: Db, memberIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** What another room offers once an import is done; undefined where it has nothing for it. */
  nextStep(context: Context<AdminScope>, importId: string): Promise<NextStep | undefined>;
};
export type NextStep = { href: string; text: string };

const route = routesFor<AdminScope, Action>();

/** The targets to choose from, each with its template; nothing where there is no choice. */
function choicesOf({ targets, defaultTarget }: ImportRoutesDeps, t: Translate, asked: string | undefined) {
  const chosen = asked !== undefined && targets.has(asked) ? asked : defaultTarget;
  const all = [...targets.keys()].map((name) => ({
    value: name,
    text: t(`imports.target.${name}`),
    template: `${list}/template.xlsx?target=${name}`,
  }));
  const choice = {
    name: 'target',
    label: t('imports.upload.target'),
    value: chosen,
    options: all,
  };
  const template = all.find(({ value }) => value === chosen)?.template;
  return all.length > 1 ? { choice, templates: all, template } : { template };
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
        const names = await deps.namesOf(
          db,
          imports.map(({ createdBy }) => createdBy),
        );
        const rows = imports.map((head) => ({
          href: `${list}/${head.id}`,
          fileName: head.fileName,
          createdAt: head.createdAt,
          state: head.state,
          by: names.get(head.createdBy) ?? '',
          ...(head.result ? { result: head.result } : {}),
          error: head.error !== null,
          stateText: t(`imports.state.${head.error ? 'failed' : head.state}`),
          targetText: t(`imports.target.${head.target}`),
        }));
        const title = t('imports.list.title');
        const data = {
          title,
          imports: rows,
          paging: paging(list, query.page, total, pageSize),
          ...choicesOf(deps, t, query.target),
        };
        return { view: 'imports/list', data };
      },
    }),
    route({
      method: 'get',
      path: `${list}/template.xlsx`,
      right,
      query: z.object({ target: targetName }),
      async handler({ locale, t, actor, tree, query }) {
        const target = targetOf(deps.targets, query.target ?? deps.defaultTarget);
        const columns = await target.columns(db, { actor, tree });
        const file = await writeTemplate(columns, target.sheet[locale], locale, t);
        const fileName = t(target.words?.template ?? 'imports.template.fileName');
        return { file, fileName, contentType: tableTypes.xlsx };
      },
    }),
    route({
      method: 'get',
      path: `${list}/:id`,
      right,
      query: previewQuery,
      async handler(context) {
        const { params, query, t, locale, actor, tree, request } = context;
        const scope = { actor, tree };
        const head = await requireImport(db, scope, params['id']);
        if (head.state === 'mapping') return toColumns(request, head.id);
        const target = targetOf(deps.targets, head.target);
        const page = await importPage({ ...deps, t, locale }, scope, target, head, query);
        // whoever watches sees the end at once; without a viewer the sweep finds it
        if (page.ended) await deps.nudge(importQueue, [{ row: head.id, attempt: head.attempt }]);
        const breadcrumb = [{ href: list, text: t('imports.list.title') }, { text: head.fileName }];
        const plain = context as unknown as Context<AdminScope>;
        const next = head.state === 'done' ? await deps.nextStep(plain, head.id) : undefined;
        const refresh = page.live || page.moving ? { refreshSeconds: 3, liveProgress: page.moving } : {};
        return {
          view: 'imports/import',
          data: { title: head.fileName, breadcrumb, ...refresh, import: { ...page, next } },
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
        return { head, target: targetOf(deps.targets, head.target) };
      },
    }),
    route({
      method: 'post',
      path: list,
      right,
      upload: { field: 'workbook', maxBytes: 20_000_000 },
      body: z.object({ target: targetName }),
      async handler({ upload, actor, body }) {
        const { name } = targetOf(deps.targets, body.target ?? deps.defaultTarget);
        const id = await acceptUpload(db, name, upload, actor.memberId, deps.box);
        await nudge(importQueue, [{ row: id, attempt: 0 }]);
        return { redirect: `${list}/${id}` };
      },
    }),
    ...runRoutes(deps),
    ...resultRoutes({ db }),
    ...progressRoutes({
      clock: deps.clock,
      right,
      async progressOf(scope, id) {
        const head = await requireImport(db, scope, id);
        return () => readProgress(db, targetOf(deps.targets, head.target), head.id);
      },
    }),
  ];
}
