import { can } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import type { AuditEvent } from '../audit/event.ts';
import { enqueue } from '../mail/message.store.ts';
import type { MemberWithGrants } from '../members/member.ts';
import { administrator } from '../members/person-change.service.ts';
import { holdMember } from '../members/person.store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { isLocale } from '../platform/i18n.ts';
import type { Nudge } from '../platform/queue.ts';
import { isUuid } from '../platform/uuid.rules.ts';
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
type Ending = Omit<RequestEnd, 'state' | 'decidedBy'>;
export type Decision = {
  state: 'approved' | 'rejected';
  /** What the row keeps of it; throws to refuse. `person` is held, and undefined where they were deleted. */
  ending(person: Applicant, now: Date): Ending;
  /** What it does besides, once the row is this manager's. */
  effect(trx: Trx, person: Applicant, now: Date): Promise<readonly AuditEvent[]>;
};

/** The mail that tells the applicant, if there is anybody to tell. */
async function tell(
  trx: Trx,
  { publicUrl }: DecideDeps,
  { id }: AccessRequest,
  person: Applicant,
  { state, now }: { state: Decision['state']; now: Date },
): Promise<Nudge[]> {
  if (!person?.email || person.state === 'suspended') return [];
  const kind = state === 'approved' ? ('requestApproved' as const) : ('requestRejected' as const);
  const locale = isLocale(person.locale) ? person.locale : 'de';
  const message = { kind, memberId: person.id, subjectId: id, locale, toAddress: person.email };
  return enqueue(trx, [message], { publicUrl, now });
}

/** False where this very administrator has decided so before: the button was pressed twice. Throws `conflict` where somebody else decided. */
async function claim(
  trx: Trx,
  { actor }: AdminScope,
  request: AccessRequest,
  end: RequestEnd,
  now: Date,
): Promise<boolean> {
  if ((await endRequests(trx, [request.id], end, now)).length === 1) return true;
  const found = await findRequest(trx, request.id);
  if (found?.state === end.state && found.decided_by === actor.memberId) return false;
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
  { state, ending, effect }: Decision,
): Promise<void> {
  const request = await requireRequest(deps.db, scope, id);
  const { area_id: areaId, member_id: memberId } = request;
  if (memberId === scope.actor.memberId) throw refusal('own');
  const nudges = await deps.db.transaction().execute(async (trx) => {
    const now = deps.clock();
    const person = await holdMember(trx, memberId);
    const end = { state, decidedBy: scope.actor.memberId, ...ending(person, now) };
    if (!(await claim(trx, scope, request, end, now))) return [];
    const act = state === 'approved' ? ('request.approved' as const) : ('request.rejected' as const);
    const events = await effect(trx, person, now);
    const { recordId } = end;
    const decided = { act, memberId, requestId: request.id, areaId, ...(recordId ? { recordId } : {}) };
    await record(trx, administrator(scope), [decided, ...events]);
    return tell(trx, deps, request, person, { state, now });
  });
  await deps.nudgeMail(nudges);
}
