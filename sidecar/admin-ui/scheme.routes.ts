import { z } from 'zod';
import { localPath } from '../platform/http/guard.rules.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import { schemeCookie, schemeFrom } from './scheme.rules.ts';

const route = routesFor<object, never>();
const year = 31_536_000;

/** POST /scheme keeps the chosen light or dark look in a cookie and goes back to where it was pressed. */
export function schemeRoutes(): Route<object, never>[] {
  return [
    route({
      method: 'post',
      path: '/scheme',
      right: 'public',
      body: z.object({ scheme: z.string().max(10), back: z.string().max(2000).default('/admin') }),
      handler({ body }) {
        const cookie = { name: schemeCookie, value: schemeFrom(body.scheme), path: '/', seconds: year };
        return { redirect: localPath(body.back, '/admin'), cookies: [cookie] };
      },
    }),
  ];
}
