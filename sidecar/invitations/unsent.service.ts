import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { endInvitations, lockMembers, takenBackUnsent } from './life.store.ts';
import './invitation.table.ts';

export type UnsentDeps = { db: Db; clock: Clock };

const batch = 500;

/**
 * After a campaign was cancelled: whose mail never left is *neu angelegt* again, and the next campaign may invite them. A mail that
 * was on its way is looked at when it has ended, so this runs again with every sweep. Answers how many were ended.
 */
export async function endUnsent(deps: UnsentDeps): Promise<number> {
  let ended = 0;
  for (;;) {
    const rows = await deps.db
      .selectFrom('invitation')
      .select('member_id')
      .where('state', '=', 'open')
      .where('campaign_id', 'in', (open) =>
        open.selectFrom('campaign').select('id').where('state', '=', 'cancelled'),
      )
      .where(takenBackUnsent)
      .limit(batch)
      .execute();
    const done = await deps.db.transaction().execute(async (trx) => {
      const held = await lockMembers(
        trx,
        rows.map((row) => row.member_id),
      );
      const how = { ending: 'unsent', actor: { kind: 'system' }, now: deps.clock() } as const;
      return (await endInvitations(trx, held, how)).length;
    });
    ended += done;
    if (rows.length < batch || done === 0) return ended;
  }
}
