import { readTree } from '../areas/area.store.ts';
import { enqueue, type NewMessage } from '../mail/message.store.ts';
import { addSeconds } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import { claimDigests, readWaiting } from './digest.store.ts';

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
  if (waiting.size === 0) return [];
  return db.transaction().execute(async (trx) => {
    const told = await claimDigests(trx, waiting, { until, after: addSeconds(until, -hour) });
    const messages = told.flatMap((memberId): NewMessage[] => {
      const manager = waiting.get(memberId)?.manager;
      if (!manager) return [];
      const { email: toAddress, locale } = manager;
      return [{ kind: 'requestDigest', memberId, subjectId: null, locale, toAddress }];
    });
    return enqueue(trx, messages, { publicUrl, now });
  });
}
