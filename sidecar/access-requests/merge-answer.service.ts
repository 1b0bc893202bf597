import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import type { MemberWithGrants } from '../members/member.ts';
import type { PersonDeps } from '../members/person-change.service.ts';
import { removeTaken } from '../members/person-state.service.ts';
import { takeMember } from '../members/person.store.ts';
import { dueAhead } from '../members/registered.service.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { isSecret, type KeyRing } from '../platform/secrets.ts';
import { giveGrants, timed } from './approve.service.ts';
import { joinGrants } from './decide.rules.ts';
import { mergeOrigin } from './merge-now.service.ts';
import { answerTo, type Asked, grantsOfMerge } from './merge.rules.ts';
import { endMerge, findMergeBySecret, holdBoth, holdMerge, type Merge, movePending } from './merge.store.ts';
import { type AccessRequest, endRequests, findRequest } from './request.store.ts';
import type { MergeState } from './request.table.ts';

export type AnswerDeps = {
  db: Db;
  clock: Clock;
  ring: KeyRing;
  endInvitations: PersonDeps['endInvitations'];
  nudgeAdmission(): Promise<void>;
  /** What this administrator may do now; undefined for who is none any more. */
  scopeOf(db: Db, memberId: string): Promise<AdminScope | undefined>;
};

/** The question behind a secret with its request; `not_found` where there is none. */
export async function requireMerge(
  { db, ring }: Pick<AnswerDeps, 'db' | 'ring'>,
  secret: string | undefined,
): Promise<{ merge: Merge; request: AccessRequest }> {
  const merge = isSecret(secret) ? await findMergeBySecret(db, ring, secret) : undefined;
  const request = merge && (await findRequest(db, merge.request_id));
  if (!merge || !request) throw new AppError('not_found');
  return { merge, request };
}

/** Everything that the answer depends on, held until the transaction ends. */
async function hold(trx: Trx, deps: AnswerDeps, known: Merge): Promise<Asked> {
  const [applicant, existing] = await holdBoth(trx, known.applicant_id, known.existing_id);
  const merge = await holdMerge(trx, known.id);
  const request = await findRequest(trx, known.request_id);
  if (!merge || !request) throw new AppError('not_found');
  const { state, expires_at: expiresAt, created_by: by } = merge;
  return {
    merge: { state, expiresAt, grants: grantsOfMerge(merge.grants) },
    request: { id: request.id, state: request.state, areaId: request.area_id },
    applicant,
    existing,
    scope: by === null ? undefined : await deps.scopeOf(trx, by),
  };
}

type Both = { applicant: MemberWithGrants; existing: MemberWithGrants };

/** The applicant's account goes; what it held and what the manager chose comes to the existing one. */
async function join(
  trx: Trx,
  { endInvitations }: AnswerDeps,
  { merge, request, scope }: Asked,
  { applicant, existing }: Both,
  now: Date,
): Promise<void> {
  const actor = { kind: 'employee', memberId: existing.id } as const;
  const by = scope?.actor.memberId ?? null;
  const chosen = merge.grants.filter(({ endsAt }) => !endsAt || endsAt > now);
  const grants = joinGrants(applicant.grants, chosen);
  const end = { state: 'merged' as const, decidedBy: by, granted: grants.map(timed) };
  if ((await endRequests(trx, [request.id], end, now)).length === 0) throw new AppError('conflict');
  await movePending(trx, applicant.id, existing.id);
  await takeMember(trx, applicant.id, applicant.version, dueAhead(now));
  const removed = await removeTaken(trx, { endInvitations }, applicant, { actor, origin: mergeOrigin, now });
  const given = await giveGrants(trx, existing, grants, { by, origin: mergeOrigin, now });
  const merged = { memberId: existing.id, requestId: request.id, areaId: request.areaId };
  await record(trx, actor, [{ act: 'request.merged', ...merged }, ...removed, ...given]);
}

/** *Ja, das bin ich*; answers what became of it. */
async function confirm(deps: AnswerDeps, known: Merge): Promise<MergeState> {
  const state = await deps.db.transaction().execute(async (trx) => {
    const now = deps.clock();
    const asked = await hold(trx, deps, known);
    const answer = answerTo(asked, now);
    if (!(await endMerge(trx, known.id, answer, now))) return answer;
    const { applicant, existing } = asked;
    if (answer === 'done' && applicant && existing)
      await join(trx, deps, asked, { applicant, existing }, now);
    return answer;
  });
  if (state === 'done') await deps.nudgeAdmission();
  return state;
}

/** *Nein*: nothing changes, and whoever asked reads it at the request, which waits on. */
async function decline({ db, clock }: AnswerDeps, merge: Merge, areaId: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (!(await endMerge(trx, merge.id, 'declined', clock()))) return;
    const { applicant_id: memberId, request_id: requestId, existing_id: existingId } = merge;
    const declined = { memberId, requestId, areaId };
    await record(trx, { kind: 'employee', memberId: existingId }, [{ act: 'merge.declined', ...declined }]);
  });
}

/**
 * What the owner of the existing account says: of several clicks the first counts. A yes that comes too late, after the request was
 * decided, when the applicant is gone or locked out, or who asked may not do it any more, changes nothing and is not said to be done;
 * `requireMerge` tells what became of it. Throws `not_found` for everybody else.
 */
export async function answerMerge(
  deps: AnswerDeps,
  { secret, personId, answer }: { secret: string | undefined; personId: string; answer: 'yes' | 'no' },
): Promise<void> {
  const { merge, request } = await requireMerge(deps, secret);
  if (merge.existing_id !== personId) throw new AppError('not_found');
  if (answer === 'yes') await confirm(deps, merge);
  else await decline(deps, merge, request.area_id);
}
