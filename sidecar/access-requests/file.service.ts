import { readTree } from '../areas/area.store.ts';
import type { Facts } from '../areas/field.ts';
import { record } from '../audit/audit.store.ts';
import { enqueue } from '../mail/message.store.ts';
import { holdMember } from '../members/person.store.ts';
import { addDays } from '../platform/clock.ts';
import type { Trx } from '../platform/db.ts';
import { storedLocale } from '../platform/i18n.ts';
import type { Nudge } from '../platform/queue.ts';
import { insertRequest, pendingRequest } from './request.store.ts';
import type { RequestForm } from './request.table.ts';
import { readRequestSettings } from './settings.store.ts';

export type Filing = {
  memberId: string;
  areaId: string;
  form: RequestForm;
  /** What was typed at the registration that ends in this request; kept until it is decided. */
  facts?: Facts;
  registrationId?: string;
  publicUrl: string;
  now: Date;
};
/** `nudges`: the mail that tells the applicant, for after the commit; none where there was a request already. */
export type Filed = { requestId: string; nudges: readonly Nudge[] };

/**
 * Stores a request, with its audit row and the mail that it came. Whoever has a pending one for this area keeps that one. Whether the
 * area takes requests, and whether it is too early again, is the caller's question. Undefined where the person is deleted or suspended.
 */
export async function fileRequest(trx: Trx, filing: Filing): Promise<Filed | undefined> {
  const { memberId, areaId, form, facts, registrationId, publicUrl, now } = filing;
  const member = await holdMember(trx, memberId);
  if (!member || member.state === 'suspended') return undefined;
  const { expireDays } = await readRequestSettings(trx, await readTree(trx), areaId);
  const requestId = await insertRequest(trx, {
    member_id: memberId,
    area_id: areaId,
    origin: form.origin,
    message: form.message || null,
    answers: form.answers,
    facts: facts ?? null,
    registration_id: registrationId ?? null,
    created_at: now,
    expires_at: addDays(now, expireDays),
  });
  if (!requestId) {
    // The person is held, so that nobody ended it in between.
    const pending = await pendingRequest(trx, memberId, areaId);
    return pending && { requestId: pending.id, nudges: [] };
  }
  const { origin } = form;
  await record(trx, { kind: 'employee', memberId }, [
    { act: 'request.created', memberId, requestId, areaId, origin },
  ]);
  if (!member.email) return { requestId, nudges: [] };
  const locale = storedLocale(member.locale);
  const message = { kind: 'requestReceived' as const, memberId, subjectId: requestId, locale };
  const nudges = await enqueue(trx, [{ ...message, toAddress: member.email }], { publicUrl, now });
  return { requestId, nudges };
}
