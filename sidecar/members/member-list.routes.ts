import { z } from 'zod';
import { type Action, areasFor, can } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { paging } from '../platform/http/paging.rules.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import { listMembers, membersPerPage } from './member-list.read-model.ts';
import { justMade } from './person-add.routes.ts';
import { grantableAreas } from './person.rules.ts';
import { syncTrouble } from './sync.rules.ts';

const route = routesFor<AdminScope, Action>();
const query = z.object({
  q: z.string().trim().max(200).catch(''),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
  deviating: z.literal('1').optional().catch(undefined),
  made: z.uuid().optional().catch(undefined),
  note: z.enum(['deleted', 'gone']).optional().catch(undefined),
});

/** GET /admin/members: search and page are in the address; an entry that does not fit is left out, not refused. */
export function memberListRoutes({ db }: { db: Db }): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: '/admin/members',
      right: 'members.read',
      query,
      async handler({ tree, actor, query: { q, page, deviating, made, note }, url, t }) {
        const areaIds = areasFor(tree, actor, 'members.read');
        const network = tree.network;
        const withoutGrant = network !== undefined && can(tree, actor, 'network.manage', network.id);
        const {
          rows,
          total,
          page: shown,
        } = await listMembers(db, areaIds, { search: q, page, withoutGrant, deviating: deviating === '1' });
        const pages = total > membersPerPage ? paging(url, shown, total, membersPerPage) : undefined;
        const data = {
          title: t('members.list.title'),
          rows: rows.map((row) => ({ ...row, trouble: syncTrouble(t, row) })),
          mayAdd: grantableAreas({ actor, tree }).length > 0,
          made: await justMade(db, { actor, tree, t }, made),
          note: note && t(`members.list.note.${note}`),
          back: url,
          total,
          search: q,
          showSearch: total > 0 || q !== '',
          deviating: deviating === '1',
          paging: pages,
        };
        return { view: 'members/list', data };
      },
    }),
  ];
}
