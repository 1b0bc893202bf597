import { randomUUID } from 'node:crypto';
import type { Db } from '../../sidecar/platform/db.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import type { KeyRing } from '../../sidecar/platform/secrets.ts';
import { newSecretRef } from '../../sidecar/invitations/invitation.rules.ts';
import { insertInvitations } from '../../sidecar/invitations/invitation.store.ts';
import { insertMember } from '../members/import-fixtures.ts';

export const ring: KeyRing = { current: 1, keys: new Map([[1, Buffer.alloc(32, 7)]]) };
export const now = new Date('2026-03-01T12:00:00Z');

/** An invited person with an account at Keycloak and an open link. */
export async function invited(db: Db): Promise<{ memberId: string; id: string; userId: string }> {
  const [memberId, id, userId] = [randomUUID(), randomUUID(), randomUUID()];
  await insertMember(db, { id: memberId, firstName: 'Erika', lastName: 'Muster', username: `e.${memberId}` });
  await db
    .updateTable('member')
    .set({ state: 'invited', keycloak_user_id: userId })
    .where('id', '=', memberId)
    .execute();
  const link = { id, memberId, campaignId: null, ...newSecretRef(ring, id), createdBy: null };
  await insertInvitations(db, [{ ...link, expiresAt: addSeconds(now, 3600) }]);
  return { memberId, id, userId };
}
