import { z } from 'zod';
import { requestLabels } from '../access-requests/request-form.rules.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import type { RegistrationDeps } from './deps.ts';
import { mismatchPage } from './mismatch-page.ts';
import { askAfterMismatch } from './mismatch.service.ts';
import { own, shownIn } from './own-registration.ts';
import { pageOf } from './registration.rules.ts';

const route = routesFor<object, 'public'>();
const typed = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** *Zugang beantragen* for whoever was not let in by the facts they gave; each page is bound to the browser that gave them. */
export function mismatchRoutes(deps: RegistrationDeps): Route<object, 'public'>[] {
  const path = '/registration/:id/request';
  const common = { right: 'public', secretAddress: true, formLeaves: true, path } as const;
  return [
    route({
      ...common,
      method: 'get',
      handler: async (context) => mismatchPage(deps, await own(deps, context), shownIn(context)),
    }),
    route({
      ...common,
      method: 'post',
      body: typed,
      again: {
        labels: requestLabels,
        show: async (context, refused) =>
          mismatchPage(deps, await own(deps, context), { ...shownIn(context), refused }),
      },
      async handler(context) {
        const row = await own(deps, context);
        await askAfterMismatch(deps, row, context.body, context.locale);
        return { redirect: pageOf(row.id) };
      },
    }),
  ];
}
