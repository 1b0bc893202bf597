import { randomUUID } from 'node:crypto';
import type { AuditEvent } from '../audit/event.ts';
import type { BatchSchedule } from '../mail/batch.store.ts';
import { enqueue } from '../mail/message.store.ts';
import { addDays, type Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { Locale } from '../platform/i18n.ts';
import type { Nudge } from '../platform/queue.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { newSecretRef } from './invitation.rules.ts';
import { insertInvitations } from './invitation.store.ts';
import { lineage } from './life.store.ts';

export type InviteDeps = {
  db: Db;
  ring: KeyRing;
  clock: Clock;
  origin: string;
  validDays: number;
  nudgeMail(nudges: readonly Nudge[]): Promise<void>;
};
export type Invitee = { memberId: string; locale: Locale; email: string | null };
/** What invitations are part of. */
export type IssueCause = {
  /** The campaign. */
  id: string | null;
  createdBy: string | null;
  /** Where somebody waits for the one mail. */
  urgent?: boolean;
  /** Which text the mail has; that of an invitation where it is missing. */
  mail?: 'invitation' | 'neverActivated';
  /** Null or missing: the days of the configuration. */
  validDays?: number | null;
  /** From when the validity counts; now where it is missing. */
  validFrom?: Date;
  /** How the mails of a campaign are spread; each at once where it is missing. */
  batch?: BatchSchedule;
};
export type Issued = { events: AuditEvent[]; nudges: Nudge[] };

/** New invitations and their mails for people whose rows the transaction holds and who have none open; answers what to record and to nudge. */
export async function issueInvitations(
  deps: Pick<InviteDeps, 'ring' | 'clock' | 'origin' | 'validDays'>,
  trx: Trx,
  cause: IssueCause,
  people: readonly Invitee[],
): Promise<Issued> {
  const now = deps.clock();
  const earlier = await lineage(
    trx,
    people.map((person) => person.memberId),
  );
  const expiresAt = addDays(cause.validFrom ?? now, cause.validDays ?? deps.validDays);
  const invited = people.map((person) => ({ ...person, id: randomUUID() }));
  await insertInvitations(
    trx,
    invited.map(({ id, memberId }) => {
      const { generation = 0, closeLeaseUntil = null } = earlier.get(memberId) ?? {};
      return {
        id,
        memberId,
        campaignId: cause.id,
        ...newSecretRef(deps.ring, id, generation + 1),
        expiresAt,
        createdBy: cause.createdBy,
        closeLeaseUntil,
      };
    }),
  );
  const messages = invited.map(({ id, memberId, locale, email }) => ({
    kind: cause.mail ?? 'invitation',
    memberId,
    subjectId: id,
    locale,
    toAddress: email ?? '',
    urgent: cause.urgent ?? false,
  }));
  const nudges = await enqueue(trx, messages, {
    publicUrl: deps.origin,
    now,
    ...(cause.batch ? { batch: cause.batch } : {}),
  });
  const events = invited.map(
    ({ id, memberId }) => ({ act: 'invitation.created', memberId, invitationId: id }) as const,
  );
  return { events, nudges };
}
