import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { newSecretRef } from '../../sidecar/invitations/invitation.rules.ts';
import { insertInvitations } from '../../sidecar/invitations/invitation.store.ts';
import { openBatch } from '../../sidecar/mail/batch.store.ts';
import { mailQueue } from '../../sidecar/mail/mail.job.ts';
import { enqueue } from '../../sidecar/mail/message.store.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { loadKeys } from '../../sidecar/platform/keys.ts';
import type { Nudger } from '../../sidecar/platform/queue.ts';

export type InvitedPeople = { memberId: string; invitationId: string; email: string }[];

/** People with a grant each and an invitation each whose mail is not queued yet; nothing of them is at Keycloak. */
export async function invitedPeople(
  db: Db,
  keysDir: string,
  emails: readonly string[],
): Promise<InvitedPeople> {
  const { ring } = await loadKeys(keysDir);
  const people: InvitedPeople = [];
  const expiresAt = new Date(Date.now() + 30 * 24 * 3600_000);
  for (let start = 0; start < emails.length; start += 1000) {
    const part = emails.slice(start, start + 1000);
    const { rows } = await sql<{ id: string; email: string }>`
      with made as (
        insert into member (first_name, last_name, email, username, locale, origin, state, sync_state)
        select 'Jörg', 'Müller-Lüdenscheidt ' || n, mail, mail, case when n % 5 = 0 then 'en' else 'de' end, 'import', 'invited', 'done'
        from unnest(${part}::text[]) with ordinality as given (mail, n) returning id, email
      ), granted as (
        insert into "grant" (member_id, area_id, role, origin)
        select made.id, a.id, 'member', 'import' from made, (select id from area order by created_at limit 1) a
      )
      select id, email from made`.execute(db);
    const invitations = rows.map(({ id, email }) => ({ memberId: id, invitationId: randomUUID(), email }));
    await insertInvitations(
      db,
      invitations.map(({ memberId, invitationId }) => ({
        id: invitationId,
        memberId,
        campaignId: null,
        ...newSecretRef(ring, invitationId, 1),
        expiresAt,
        createdBy: null,
      })),
    );
    people.push(...invitations);
  }
  return people;
}

/** Puts the mails of these people into the outbox, as a campaign (of a batch) or urgently, and tells the worker. */
export async function mail(
  house: { db: Db; nudger: Nudger; publicUrl: string },
  people: InvitedPeople,
  how: { batch: string; perMinute?: number } | { urgent: true },
): Promise<void> {
  const now = new Date();
  const messages = people.map(({ memberId, invitationId, email }) => ({
    kind: 'invitation' as const,
    memberId,
    subjectId: invitationId,
    locale: 'de' as const,
    toAddress: email,
    urgent: 'urgent' in how,
  }));
  const nudges = await house.db.transaction().execute(async (trx) => {
    const { publicUrl } = house;
    if ('urgent' in how) return enqueue(trx, messages, { publicUrl, now });
    const { batch: id, perMinute = null } = how;
    await openBatch(trx, { id, perMinute });
    const batch = { id, startAt: now, perMinute };
    return enqueue(trx, messages, { publicUrl, now, batch });
  });
  await house.nudger.nudge(mailQueue, nudges);
}
