import { readTree } from '../areas/area.store.ts';
import { enqueue } from '../mail/message.store.ts';
import { addSeconds } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import { claimDigest, readWaiting } from './digest.store.ts';

const hour = 3600;
/** What is younger is left to the next round: a transaction that began before it may not have ended yet, and would be passed over. */
const settledSeconds = 5;

/** A mail to each manager for whom something new waits, at most one an hour; answers the nudges of the mail queue. */
export async function tellManagers(
  db: Db,
  { publicUrl, now }: { publicUrl: string; now: Date },
): Promise<Nudge[]> {
  const until = addSeconds(now, -settledSeconds);
  const waiting = await readWaiting(db, await readTree(db), until);
  const nudges: Nudge[] = [];
  for (const { manager, newest } of waiting.values()) {
    const { memberId, email: toAddress, locale } = manager;
    const told = await db.transaction().execute(async (trx) => {
      if (!(await claimDigest(trx, memberId, { newest, until, after: addSeconds(until, -hour) }))) return [];
      const message = { kind: 'requestDigest' as const, memberId, subjectId: null, locale, toAddress };
      return enqueue(trx, [message], { publicUrl, now });
    });
    nudges.push(...told);
  }
  return nudges;
}
