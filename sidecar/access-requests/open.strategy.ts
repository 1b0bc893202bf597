import '../areas/area.table.ts';
import type { Strategy } from '../members/decision.ts';
import type { Trx } from '../platform/db.ts';

export type OpenDeps = {
  /** Counts an account that is about to be made of nothing but a proven address; false where there were too many lately. */
  mayRegister(trx: Trx, trier: { email: string; visitor: Buffer; now: Date }): Promise<boolean>;
};

/**
 * Open registration (architecture.md 6): an account without any grant, as long as the area still lets anybody register, or lets facts
 * that matched nobody become a request. Only this row's area counts, read and kept so until the decision is stored.
 */
export const openStrategy = ({ mayRegister }: OpenDeps): Strategy => ({
  async decide(trx, { areaId, request, email, memberId, visitor }, now) {
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
    // An account that is there already is not made.
    if (memberId === null && !(await mayRegister(trx, { email: email ?? '', visitor, now })))
      return { kind: 'refuse', reason: 'tooMany' };
    return { kind: 'register', origin: request ?? 'openRegistration' };
  },
  // There is no evidence that could be used up.
  confirm: async () => {},
  release: async () => {},
});
