import { isRole } from '../areas/role.ts';
import { record } from '../audit/audit.store.ts';
import { cancel } from '../mail/message.store.ts';
import type { Strategy } from '../members/decision.ts';
import { claimLink, confirmLinks, releaseLinks } from './access-link.store.ts';

/**
 * Registration by access link: whoever holds it is let in once, into its area, whatever else they say of themselves. A click reserves
 * nothing; the first decision gets the link, and every other is refused as `linkGone`.
 */
export const accessLinkStrategy: Strategy = {
  async decide(trx, { accessLinkId, registrationId }, now) {
    const claimed = accessLinkId
      ? await claimLink(trx, { id: accessLinkId, registrationId }, now)
      : undefined;
    if (!claimed || !isRole(claimed.role)) return { kind: 'refuse', reason: 'linkGone' };
    return { kind: 'admit', grants: [{ areaId: claimed.areaId, role: claimed.role }], origin: 'accessLink' };
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
