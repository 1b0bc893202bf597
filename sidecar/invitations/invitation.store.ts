import { type Selectable, sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import type { Invitation } from './invitation.rules.ts';
import type { InvitationTable } from './invitation.table.ts';
import './invitation.table.ts';

export function invitationOf(row: Selectable<InvitationTable>): Invitation {
  return {
    id: row.id,
    memberId: row.member_id,
    state: row.state,
    secretRef: { keyId: row.key_id, generation: row.generation },
    expiresAt: row.expires_at,
    leaseId: row.lease_id,
    leaseUntil: row.lease_until,
  };
}

export async function findInvitation(db: Db, id: string): Promise<Invitation | undefined> {
  const row = await db.selectFrom('invitation').selectAll().where('id', '=', id).executeTakeFirst();
  return row && invitationOf(row);
}

/** The same for many, by id. */
export async function findInvitations(db: Db, ids: readonly string[]): Promise<Map<string, Invitation>> {
  const rows = await db
    .selectFrom('invitation')
    .selectAll()
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, invitationOf(row)]));
}

export async function findByLookups(db: Db, lookups: readonly Buffer[]): Promise<Invitation | undefined> {
  const row = await db
    .selectFrom('invitation')
    .selectAll()
    .where('lookup', 'in', [...lookups])
    .executeTakeFirst();
  return row && invitationOf(row);
}

export type NewInvitation = {
  id: string;
  memberId: string;
  campaignId: string | null;
  keyId: number;
  generation: number;
  lookup: Buffer;
  expiresAt: Date;
  createdBy: string | null;
  /** Carried over from the person's earlier invitations. */
  closeLeaseUntil?: Date | null;
};

export async function insertInvitations(trx: Db, invitations: readonly NewInvitation[]): Promise<void> {
  if (invitations.length === 0) return;
  await trx
    .insertInto('invitation')
    .values(
      invitations.map((invitation) => ({
        id: invitation.id,
        member_id: invitation.memberId,
        campaign_id: invitation.campaignId,
        key_id: invitation.keyId,
        generation: invitation.generation,
        lookup: invitation.lookup,
        expires_at: invitation.expiresAt,
        lease_id: null,
        lease_until: null,
        created_by: invitation.createdBy,
        accepted_at: null,
        close_lease_until: invitation.closeLeaseUntil ?? null,
      })),
    )
    .execute();
}

/**
 * Takes the link for one browser: open, or redeeming by the same lease, or its lease ran out. One guarded UPDATE, so that of
 * any number of redeemers one gets it (architecture.md 3).
 */
export async function claimInvitation(
  db: Db,
  id: string,
  leaseId: string,
  now: Date,
  leaseSeconds: number,
): Promise<string | undefined> {
  const row = await db
    .updateTable('invitation')
    .set({ state: 'redeeming', lease_id: leaseId, lease_until: addSeconds(now, leaseSeconds) })
    .where('id', '=', id)
    .where('expires_at', '>', now)
    .where((is) => is.or([is('close_lease_until', 'is', null), is('close_lease_until', '<=', now)]))
    .where((is) =>
      is.or([
        is('state', '=', 'open'),
        is.and([
          is('state', '=', 'redeeming'),
          is.or([is('lease_id', '=', leaseId), is('lease_until', '<', now)]),
        ]),
      ]),
    )
    .returning('member_id')
    .executeTakeFirst();
  return row?.member_id;
}

/** Still mine, and for a while longer; asked right before the act elsewhere. Answers the member's id. */
export async function extendLease(
  db: Db,
  id: string,
  leaseId: string,
  now: Date,
  leaseSeconds: number,
): Promise<string | undefined> {
  const row = await db
    .updateTable('invitation')
    .set({ lease_until: addSeconds(now, leaseSeconds) })
    .where('id', '=', id)
    .where((is) => is.or([is('close_lease_until', 'is', null), is('close_lease_until', '<=', now)]))
    .where('state', '=', 'redeeming')
    .where('lease_id', '=', leaseId)
    .returning('member_id')
    .executeTakeFirst();
  return row?.member_id;
}

export async function acceptInvitation(trx: Db, id: string, leaseId: string, now: Date): Promise<boolean> {
  const changed = await trx
    .updateTable('invitation')
    .set({ state: 'accepted', accepted_at: now, lease_id: null, lease_until: null })
    .where('id', '=', id)
    .where('state', '=', 'redeeming')
    .where('lease_id', '=', leaseId)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** Gives the link back unspent after a failed act; what that act may have left open is closed at `closeDueAt`. */
export async function releaseInvitation(
  db: Db,
  id: string,
  leaseId: string,
  closeDueAt: Date,
): Promise<void> {
  await db
    .updateTable('invitation')
    .set({ state: 'open', lease_id: null, lease_until: null, close_due_at: closeDueAt })
    .where('id', '=', id)
    .where('state', '=', 'redeeming')
    .where('lease_id', '=', leaseId)
    .execute();
}

/** Notes that somebody looked at the page of a link that still opens, the first time only. */
export async function noteOpened(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable('invitation')
    .set({ opened_at: now })
    .where('id', '=', id)
    .where('opened_at', 'is', null)
    .where('state', 'in', ['open', 'redeeming'])
    .where('expires_at', '>', now)
    .execute();
}
