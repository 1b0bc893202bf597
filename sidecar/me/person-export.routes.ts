import { z } from 'zod';
import type { NetworkSettings } from '../areas/network-settings.ts';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { MemberWithGrants } from '../members/member.ts';
import { requirePerson, requireRight } from '../members/person-change.service.ts';
import { rightsOn } from '../members/person.rules.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import { exportFile } from './export-file.ts';
import { type ExportDeps, exportFor } from './export.service.ts';

export type PersonExportDeps = ExportDeps & {
  settings(): Promise<Pick<NetworkSettings, 'companyName' | 'accent'>>;
};

const route = routesFor<AdminScope, Action>();

/** Data of the partial `me/_export`: for those who may act on who this person is. */
export function exportBox(person: MemberWithGrants, scope: AdminScope) {
  return rightsOn(scope, person).identity ? { action: `/admin/members/${person.id}/export` } : undefined;
}

/** *Auskunft*: what is stored of somebody, as a file to be handed to them. */
export function personExportRoutes(deps: PersonExportDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'post',
      path: '/admin/members/:id/export',
      right: 'grants.write',
      body: z.object({ format: z.enum(['json', 'pdf']) }),
      async handler({ body: { format }, params, actor, tree, t, locale }) {
        const scope = { actor, tree };
        const person = await requirePerson(deps.db, scope, params['id']);
        requireRight(rightsOn(scope, person).identity);
        const whose = { memberId: person.id, userId: person.keycloakUserId };
        const own = await exportFor(deps, actor.memberId, whose, { format, locale });
        return exportFile(await deps.settings(), { t, locale }, { own, person }, format);
      },
    }),
  ];
}
