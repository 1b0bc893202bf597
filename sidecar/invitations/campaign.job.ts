import { advanceCampaigns } from './campaign.store.ts';
import { remindDue, type ReminderDeps } from './reminder.service.ts';
import { endUnsent } from './unsent.service.ts';

/** What goes on with campaigns without anybody pressing a button; every part may run many times and in many processes. */
export async function sweepCampaigns(deps: ReminderDeps): Promise<void> {
  await advanceCampaigns(deps.db, deps.clock());
  await endUnsent(deps);
  await remindDue(deps);
}
