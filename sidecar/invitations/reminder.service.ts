import { record } from '../audit/audit.store.ts';
import { enqueue } from '../mail/message.store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import { lockMembers } from './life.store.ts';
import { dueReminders, holdReminding, remindingCampaigns, takeReminders } from './reminder.store.ts';

export type ReminderDeps = {
  db: Db;
  clock: Clock;
  /** The configured origin; its host is in the Message-IDs. */
  origin: string;
  nudgeMail(nudges: readonly Nudge[]): Promise<void>;
};

const batch = 500;
const none = { count: 0, nudges: [] };

/** The reminders of these people, with their mails and audit rows in one transaction. */
async function remindBatch(
  deps: ReminderDeps,
  trx: Trx,
  id: string,
  memberIds: readonly string[],
): Promise<{ count: number; nudges: Nudge[] }> {
  const now = deps.clock();
  // Campaign first, then members, as everywhere: who pauses or suspends comes before this or after.
  const campaign = await holdReminding(trx, id);
  if (!campaign) return none;
  const held = await lockMembers(trx, memberIds);
  const reminded = await takeReminders(trx, campaign, held, now);
  if (reminded.length === 0) return none;
  const messages = reminded.map(({ invitationId, memberId, locale, email }) => ({
    kind: 'reminder' as const,
    memberId,
    subjectId: invitationId,
    locale,
    toAddress: email,
  }));
  const nudges = await enqueue(trx, messages, {
    publicUrl: deps.origin,
    now,
    batch: { id, startAt: now, perMinute: campaign.perMinute },
  });
  const events = reminded.map(
    ({ memberId, invitationId }) => ({ act: 'invitation.reminded', memberId, invitationId }) as const,
  );
  await record(trx, { kind: 'system' }, events);
  return { count: reminded.length, nudges };
}

/** Reminds whoever is due, in every campaign that does; any number of sweeps at once remind each person once. Answers how many. */
export async function remindDue(deps: ReminderDeps): Promise<number> {
  let total = 0;
  for (const campaign of await remindingCampaigns(deps.db, deps.clock())) {
    for (;;) {
      const due = await dueReminders(deps.db, campaign, deps.clock(), batch);
      if (due.length === 0) break;
      const done = await deps.db.transaction().execute((trx) => remindBatch(deps, trx, campaign.id, due));
      await deps.nudgeMail(done.nudges);
      total += done.count;
      if (due.length < batch || done.count === 0) break;
    }
  }
  return total;
}
