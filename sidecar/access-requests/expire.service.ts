import { sql } from 'kysely';
import { record } from '../audit/audit.store.ts';
import type { Db, Trx } from '../platform/db.ts';
import { endedEvents } from './request.rules.ts';
import { endRequests } from './request.store.ts';

const atOnce = 200;

/**
 * Holds the people of what is due before what is due, as everybody does; whoever is being changed is left to the next round. A request
 * of somebody who was deleted counts as withdrawn, however they were deleted.
 */
async function endSome(trx: Trx, now: Date): Promise<number> {
  const { rows } = await sql<{ id: string; gone: boolean }>`
    select r.id, m.state = 'deleted' as gone from access_request r join member m on m.id = r.member_id
    where r.state = 'pending' and (r.expires_at <= ${now} or m.state = 'deleted') order by r.expires_at limit ${atOnce}
    for no key update of m skip locked`.execute(trx);
  for (const state of ['expired', 'withdrawn'] as const) {
    const due = rows.filter(({ gone }) => gone === (state === 'withdrawn')).map(({ id }) => id);
    const ended = await endRequests(trx, due, { state, decidedBy: null }, now);
    await record(trx, { kind: 'system' }, endedEvents(ended, state));
  }
  return rows.length;
}

/** Ends what has waited too long or waits for nobody any more; answers how many. */
export async function expireRequests(db: Db, now: Date): Promise<number> {
  let all = 0;
  for (let some = atOnce; some === atOnce; all += some)
    some = await db.transaction().execute((trx) => endSome(trx, now));
  return all;
}
