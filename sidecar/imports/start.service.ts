import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Nudge } from '../platform/queue.ts';
import { isReady, markRunning } from './import.store.ts';
import type { RunMode } from './import.table.ts';

/**
 * ready → running with its audit row; undefined where it runs already, so that a second press changes nothing. Throws `conflict`
 * where all or nothing is asked for and a row is blocked.
 */
export async function startImport(
  db: Db,
  id: string,
  actor: AuditActor,
  now: Date,
  mode: RunMode = 'valid_rows',
): Promise<Nudge | undefined> {
  return db.transaction().execute(async (trx) => {
    const nudge = await markRunning(trx, id, mode, now);
    if (nudge) await record(trx, actor, [{ act: 'import.started', importId: id }]);
    else if (await isReady(trx, id))
      throw new AppError('conflict', { fields: [{ field: 'mode', text: 'imports.run.blocked' }] });
    return nudge;
  });
}
