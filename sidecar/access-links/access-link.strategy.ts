import { isRole } from '../areas/role.ts';
import { record } from '../audit/audit.store.ts';
import { cancel } from '../mail/message.store.ts';
import type { Applicant, Decision, Strategy } from '../members/decision.ts';
import type { Trx } from '../platform/db.ts';
import { type ClaimedLink, claimLinks, confirmLinks, releaseLinks } from './access-link.store.ts';

const gone: Decision = { kind: 'refuse', reason: 'linkGone' };

function decisionOf(accessLinkId: string, claimed: ClaimedLink | undefined): Decision {
  if (!claimed) return gone;
  const { areaId, role } = claimed;
  if (!isRole(role)) throw new Error(`access link ${accessLinkId} grants no role that there is`);
  return { kind: 'admit', grants: [{ areaId, role }], origin: 'accessLink' };
}

async function decideAll(trx: Trx, applicants: readonly Applicant[], now: Date): Promise<Decision[]> {
  const claims = applicants.flatMap(
    ({ accessLinkId: id, accessLinkGeneration: generation, registrationId }) =>
      id === null || generation === null ? [] : [{ id, generation, registrationId }],
  );
  const claimed = new Map((await claimLinks(trx, claims, now)).map((one) => [one.registrationId, one]));
  return applicants.map(({ accessLinkId, registrationId }) =>
    decisionOf(accessLinkId ?? '', claimed.get(registrationId)),
  );
}

/**
 * Registration by access link: whoever holds it is let in once, into its area, whatever else they say of themselves. A click reserves
 * nothing; the first decision gets the link, and every other is refused as `linkGone`.
 */
export const accessLinkStrategy: Strategy = {
  decideAll,
  async decide(trx, applicant, now) {
    const [decision = gone] = await decideAll(trx, [applicant], now);
    return decision;
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
