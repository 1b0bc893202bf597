import { record } from '../audit/audit.store.ts';
import type { Db } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import { markRunning } from './import.store.ts';

/** ready → running with its audit row; undefined where it runs already, so that a second press changes nothing. */
export async function startImport(
  db: Db,
  id: string,
  memberId: string,
  now: Date,
): Promise<Nudge | undefined> {
  return db.transaction().execute(async (trx) => {
    const nudge = await markRunning(trx, id, now);
    if (nudge)
      await record(trx, { kind: 'administrator', memberId }, [{ act: 'import.started', importId: id }]);
    return nudge;
  });
}
