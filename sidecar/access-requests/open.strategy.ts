import '../areas/area.table.ts';
import type { Strategy } from '../members/decision.ts';

/**
 * Open registration (architecture.md 6): an account without any grant, as long as the area still lets anybody register, or lets facts
 * that matched nobody become a request. Only this row's area counts, read and kept so until the decision is stored.
 */
export const openStrategy: Strategy = {
  async decide(trx, { areaId, request }) {
    const area =
      areaId === null
        ? undefined
        : await trx
            .selectFrom('area')
            .select(['open_registration', 'mismatch_request'])
            .where('id', '=', areaId)
            .forShare()
            .executeTakeFirst();
    const allowed = area?.open_registration || (request === 'mismatch' && area?.mismatch_request);
    if (!allowed) return { kind: 'refuse', reason: 'closed' };
    return { kind: 'register', origin: request ?? 'openRegistration' };
  },
  // There is no evidence that could be used up.
  confirm: async () => {},
  release: async () => {},
};
