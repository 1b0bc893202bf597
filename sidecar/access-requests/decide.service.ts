import { can } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { MemberWithGrants } from '../members/member.ts';
import { administrator } from '../members/person-change.service.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Nudge } from '../platform/queue.ts';
import { isUuid } from '../platform/uuid.rules.ts';
import { tellDecided } from './decided.service.ts';
import { holdBoth } from './merge.store.ts';
import { type AccessRequest, endRequests, findRequest, type RequestEnd } from './request.store.ts';

export type DecideDeps = {
  db: Db;
  clock: Clock;
  /** Where mails lead to. */
  publicUrl: string;
  nudgeMail(nudges: readonly Nudge[]): Promise<void>;
  /** Tells the worker that there is something to carry to Keycloak. */
  nudgeAdmission(): Promise<void>;
  /** Uses up a criteria record for this person in the transaction of the approval; false where it is not open at this version any more. */
  useRecord(
    trx: Trx,
    use: { recordId: string; version: number; memberId: string; scope: AdminScope; now: Date },
  ): Promise<boolean>;
};

/** Why a request cannot be decided like this although it waits. */
export type Refusal = 'own' | 'suspended' | 'gone' | 'recordTaken';
export const refusal = (why: Refusal): AppError =>
  new AppError('conflict', { fields: [{ field: 'request', text: `access-requests.decide.problem.${why}` }] });

/** The request, if it is this administrator's to decide; foreign and unknown ids answer alike. */
export async function requireRequest(
  db: Db,
  { actor, tree }: AdminScope,
  id: string | undefined,
): Promise<AccessRequest> {
  const request = isUuid(id) ? await findRequest(db, id) : undefined;
  if (!request || !can(tree, actor, 'requests.decide', request.area_id)) throw new AppError('not_found');
  return request;
}

type Applicant = MemberWithGrants | undefined;
export type Decision = {
  state: 'approved' | 'rejected' | 'merged';
  /** Somebody else whom it concerns. */
  otherId?: string;
  /**
   * All that it does besides, and what the request's row keeps of it; throws to refuse. `person` and `other` are held, and undefined
   * where they were deleted.
   */
  run(
    trx: Trx,
    person: Applicant,
    now: Date,
    other: Applicant,
  ): Promise<{ ending: Omit<RequestEnd, 'state' | 'decidedBy'>; events: readonly AuditEvent[] }>;
};

/** True where this very administrator has decided so before: the button was pressed twice. Throws `conflict` where it ended otherwise. */
async function decidedSo(
  trx: Trx,
  { actor }: AdminScope,
  id: string,
  state: Decision['state'],
): Promise<boolean> {
  const found = await findRequest(trx, id);
  if (found?.state === 'pending') return false;
  if (found?.state === state && found.decided_by === actor.memberId) return true;
  throw new AppError('conflict');
}

/**
 * One decision with its audit rows and its mail in one transaction: only the first of all who decide at the same moment changes
 * anything. Throws `not_found`, `conflict` without fields where it was decided already, and `conflict` or `invalid_input` with fields
 * where it cannot be decided like this.
 */
export async function decideRequest(
  deps: DecideDeps,
  scope: AdminScope,
  id: string | undefined,
  { state, otherId, run }: Decision,
): Promise<void> {
  const request = await requireRequest(deps.db, scope, id);
  const { id: requestId, area_id: areaId, member_id: memberId } = request;
  if (memberId === scope.actor.memberId) throw refusal('own');
  const nudges = await deps.db.transaction().execute(async (trx) => {
    const now = deps.clock();
    const [person, other] = await holdBoth(trx, memberId, otherId);
    if (await decidedSo(trx, scope, requestId, state)) return [];
    const { ending, events } = await run(trx, person, now, other);
    const end = { state, decidedBy: scope.actor.memberId, ...ending };
    const ended = await endRequests(trx, [requestId], end, now);
    if (ended.length === 0) throw new AppError('conflict');
    const { recordId } = ending;
    const decided = { memberId, requestId, areaId, ...(recordId ? { recordId } : {}) };
    await record(trx, administrator(scope), [{ act: `request.${state}`, ...decided }, ...events]);
    return tellDecided(trx, ended, { publicUrl: deps.publicUrl, now });
  });
  await deps.nudgeMail(nudges);
}
