import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { firstValue, type RefusedForm } from '../platform/http/form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { Nudge } from '../platform/queue.ts';
import { importQueue } from './import.job.ts';
import type { ImportHead } from './import.read-model.ts';
import { mappingForm, mappingQuery } from './import.schema.ts';
import { mappingPage } from './mapping-page.rules.ts';
import { confirmMapping, openMapping } from './mapping.service.ts';
import { markChoosing } from './mapping.store.ts';
import type { ImportTarget } from './target.ts';

export type MappingRoutesDeps = {
  db: Db;
  nudge: (queue: string, nudges: readonly Nudge[]) => Promise<void>;
  /** The import with its target; throws `not_found` for unknown and foreign ids alike. */
  requireImport(
    scope: AdminScope,
    id: string | undefined,
  ): Promise<{ head: ImportHead; target: ImportTarget }>;
};

const route = routesFor<AdminScope, Action>();
const right = 'members.import';
const list = '/admin/imports';

/** The page on which a person says what the columns are; back to the import where nobody is asked (any more). */
async function page(
  deps: MappingRoutesDeps,
  { params, actor, tree, t, locale }: Context<AdminScope>,
  wanted: { sheet?: number | undefined; refused?: RefusedForm },
): Promise<Reply> {
  const scope = { actor, tree };
  const { head, target } = await deps.requireImport(scope, params['id']);
  const open = await openMapping(deps.db, target, scope, head.id);
  if (!open) {
    // whoever chose something else in another tab must see that it did not count
    if (wanted.refused) throw new AppError('conflict');
    return { redirect: `${list}/${head.id}` };
  }
  const { refused, sheet } = wanted;
  const named = refused && open.sheets.find((each) => each.sheet === firstValue(refused.values, 'sheet'));
  const shown = named ?? open.sheets[sheet ?? open.likely] ?? open.sheets[open.likely];
  if (!shown) throw new AppError('not_found');
  const title = t('imports.mapping.title', { file: head.fileName });
  const breadcrumb = [{ href: list, text: t('imports.list.title') }, { text: head.fileName }];
  const path = `${list}/${head.id}/columns`;
  return {
    view: 'imports/mapping',
    data: { title, breadcrumb, ...mappingPage(t, locale, path, open, shown, refused) },
  };
}

/** From a file whose columns are not clear to its preview, and back while nothing ran. */
export function mappingRoutes(deps: MappingRoutesDeps): Route<AdminScope, Action>[] {
  const { db, nudge } = deps;
  return [
    route({
      method: 'get',
      path: `${list}/:id/columns`,
      right,
      query: mappingQuery,
      handler: (context) => page(deps, context, { sheet: context.query.sheet }),
    }),
    route({
      method: 'post',
      path: `${list}/:id/columns`,
      right,
      body: mappingForm,
      again: { labels: {}, show: (context, refused) => page(deps, context, { refused }) },
      async handler({ params, body, actor, tree }) {
        const scope = { actor, tree };
        const { head, target } = await deps.requireImport(scope, params['id']);
        const mapped = await confirmMapping(db, target, scope, head.id, { sheet: body.sheet, values: body });
        if (mapped) await nudge(importQueue, [mapped]);
        return { redirect: `${list}/${head.id}` };
      },
    }),
    route({
      method: 'post',
      path: `${list}/:id/columns/change`,
      right,
      async handler({ params, actor, tree }) {
        const { head } = await deps.requireImport({ actor, tree }, params['id']);
        const choosing = await markChoosing(db, head.id);
        if (choosing) await nudge(importQueue, [choosing]);
        return { redirect: `${list}/${head.id}` };
      },
    }),
  ];
}
