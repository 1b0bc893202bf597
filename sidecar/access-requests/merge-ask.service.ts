import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import { enqueue } from '../mail/message.store.ts';
import type { MemberWithGrants } from '../members/member.ts';
import { administrator } from '../members/person-change.service.ts';
import { addDays } from '../platform/clock.ts';
import type { Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { storedLocale } from '../platform/i18n.ts';
import type { Nudge } from '../platform/queue.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { timed } from './approve.service.ts';
import { type DecideDeps, refusal, requireRequest } from './decide.service.ts';
import { mergeDays } from './merge.rules.ts';
import { endMerge, holdBoth, insertMerge, lastMerges } from './merge.store.ts';
import { mergeRefusal, type MergeWish, requireBoth } from './merge-now.service.ts';
import { findRequest } from './request.store.ts';

type AskDeps = Omit<DecideDeps, 'useRecord' | 'nudgeAdmission'> & { ring: KeyRing };

/** The mail to the owner of the existing account. */
async function tellExisting(
  trx: Trx,
  { publicUrl }: AskDeps,
  subjectId: string,
  { id: memberId, email, locale: known }: MemberWithGrants,
  now: Date,
): Promise<Nudge[]> {
  const locale = storedLocale(known);
  const message = { kind: 'mergeRequest' as const, memberId, subjectId, locale, toAddress: email ?? '' };
  return enqueue(trx, [message], { publicUrl, now });
}

/** True where this very administrator has asked the same person before: the button was pressed twice. Throws where somebody else is asked. */
async function askedSo(
  trx: Trx,
  { actor }: AdminScope,
  requestId: string,
  otherId: string,
): Promise<boolean> {
  const open = (await lastMerges(trx, [requestId])).get(requestId);
  if (open?.state !== 'open') return false;
  if (open.existing_id === otherId && open.created_by === actor.memberId) return true;
  throw mergeRefusal('asked');
}

/**
 * *Zusammenführen* with an account that is in use: its owner is asked by mail whether the applicant is the same person (`answerMerge`);
 * the request waits meanwhile and may still be decided otherwise. Throws as `mergeNow` does, and `conflict` where somebody is asked already.
 */
export async function askMerge(
  deps: AskDeps,
  scope: AdminScope,
  id: string | undefined,
  wish: MergeWish,
): Promise<void> {
  const { id: requestId, area_id: areaId, member_id: memberId } = await requireRequest(deps.db, scope, id);
  if (memberId === scope.actor.memberId) throw refusal('own');
  const nudges = await deps.db.transaction().execute(async (trx) => {
    const now = deps.clock();
    const [applicant, other] = await holdBoth(trx, memberId, wish.otherId);
    // The applicant is held, so that nobody decides or asks in between.
    if ((await findRequest(trx, requestId))?.state !== 'pending') throw new AppError('conflict');
    if (await askedSo(trx, scope, requestId, wish.otherId)) return [];
    const both = requireBoth(scope, { applicant, other }, 'ask', wish, now);
    const mergeId = await insertMerge(trx, deps.ring, {
      requestId,
      applicantId: memberId,
      existingId: wish.otherId,
      grants: wish.also.map(timed),
      createdBy: scope.actor.memberId,
      now,
      expiresAt: addDays(now, mergeDays),
    });
    if (!mergeId) throw mergeRefusal('asked');
    await record(trx, administrator(scope), [{ act: 'merge.asked', memberId, requestId, areaId }]);
    return tellExisting(trx, deps, mergeId, both.other, now);
  });
  await deps.nudgeMail(nudges);
}

/** *Frage zurücknehmen*: the link in the mail is dead. Nothing happens where it was answered or ended meanwhile. */
export async function withdrawAsk(
  deps: AskDeps,
  scope: AdminScope,
  id: string | undefined,
  mergeId: string,
): Promise<void> {
  const { id: requestId } = await requireRequest(deps.db, scope, id);
  const last = (await lastMerges(deps.db, [requestId])).get(requestId);
  if (last?.id !== mergeId) return;
  await deps.db.transaction().execute((trx) => endMerge(trx, mergeId, 'cancelled', deps.clock()));
}
