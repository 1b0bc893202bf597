import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { AppError } from '../platform/errors.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import { inviteMember, revokeInvitation } from './invite-one.service.ts';
import type { InviteDeps } from './issue.service.ts';

const route = routesFor<AdminScope, Action>();
const right = 'members.invite';

function memberIn(params: Readonly<Record<string, string>>): string {
  const id = z.uuid().safeParse(params['id']);
  if (!id.success) throw new AppError('not_found');
  return id.data;
}

/** The buttons of the box *Einladung* on a person's page; whom they may be pressed for, the services decide per person. */
export function personInvitationRoutes(deps: InviteDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'post',
      path: '/admin/members/:id/invite',
      right,
      body: z.object({ seen: z.string().max(36).optional() }),
      async handler({ actor, tree, params, body }) {
        const id = memberIn(params);
        await inviteMember(deps, { actor, tree }, id, body.seen);
        return { redirect: `/admin/members/${id}#invitation` };
      },
    }),
    route({
      method: 'post',
      path: '/admin/members/:id/invitation/revoke',
      right,
      async handler({ actor, tree, params }) {
        const id = memberIn(params);
        await revokeInvitation(deps, { actor, tree }, id);
        return { redirect: `/admin/members/${id}#invitation` };
      },
    }),
  ];
}
