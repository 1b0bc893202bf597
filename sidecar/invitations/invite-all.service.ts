import { randomUUID } from 'node:crypto';
import { areasFor } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { Trx } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import { sortCandidates } from './candidates.rules.ts';
import { markInvited, newlyCreated } from './candidates.store.ts';
import { lockMembers } from './life.store.ts';
import {
  type InviteDeps,
  type Invitee,
  type IssueCause,
  type Issued,
  issueInvitations,
} from './issue.service.ts';

const batch = 500;

/** Invitations and their messages for those of the candidates who are still new. */
export async function inviteBatch(
  deps: InviteDeps,
  trx: Trx,
  campaign: IssueCause,
  candidates: readonly Invitee[],
): Promise<Issued> {
  const marked = await markInvited(
    trx,
    candidates.map((candidate) => candidate.memberId),
  );
  const invited = candidates.filter((candidate) => marked.has(candidate.memberId));
  return issueInvitations(deps, trx, campaign, invited);
}

/**
 * Invites everyone newly created whom this actor may invite: invitations, messages, states and audit rows in one transaction.
 * Pressing twice mails nobody twice. Answers the campaign, or undefined where nobody was left.
 */
export async function inviteAllNew(deps: InviteDeps, scope: AdminScope): Promise<string | undefined> {
  const createdBy = scope.actor.memberId;
  const done = await deps.db.transaction().execute(async (trx) => {
    const areaIds = areasFor(scope.tree, scope.actor, 'members.invite');
    const invitableAmong = async (ids?: readonly string[]) =>
      sortCandidates(scope.tree, scope.actor, await newlyCreated(trx, areaIds, ids)).invitable;
    const listed = await invitableAmong();
    const invitable = listed.map((candidate) => candidate.memberId);
    if (invitable.length === 0) return undefined;
    const id = randomUUID();
    await trx.insertInto('campaign').values({ id, state: 'running', created_by: createdBy }).execute();
    const nudges: Nudge[] = [];
    const events: AuditEvent[] = [];
    for (let start = 0; start < invitable.length; start += batch) {
      const ids = await lockMembers(trx, invitable.slice(start, start + batch));
      // Addresses and grants as they are now that nobody else can change them: the list was read a while ago.
      const part = await inviteBatch(deps, trx, { id, createdBy }, await invitableAmong(ids));
      nudges.push(...part.nudges);
      events.push(...part.events);
    }
    // Another administrator was faster with every one of them: an empty campaign helps nobody.
    if (events.length === 0) {
      await trx.deleteFrom('campaign').where('id', '=', id).execute();
      return undefined;
    }
    await trx.updateTable('campaign').set({ invited: events.length }).where('id', '=', id).execute();
    const started: AuditEvent = { act: 'campaign.started', campaignId: id, invited: events.length };
    await record(trx, { kind: 'administrator', memberId: createdBy }, [started, ...events]);
    return { id, nudges };
  });
  await deps.nudgeMail(done?.nudges ?? []);
  return done?.id;
}
