import { sql } from 'kysely';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { addSeconds } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { cookieSeconds } from './registration.rules.ts';

/**
 * Token: the account is there and open already; what is left is that this browser has fetched its answer. Refused (`gone`) for
 * another browser's registration, one that let in nobody, a suspended person, and for whoever is in already or has another way in (`opensDoor`).
 */
export function registrationRedemption({ db, clock }: { db: Db; clock: Clock }) {
  return {
    async redeem(id: string, lease: string): Promise<void> {
      const redeemed = await db
        .updateTable('registration')
        .set({ state: 'done', redeemed_at: sql<Date>`coalesce(redeemed_at, ${clock()})` })
        .where('id', '=', id)
        .where('browser', '=', Buffer.from(lease, 'base64url'))
        .where('state', 'in', ['ready', 'done'])
        .where('link_removed_at', 'is', null)
        .where('account_member_id', 'is', null)
        .where('released_at', 'is', null)
        .where('created_at', '>', addSeconds(clock(), -cookieSeconds))
        .where(
          sql<boolean>`exists (select 1 from member where member.id = registration.member_id
            and member.state not in ('suspended', 'deleted') and member.activated_at is null)`,
        )
        .executeTakeFirst();
      if (redeemed.numUpdatedRows !== 1n) throw new AppError('gone');
    },
  };
}
