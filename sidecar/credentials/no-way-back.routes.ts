import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { paging } from '../platform/http/paging.rules.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import { list } from './letter-ask.routes.ts';
import { page } from './letter.schema.ts';
import { noWayBack } from './no-way-back.read-model.ts';

const route = routesFor<AdminScope, Action>();
const pageSize = 50;

/** *Konten ohne Weg zurück*: whom nobody but an administrator can help when the password is forgotten. */
export function noWayBackRoutes({ db }: { db: Db }): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: `${list}/no-way-back`,
      right: 'members.read',
      query: z.object({ page }),
      async handler({ actor, tree, query, t, url }) {
        const found = await noWayBack(db, { actor, tree }, query.page, pageSize);
        const title = t('credentials.noWayBack.title');
        const data = {
          title,
          breadcrumb: [{ href: list, text: t('credentials.list.pageTitle') }, { text: title }],
          rows: found.rows,
          total: found.total,
          paging: found.total > pageSize ? paging(url, found.page, found.total, pageSize) : undefined,
        };
        return { view: 'credentials/no-way-back', data };
      },
    }),
  ];
}
