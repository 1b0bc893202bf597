import { z } from 'zod';
import { visitorKey } from '../platform/http/address.rules.ts';
import { AppError } from '../platform/errors.ts';
import { opensPage } from '../platform/http/guard.rules.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import { type AppStartDeps, beginForApp, startOther, switchForApp } from './app-start.service.ts';

export type AppStartRouteDeps = AppStartDeps & {
  /** False where this address began too many registrations lately. */
  mayBegin(address: string): Promise<boolean>;
};

const route = routesFor<object, 'public'>();
const query = z.object({ app: z.string().max(2000).optional() });

/** Where an app's "Registrieren" leads: first it is noticed who is signed in, then the app's own sign-in begins. */
export function appStartRoutes(deps: AppStartRouteDeps): Route<object, 'public'>[] {
  const common = { right: 'public', path: '/register/other', formLeaves: true } as const;
  const secretOf = (cookie: (name: string) => string | undefined) => cookie(deps.cookieName) ?? '';
  return [
    route({
      method: 'get',
      path: '/register',
      right: 'public',
      query,
      async handler({ query: { app }, locale, cookie, request }) {
        if (app === undefined) return { redirect: '/join' };
        if (!opensPage(request.get('sec-fetch-dest'))) throw new AppError('cross_site');
        if (!(await deps.mayBegin(visitorKey(request.ip)))) throw new AppError('too_many');
        const { url, cookies } = await beginForApp(deps, { locale, cookie }, app);
        return { redirect: url, cookies };
      },
    }),
    route({
      ...common,
      method: 'get',
      async handler({ cookie, t }) {
        const { name: person, app } = await startOther(deps, secretOf(cookie));
        const title = t('registration.other.title', { person });
        return { view: 'registration/start-other', data: { title, person, app }, status: 409 };
      },
    }),
    route({
      ...common,
      method: 'post',
      handler: async ({ cookie }) => ({ redirect: await switchForApp(deps, secretOf(cookie)) }),
    }),
  ];
}
