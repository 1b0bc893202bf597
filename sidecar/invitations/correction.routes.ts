import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { neededEmail, version } from '../members/person.schema.ts';
import { firstValue } from '../platform/http/form.rules.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import { campaignPage, campaignsPath } from './campaign-page.ts';
import { campaignQuery } from './campaign.schema.ts';
import { correctAndInvite, type CorrectionDeps } from './correction.service.ts';

const route = routesFor<AdminScope, Action>();
const form = z.object({
  email: neededEmail,
  version,
  seen: z.string().max(36),
  campaign: z.uuid(),
  /** The list as it was, to come back to. */
  back: z
    .string()
    .max(300)
    .regex(/^\?[^\s\\]*$/)
    .catch(''),
});

/** *E-Mail korrigieren & erneut senden* in the row of a campaign; for whom it may be pressed, the service decides. */
export function correctionRoutes(deps: CorrectionDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'post',
      path: '/admin/members/:id/correct-address',
      right: 'members.invite',
      body: form,
      again: {
        labels: { email: 'invitations.correction.email' },
        show(context, refused) {
          const back = new URLSearchParams(firstValue(refused.values, 'back'));
          const asked = campaignQuery.parse(Object.fromEntries(back));
          const fix = context.params['id'] ?? '';
          return campaignPage(deps, context, firstValue(refused.values, 'campaign'), asked, { refused, fix });
        },
      },
      async handler({ actor, tree, params, body }) {
        await correctAndInvite(deps, { actor, tree }, params['id'], body);
        return { redirect: `${campaignsPath}/${body.campaign}${body.back}#people` };
      },
    }),
  ];
}
