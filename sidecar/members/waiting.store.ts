import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';

/**
 * Makes the state of these people what follows from their grants and pending requests: `registered`, `waiting` or, with a grant and a
 * sign-in behind them, `active`; of the suspended, the one that they come back to. The database does so itself at every change of a
 * grant or request (migration 054); this is for what time alone changes, a grant that is over while its row stays.
 */
export async function settleWaiting(trx: Trx, memberIds: readonly string[]): Promise<void> {
  await sql`select einlass_settle_waiting(${memberIds}::uuid[])`.execute(trx);
}
