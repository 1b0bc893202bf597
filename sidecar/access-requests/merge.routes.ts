import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { PersonDeps } from '../members/person-change.service.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import type { KeyRing } from '../platform/secrets.ts';
import type { DecideDeps } from './decide.service.ts';
import { requestsPath, right } from './inbox-page.rules.ts';
import { askMerge, withdrawAsk } from './merge-ask.service.ts';
import { mergeNow } from './merge-now.service.ts';
import { mergePage } from './merge-page.ts';
import { mergeForm, mergeQuery, withdrawForm } from './merge.schema.ts';

const route = routesFor<AdminScope, Action>();
const path = `${requestsPath}/:id/merge`;

/** *Zusammenführen*: an applicant's account with one that may belong to the same person. */
export function mergeRoutes(
  deps: DecideDeps & Pick<PersonDeps, 'endInvitations'> & { ring: KeyRing },
): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path,
      right,
      query: mergeQuery,
      handler: (context) => mergePage(deps.db, context, context.query),
    }),
    route({
      method: 'post',
      path,
      right,
      body: mergeForm,
      again: { labels: {}, show: (context, refused) => mergePage(deps.db, context, { refused }) },
      async handler({ actor, tree, params, body: { form, wish } }) {
        const merge = form === 'now' ? mergeNow : askMerge;
        await merge(deps, { actor, tree }, params['id'], wish);
        return { redirect: `${requestsPath}/${params['id']}?note=merged` };
      },
    }),
    route({
      method: 'post',
      path: `${path}/withdraw`,
      right,
      body: withdrawForm,
      async handler({ actor, tree, params, body }) {
        await withdrawAsk(deps, { actor, tree }, params['id'], body.merge);
        return { redirect: `${requestsPath}/${params['id']}` };
      },
    }),
  ];
}
