import { readTree } from '../areas/area.store.ts';
import { findMember } from '../members/member.store.ts';
import { findInvitation } from './invitation.store.ts';
import { goneReply, type LinkDeps } from './link.routes.ts';
import { claim, completed, expectedUser, linkOf, redeem, type RedemptionDeps } from './redemption.service.ts';

type Deps = RedemptionDeps & Pick<LinkDeps, 'company' | 'appUrl'>;

/** The start app of the person's areas, else the network's (architecture.md 15). */
async function startApp(deps: Deps, memberId: string): Promise<string> {
  const tree = await readTree(deps.db);
  const member = await findMember(deps.db, memberId);
  const areas = (member?.grants ?? []).flatMap((grant) => tree.lineage(grant.areaId));
  return areas.find((area) => area.startAppUrl)?.startAppUrl ?? deps.appUrl ?? deps.origin;
}

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
    completed: async (id: string) => startApp(deps, await completed(deps, id)),
    link: (id: string) => linkOf(deps, id),
  };
}
