import { areasFor, can } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import type { AuditEvent } from '../audit/event.ts';
import { cancelBatch, cancelWithin, pauseBatch, resumeBatch, setPace } from '../mail/batch.store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { changedSettings, type ReminderPlan } from './campaign.rules.ts';
import * as store from './campaign.store.ts';

export type CampaignActDeps = {
  db: Db;
  clock: Clock;
  /** Tells the worker that invitations have to be ended. */
  nudgeEnding(): Promise<void>;
};

/** One's own campaigns, and for network managers all (architecture.md 7). */
export function readerOf({ tree, actor }: AdminScope): store.CampaignReader {
  const seesAll = tree.network !== undefined && can(tree, actor, 'network.manage', tree.network.id);
  return { memberId: actor.memberId, seesAll, areaIds: areasFor(tree, actor, 'members.read') };
}

/** The campaign, if this administrator may see it; any other id answers like an unknown one. */
export async function requireCampaign(
  db: Db,
  scope: AdminScope,
  id: string | undefined,
): Promise<store.Campaign> {
  const campaign = await store.findCampaign(db, readerOf(scope), id);
  if (!campaign) throw new AppError('not_found');
  return campaign;
}

/** One change of a campaign with its audit row; `conflict` where somebody else, or the campaign's own end, was faster. */
async function change(
  deps: Pick<CampaignActDeps, 'db' | 'clock'>,
  scope: AdminScope,
  id: string | undefined,
  act: (trx: Trx, id: string, now: Date) => Promise<readonly AuditEvent[] | undefined>,
): Promise<void> {
  const campaign = await requireCampaign(deps.db, scope, id);
  await deps.db.transaction().execute(async (trx) => {
    const events = await act(trx, campaign.id, deps.clock());
    if (!events) throw new AppError('conflict');
    await record(trx, { kind: 'administrator', memberId: scope.actor.memberId }, events);
  });
}

type Deps = Pick<CampaignActDeps, 'db' | 'clock'>;
const latest = (a: Date, b: Date): Date => (a > b ? a : b);

/** Nothing leaves until it is resumed, but what is on its way this moment. */
export function pauseCampaign(deps: Deps, scope: AdminScope, id: string | undefined): Promise<void> {
  return change(deps, scope, id, async (trx, campaignId) => {
    if (!(await store.pause(trx, campaignId))) return undefined;
    await pauseBatch(trx, campaignId);
    return [{ act: 'campaign.paused', campaignId }];
  });
}

/** What waits is spread anew from now, or from the start where that still lies ahead. */
export function resumeCampaign(deps: Deps, scope: AdminScope, id: string | undefined): Promise<void> {
  return change(deps, scope, id, async (trx, campaignId, now) => {
    const startsAt = await store.resume(trx, campaignId, now);
    if (!startsAt) return undefined;
    await resumeBatch(trx, campaignId, latest(now, startsAt));
    return [{ act: 'campaign.resumed', campaignId }];
  });
}

/** Nothing leaves any more but what is on its way; whose mail never left is *neu angelegt* again within moments (unsent.service.ts). */
export async function cancelCampaign(
  deps: CampaignActDeps,
  scope: AdminScope,
  id: string | undefined,
): Promise<void> {
  await change(deps, scope, id, async (trx, campaignId, now) => {
    if (!(await store.end(trx, campaignId, now, scope.actor.memberId))) return undefined;
    await cancelBatch(trx, campaignId, now);
    return [{ act: 'campaign.cancelled', campaignId }];
  });
  await deps.nudgeEnding();
}

/** Another pace, other reminders; what waits is spread anew where the pace changed, and once nobody is to be reminded any more no reminder leaves. */
export function changeCampaign(
  deps: Deps,
  scope: AdminScope,
  id: string | undefined,
  wanted: { perMinute: number | null; reminder: ReminderPlan | null },
): Promise<void> {
  return change(deps, scope, id, async (trx, campaignId, now) => {
    const held = await store.holdSettings(trx, campaignId);
    if (!held) return undefined;
    const fields = changedSettings(held, wanted);
    if (fields.length === 0) return [];
    await store.setSettings(trx, campaignId, wanted);
    if (fields.includes('perMinute'))
      await setPace(trx, campaignId, wanted.perMinute, latest(now, held.startsAt));
    if (fields.includes('reminder') && !wanted.reminder) await cancelWithin(trx, campaignId, now, 'reminder');
    return [{ act: 'campaign.changed', campaignId, fields }];
  });
}
