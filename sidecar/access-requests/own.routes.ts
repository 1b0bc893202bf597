import { z } from 'zod';
import type { Own, OwnRight } from '../members/own.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import { askForAccess, withdrawRequest } from './ask.service.ts';
import { formPage, type OwnRequestDeps, overviewPage } from './own-page.ts';
import { ownRequestsPath, withQuery } from './request.rules.ts';
import { requestLabels } from './request-form.rules.ts';

const route = routesFor<Own, OwnRight>();
const open = routesFor<object, 'public'>();

const app = z.string().max(2000).optional().catch(undefined);
const note = z.enum(['filed', 'withdrawn', 'decided']).optional().catch(undefined);
const typed = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const formPath = `${ownRequestsPath}/:slug`;

/** *Zugang beantragen*: one's own requests, and the form of each open area. */
export function ownRequestRoutes(deps: OwnRequestDeps): Route<Own, OwnRight>[] {
  const query = z.object({ app });
  return [
    route({
      method: 'get',
      path: ownRequestsPath,
      right: 'own',
      query: z.object({ app, note }),
      handler: (context) => overviewPage(deps, context),
    }),
    route({
      method: 'get',
      path: formPath,
      right: 'own',
      query,
      handler: (context) => formPage(deps, context, context.query),
    }),
    route({
      method: 'post',
      path: formPath,
      right: 'own',
      query,
      body: typed,
      again: {
        labels: requestLabels,
        show: (context, refused) => formPage(deps, context, { ...query.parse(context.query), refused }),
      },
      async handler({ params, body, locale, person, tree, query: { app: back } }) {
        await askForAccess(deps, { person, tree }, params['slug'] ?? '', { values: body, locale });
        return { redirect: withQuery(ownRequestsPath, { note: 'filed', app: back }) };
      },
    }),
    route({
      method: 'post',
      path: `${ownRequestsPath}/:id/withdraw`,
      right: 'own',
      query,
      async handler({ params, person, query: { app: back } }) {
        const withdrawn = await withdrawRequest(deps, person.id, params['id']);
        return {
          redirect: withQuery(ownRequestsPath, { note: withdrawn ? 'withdrawn' : 'decided', app: back }),
        };
      },
    }),
  ];
}

/** `/request?area=<slug>&app=<address>`: where apps send people who lack an area; behind it is the sign-in. */
export function requestAddress(): Route<object, 'public'> {
  return open({
    method: 'get',
    path: '/request',
    right: 'public',
    query: z.object({ app, area: z.string().max(100).optional().catch(undefined) }),
    handler: ({ query: { area, app: back } }) => ({
      redirect: withQuery(area ? `${ownRequestsPath}/${encodeURIComponent(area)}` : ownRequestsPath, {
        app: back,
      }),
    }),
  });
}
