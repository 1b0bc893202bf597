import { randomUUID } from 'node:crypto';
import { areasFor } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import type { AuditEvent } from '../audit/event.ts';
import { openBatch } from '../mail/batch.store.ts';
import type { Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Nudge } from '../platform/queue.ts';
import { type CampaignPlan, plainPlan } from './campaign.rules.ts';
import { findCampaign, insertCampaign } from './campaign.store.ts';
import { sortCandidates } from './candidates.rules.ts';
import { markInvited, newlyCreated } from './candidates.store.ts';
import {
  type InviteDeps,
  type Invitee,
  type IssueCause,
  type Issued,
  issueInvitations,
} from './issue.service.ts';
import { lockMembers } from './life.store.ts';

const batch = 500;

/** Invitations and their messages for those of the candidates who are still new. */
export async function inviteBatch(
  deps: InviteDeps,
  trx: Trx,
  cause: IssueCause,
  candidates: readonly Invitee[],
): Promise<Issued> {
  const marked = await markInvited(
    trx,
    candidates.map((candidate) => candidate.memberId),
  );
  const invited = candidates.filter((candidate) => marked.has(candidate.memberId));
  return issueInvitations(deps, trx, cause, invited);
}

/** Everyone whom this actor may invite now, in the transaction; undefined where nobody is left. */
async function inviteEverybody(
  deps: InviteDeps,
  scope: AdminScope,
  trx: Trx,
  { id, plan, startAt }: { id: string; plan: CampaignPlan; startAt: Date },
): Promise<Issued | undefined> {
  const areaIds = areasFor(scope.tree, scope.actor, 'members.invite');
  const invitableAmong = async (ids?: readonly string[]) =>
    sortCandidates(scope.tree, scope.actor, await newlyCreated(trx, areaIds, ids)).invitable;
  const listed = await invitableAmong();
  const invitable = listed.map((candidate) => candidate.memberId);
  const nudges: Nudge[] = [];
  const events: AuditEvent[] = [];
  const cause = {
    id,
    createdBy: scope.actor.memberId,
    validDays: plan.validDays,
    validFrom: startAt,
    batch: { id, startAt, perMinute: plan.perMinute },
  };
  for (let start = 0; start < invitable.length; start += batch) {
    const ids = await lockMembers(trx, invitable.slice(start, start + batch));
    // Addresses and grants as they are now that nobody else can change them: the list was read a while ago.
    const people = await invitableAmong(ids);
    const part = await inviteBatch(deps, trx, cause, people);
    nudges.push(...part.nudges);
    events.push(...part.events);
  }
  return events.length > 0 ? { nudges, events } : undefined;
}

/** The campaign of a form that was sent before; somebody else's id is nobody's. */
async function startedBefore(trx: Trx, { actor }: AdminScope, id: string): Promise<string> {
  const own = { memberId: actor.memberId, seesAll: false, areaIds: [] };
  if (!(await findCampaign(trx, own, id))) throw new AppError('conflict');
  return id;
}

/**
 * Invites everyone newly created whom this actor may invite: invitations, messages, states and audit rows in one transaction, so
 * that the people of a campaign are fixed when the button is pressed. `id` comes from the form: pressing twice makes one campaign
 * and mails nobody twice. Answers the campaign, or undefined where nobody was left.
 */
export async function inviteAllNew(
  deps: InviteDeps,
  scope: AdminScope,
  plan: CampaignPlan = plainPlan,
  id: string = randomUUID(),
): Promise<string | undefined> {
  const createdBy = scope.actor.memberId;
  const done = await deps.db.transaction().execute(async (trx) => {
    const now = deps.clock();
    if (!(await insertCampaign(trx, { id, createdBy, plan, now })))
      return { id: await startedBefore(trx, scope, id), nudges: [] };
    await openBatch(trx, { id, perMinute: plan.perMinute });
    const issued = await inviteEverybody(deps, scope, trx, { id, plan, startAt: plan.startsAt ?? now });
    if (!issued) {
      // Another administrator was faster with every one of them: an empty campaign helps nobody.
      await trx.deleteFrom('campaign').where('id', '=', id).execute();
      await trx.deleteFrom('message_batch').where('id', '=', id).execute();
      return undefined;
    }
    const invited = issued.events.length;
    await trx.updateTable('campaign').set({ invited }).where('id', '=', id).execute();
    const started: AuditEvent = { act: 'campaign.started', campaignId: id, invited };
    await record(trx, { kind: 'administrator', memberId: createdBy }, [started, ...issued.events]);
    return { id, nudges: issued.nudges };
  });
  await deps.nudgeMail(done?.nudges ?? []);
  return done?.id;
}
