import { record } from '../audit/audit.store.ts';
import type { AuditActor, AuditEvent } from '../audit/event.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Nudge } from '../platform/queue.ts';
import type { QueueForm } from './queue.schema.ts';
import { type Causes, type Changed, changeMessages, isMessage } from './queue.store.ts';

export type QueueDeps = {
  db: Db;
  clock: Clock;
  causes: Causes;
  /** Tells the worker; whatever gets lost is found by the sweep. */
  nudge(nudges: readonly Nudge[]): Promise<void>;
};

const mostNudges = 1000;
/** No statement takes longer than it may. */
const batch = 5000;
const acts = { retry: 'message.retried', cancel: 'message.cancelled' } as const;

/**
 * Does for all messages of the filter what may be done for them, and says for how many. `conflict` where they have become more than
 * were asked about, and where one that was named cannot be acted on any more; `not_found` where there is no such one.
 */
export async function actOnQueue(deps: QueueDeps, actor: AuditActor, form: QueueForm): Promise<number> {
  const { act, asked, ...filter } = form;
  if (filter.id !== undefined && !(await isMessage(deps.db, filter.id))) throw new AppError('not_found');
  const wanted = { act, filter, causes: deps.causes, now: deps.clock() };
  const changed = await deps.db.transaction().execute(async (trx) => {
    const rows: Changed[] = [];
    for (let some = await changeMessages(trx, wanted, batch); some.length > 0; ) {
      rows.push(...some);
      if (rows.length > asked)
        throw new AppError('conflict', { fields: [{ field: 'asked', text: 'mail.queue.more' }] });
      some = await changeMessages(trx, wanted, batch);
    }
    if (filter.id !== undefined && rows.length === 0)
      throw new AppError('conflict', { fields: [{ field: 'asked', text: 'mail.queue.overtaken' }] });
    const memberId = filter.id === undefined ? undefined : rows[0]?.memberId;
    const event: AuditEvent = { act: acts[act], messages: rows.length, ...(memberId ? { memberId } : {}) };
    if (rows.length > 0) await record(trx, actor, [event]);
    return rows;
  });
  if (act === 'retry')
    await deps.nudge(
      changed.slice(0, mostNudges).map(({ row, attempt, urgent }) => ({ row, attempt, urgent })),
    );
  return changed.length;
}
