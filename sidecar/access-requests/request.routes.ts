import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import { approveRequest } from './approve.service.ts';
import { approveForm } from './decide.schema.ts';
import type { DecideDeps } from './decide.service.ts';
import { requestsPath, right } from './inbox-page.rules.ts';
import { requestPage, type RequestPageDeps } from './request-page.ts';

const route = routesFor<AdminScope, Action>();
const query = z.object({
  note: z.string().max(20).optional().catch(undefined),
  record: z.uuid().optional().catch(undefined),
});

/** One request, and *Annehmen*. */
export function requestRoutes(deps: RequestPageDeps & DecideDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: `${requestsPath}/:id`,
      right,
      query,
      handler: (context) => requestPage(deps, context, context.query),
    }),
    route({
      method: 'post',
      path: `${requestsPath}/:id/approve`,
      right,
      body: approveForm,
      again: {
        labels: {},
        show: (context, refused) => requestPage(deps, context, { refused }),
      },
      async handler({ actor, tree, params, body }) {
        await approveRequest(deps, { actor, tree }, params['id'], body);
        return { redirect: `${requestsPath}/${params['id']}?note=approved` };
      },
    }),
  ];
}
