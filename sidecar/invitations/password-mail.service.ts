import { sql } from 'kysely';
import { record } from '../audit/audit.store.ts';
import type { Directory } from '../keycloak/port.ts';
import { findMember } from '../members/member.store.ts';
import { addSeconds, type Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { toAppError } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import './invitation.table.ts';

export type PasswordMailDeps = {
  db: Db;
  directory: Pick<Directory, 'sendPasswordMail'>;
  clock: Clock;
  log: Log;
};
type Claimed = { id: string; memberId: string; attempt: number };

const leaseSeconds = 60;
const lastAttempt = 8;

/** Takes one that is due; the due time moves on, which is the lease. */
async function claimDue(db: Db, now: Date): Promise<Claimed | undefined> {
  const due = db
    .selectFrom('invitation')
    .select('id')
    .where('password_mail_due_at', '<=', now)
    .orderBy('password_mail_due_at')
    .limit(1)
    .forUpdate()
    .skipLocked();
  return db
    .updateTable('invitation')
    .set({
      password_mail_due_at: addSeconds(now, leaseSeconds),
      password_mail_attempt: sql<number>`password_mail_attempt + 1`,
    })
    .where('id', 'in', due)
    .returning(['id', 'member_id as memberId', 'password_mail_attempt as attempt'])
    .executeTakeFirst();
}

function settle(db: Db, { id, attempt }: Claimed, dueAt: Date | null) {
  return db
    .updateTable('invitation')
    .set({ password_mail_due_at: dueAt })
    .where('id', '=', id)
    .where('password_mail_attempt', '=', attempt)
    .executeTakeFirst();
}

async function send(deps: PasswordMailDeps, claimed: Claimed): Promise<void> {
  const { memberId, id: invitationId } = claimed;
  const member = await findMember(deps.db, memberId);
  const userId = member && member.state !== 'suspended' ? member.keycloakUserId : null;
  if (userId) await deps.directory.sendPasswordMail(userId);
  await deps.db.transaction().execute(async (trx) => {
    const settled = await settle(trx, claimed, null);
    if (userId && settled.numUpdatedRows === 1n)
      await record(trx, { kind: 'system' }, [{ act: 'invitation.passwordMailed', memberId, invitationId }]);
  });
}

/** Sends what is due through Keycloak. A lost answer may send a second mail, which does no harm. */
export async function sendPasswordMails(deps: PasswordMailDeps): Promise<void> {
  for (;;) {
    const claimed = await claimDue(deps.db, deps.clock());
    if (!claimed) return;
    try {
      await send(deps, claimed);
    } catch (thrown) {
      const error = toAppError(thrown);
      const again = error.code === 'keycloak_unavailable' && claimed.attempt < lastAttempt;
      deps.log.warn({ err: error, member: claimed.memberId, again }, 'a password mail was not sent');
      const retryAt = addSeconds(deps.clock(), Math.min(2 ** claimed.attempt * 5, 900));
      await settle(deps.db, claimed, again ? retryAt : null);
    }
  }
}
