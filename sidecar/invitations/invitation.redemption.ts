import { startAppOf } from '../members/start-app.read-model.ts';
import { findInvitation } from './invitation.store.ts';
import { goneReply, type LinkDeps } from './link.routes.ts';
import { claim, completed, expectedUser, linkOf, redeem, type RedemptionDeps } from './redemption.service.ts';

type Deps = RedemptionDeps & Pick<LinkDeps, 'appUrl'>;

/** Invitations as the broker wants them: claim at authorize, act and confirm at token. */
export function invitationRedemption(deps: Deps) {
  return {
    async claim(id: string, lease: string) {
      const claimed = await claim(deps, id, lease);
      if ('subject' in claimed) return claimed;
      return { refusal: goneReply(deps, claimed.gone, await findInvitation(deps.db, id)) };
    },
    redeem: (id: string, lease: string) => redeem(deps, id, lease),
    expectedUser: (id: string) => expectedUser(deps, id),
    completed: async (id: string) =>
      (await startAppOf(deps.db, await completed(deps, id))) ?? deps.appUrl ?? deps.origin,
    link: (id: string) => linkOf(deps, id),
  };
}
