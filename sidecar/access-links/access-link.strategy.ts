import { isRole } from '../areas/role.ts';
import { record } from '../audit/audit.store.ts';
import { cancel } from '../mail/message.store.ts';
import type { Decision, Strategy } from '../members/decision.ts';
import { claimLink, confirmLinks, releaseLinks } from './access-link.store.ts';

const gone: Decision = { kind: 'refuse', reason: 'linkGone' };

/**
 * Registration by access link: whoever holds it is let in once, into its area, whatever else they say of themselves. A click reserves
 * nothing; the first decision gets the link, and every other is refused as `linkGone`.
 */
export const accessLinkStrategy: Strategy = {
  async decide(trx, { accessLinkId, accessLinkGeneration, registrationId }, now) {
    if (accessLinkId === null || accessLinkGeneration === null) return gone;
    const link = { id: accessLinkId, generation: accessLinkGeneration, registrationId };
    const claimed = await claimLink(trx, link, now);
    if (!claimed) return gone;
    const { areaId, role } = claimed;
    if (!isRole(role)) throw new Error(`access link ${accessLinkId} grants no role that there is`);
    return { kind: 'admit', grants: [{ areaId, role }], origin: 'accessLink' };
  },
  async confirm(trx, registrations, now) {
    const used = await confirmLinks(trx, registrations, now);
    await cancel(
      trx,
      used.map(({ id }) => id),
      now,
    );
    await record(
      trx,
      { kind: 'system' },
      used.map(({ id, areaId, memberId }) => ({
        act: 'accessLink.used',
        accessLinkId: id,
        areaId,
        memberId,
      })),
    );
  },
  release: (trx, registrationIds) => releaseLinks(trx, registrationIds),
};
