import { approveRequest } from '../../sidecar/access-requests/approve.service.ts';
import { rejectRequest } from '../../sidecar/access-requests/reject.service.ts';
import { findRequest } from '../../sidecar/access-requests/request.store.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { AppError } from '../../sidecar/platform/errors.ts';
import { memberOf, type RequestHouse } from './request-house.ts';

/** The network manager's yes and no to a request; each answers whether it was decided by that, and by nothing before. */
export function decider({ db, decideDeps, scope, boss }: RequestHouse) {
  const decides =
    (decide: (by: AdminScope, id: string, areaId: string) => Promise<void>) =>
    async (id: string): Promise<boolean> => {
      const before = await findRequest(db, id);
      try {
        await decide(await scope(boss), id, before?.area_id ?? '');
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
      return before?.state !== (await findRequest(db, id))?.state;
    };
  return {
    approved: decides((by, id, areaId) => approveRequest(decideDeps, by, id, { grants: [memberOf(areaId)] })),
    rejected: decides((by, id) => rejectRequest(decideDeps, by, id, { moduleId: undefined, words: 'Nein' })),
  };
}
