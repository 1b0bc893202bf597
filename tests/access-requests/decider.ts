import { tellDecided } from '../../sidecar/access-requests/decided.service.ts';
import { endRequests, findRequest, type RequestEnd } from '../../sidecar/access-requests/request.store.ts';
import { applyStep } from '../../sidecar/members/person-grants.service.ts';
import { holdMember } from '../../sidecar/members/person.store.ts';
import { record } from '../../sidecar/audit/audit.store.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import type { RequestHouse } from './request-house.ts';

/** A manager's yes and no to a request; whether it was decided by this call. */
export function decider({ db, nora, publicUrl, clock }: RequestHouse) {
  const decide = (id: string, end: Omit<RequestEnd, 'decidedBy'>): Promise<boolean> =>
    db.transaction().execute(async (trx) => {
      const now = clock();
      const request = await findRequest(trx, id);
      const member = request && (await holdMember(trx, request.member_id));
      if (!member || (end.state === 'approved' && member.state === 'suspended')) return false;
      const ended = await endRequests(trx, [id], { ...end, decidedBy: nora }, now);
      for (const { member_id: memberId, area_id: areaId } of ended) {
        const step = { areaId, role: 'member' as const, from: undefined };
        if (end.state === 'approved') await applyStep(trx, memberId, { by: nora, origin: 'request' }, step);
        const act = end.state === 'approved' ? 'request.approved' : 'request.rejected';
        await record(trx, { kind: 'administrator', memberId: nora }, [
          { act, memberId, areaId, requestId: id },
        ]);
      }
      await tellDecided(trx, ended, { publicUrl, now });
      return ended.length > 0;
    });
  return {
    approved: (id: string) => decide(id, { state: 'approved' }),
    rejected: (id: string) =>
      decide(id, { state: 'rejected', reason: 'Nein', againAt: addSeconds(clock(), 14 * 24 * 3600) }),
  };
}
