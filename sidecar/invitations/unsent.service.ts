import { addSeconds, type Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { endInvitations, lockMembers } from './life.store.ts';
import '../mail/message.table.ts';
import './invitation.table.ts';

export type UnsentDeps = { db: Db; clock: Clock };

const batch = 500;
/** How long a worker may be away without anybody being forgotten. */
const lookBackSeconds = 30 * 24 * 3600;

/** Members whose open link was in a mail that was taken back. */
async function takenBack(db: Db, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('message')
    .innerJoin('invitation', 'invitation.id', 'message.subject_id')
    .select('invitation.member_id')
    .where('message.state', '=', 'cancelled')
    .where('message.cancelled_at', '>', addSeconds(now, -lookBackSeconds))
    .where('message.kind', '=', 'invitation')
    .where('invitation.state', '=', 'open')
    .limit(batch)
    .execute();
  return rows.map((row) => row.member_id);
}

/**
 * After a campaign was cancelled, or its waiting mails in the outbox: whose mail never left is *neu angelegt* again, and the next
 * campaign may invite them. A mail that was on its way is looked at when it has ended, so this runs again with every sweep. Answers
 * how many were ended.
 */
export async function endUnsent(deps: UnsentDeps): Promise<number> {
  let ended = 0;
  for (;;) {
    const memberIds = await takenBack(deps.db, deps.clock());
    const done = await deps.db.transaction().execute(async (trx) => {
      const held = await lockMembers(trx, memberIds);
      const how = { ending: 'unsent', actor: { kind: 'system' }, now: deps.clock() } as const;
      return (await endInvitations(trx, held, how)).length;
    });
    ended += done;
    if (memberIds.length < batch || done === 0) return ended;
  }
}
