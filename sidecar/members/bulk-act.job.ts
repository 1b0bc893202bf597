import type { Nudge } from '../platform/queue.ts';
import { claimBulkAct, dueBulkActs } from './bulk-act.store.ts';
import { type BulkDeps, runBulkAct } from './bulk-run.service.ts';

export const bulkActQueue = 'bulk-act';

/** Goes on with the act that a nudge names; any number of nudges does everybody once. */
export function bulkActJob(deps: BulkDeps & { leaseSeconds: number }) {
  return {
    async handle({ row }: Nudge): Promise<void> {
      const claimed = await claimBulkAct(deps.db, row, deps.clock(), deps.leaseSeconds);
      if (claimed) await runBulkAct(deps, claimed, deps.leaseSeconds);
    },
    sweep: (): Promise<Nudge[]> => dueBulkActs(deps.db, deps.clock()),
  };
}
