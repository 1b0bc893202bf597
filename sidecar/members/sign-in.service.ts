import type { Actor } from '../areas/policy.rules.ts';
import { record } from '../audit/audit.store.ts';
import type { Db, Trx } from '../platform/db.ts';
import { fullName, type MemberWithGrants } from './member.ts';
import { markSignedIn } from './first-sign-in.store.ts';
import { findByKeycloakUser, findMember } from './member.store.ts';

/** First completed sign-in (architecture.md 9): *aktiv*, unless they registered and nothing was granted yet. */
export async function completedSignIn(
  db: Db,
  memberId: string,
  now: Date,
  ownPassword: (trx: Trx, memberIds: readonly string[], now: Date) => Promise<unknown> = async () => {},
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const [first] = await markSignedIn(trx, { id: [memberId] }, now);
    if (!first) return;
    await record(trx, { kind: 'employee', memberId }, [{ act: 'member.activated', memberId }]);
    await ownPassword(trx, [memberId], now);
  });
}

function actorOf(member: MemberWithGrants): Actor {
  return { memberId: member.id, name: fullName(member), grants: member.grants };
}

/** Who acts behind this Keycloak account, as the database says now; undefined for a stranger or a suspended person. */
export async function actorFor(db: Db, keycloakUserId: string): Promise<Actor | undefined> {
  const member = await findByKeycloakUser(db, keycloakUserId);
  return member && member.state !== 'suspended' ? actorOf(member) : undefined;
}

/** The same for a job that goes on in somebody's name. */
export async function actorById(db: Db, memberId: string): Promise<Actor | undefined> {
  const member = await findMember(db, memberId);
  return member && member.state !== 'suspended' ? actorOf(member) : undefined;
}
