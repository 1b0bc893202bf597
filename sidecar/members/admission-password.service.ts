import type { Directory, HashedCredential } from '../keycloak/port.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { maySignIn } from './member.ts';
import type { PasswordDue } from './member.table.ts';
import type { ClaimedMember } from './sync.store.ts';

/** Where initial passwords come from; handed in, because members know nothing of letters. */
export type InitialPasswords = {
  /** Of those among these people who have a live one, labelled so that no two are alike. */
  credentialsOf(db: Db, memberIds: readonly string[]): Promise<Map<string, HashedCredential>>;
  /** In the transaction that ends attempts: Keycloak has the passwords of `given`; `chosen` have one of their own. */
  settled(
    trx: Trx,
    people: { given: readonly string[]; chosen: readonly string[] },
    now: Date,
  ): Promise<void>;
};
export const noInitialPasswords: InitialPasswords = {
  credentialsOf: async () => new Map(),
  settled: async () => {},
};

/** Notes durably, before the act, how far an attempt has come; throws where the claim has passed to another. */
export type Begin = (due: PasswordDue) => Promise<void>;
/** `given`: the account has the initial password; `chosen`: the person has one of their own. */
export type PasswordOutcome = 'given' | 'chosen' | undefined;

const asked = 'UPDATE_PASSWORD';

async function give(
  directory: Directory,
  userId: string,
  member: ClaimedMember,
  credential: HashedCredential | undefined,
  begin: Begin,
): Promise<PasswordOutcome> {
  if (!credential)
    throw new AppError('keycloak_unavailable', { cause: new Error('no initial password is known') });
  const labels = await directory.passwordLabels(userId);
  if (labels.some((label) => label !== '' && label === credential.userLabel)) return 'given';
  // Made or begun by an attempt that was cut off: a password without label is the person's own by now.
  const begun = member.passwordDue === 'setting' || member.keycloakUserId === null;
  if (begun && labels.includes('')) return 'chosen';
  if (member.passwordDue === 'set' && member.keycloakUserId !== null) {
    await directory.removePasswords(userId);
    await directory.logout(userId);
    await begin('setting');
  }
  await directory.setInitialPassword(userId, credential);
  return 'given';
}

/** Whether the person has a password that they chose: then no other is asked for at the next sign-in. */
async function hasChosen(directory: Directory, userId: string): Promise<boolean> {
  const account = await directory.getUser(userId);
  if (!account || account.requiredActions.includes(asked)) return false;
  return (await directory.passwordLabels(userId)).length > 0;
}

/**
 * Closes the account first, because somebody may be choosing a password this moment (seen on 26.7.4: a disabled person's choice is
 * stored, but signs nobody in); then takes away what is still temporary. Opens it again for whoever may be in.
 */
async function take(
  directory: Directory,
  userId: string,
  member: ClaimedMember,
  begin: Begin,
): Promise<PasswordOutcome> {
  const account = await directory.getUser(userId);
  if (!account) return undefined;
  const reopen = member.passwordDue === 'reopen' || account.enabled;
  if (account.enabled) {
    if (member.passwordDue !== 'reopen') await begin('reopen');
    await directory.setEnabled(userId, false);
  }
  let chosen = await hasChosen(directory, userId);
  if (!chosen) {
    await directory.removePasswords(userId);
    chosen = await hasChosen(directory, userId);
  }
  if (member.activatedAt === null && !chosen)
    // From now on an invitation is the way in, and its link needs this.
    await directory.addFederatedLink(userId, member.id, member.username);
  if (reopen && member.state !== 'suspended' && (chosen || maySignIn(member)))
    await directory.setEnabled(userId, true);
  return chosen ? 'chosen' : undefined;
}

/** Carries a person's initial password to an account that is there, or takes it away; may be repeated at any point. */
export async function bringPassword(
  directory: Directory,
  userId: string,
  member: ClaimedMember,
  credential: HashedCredential | undefined,
  begin: Begin,
): Promise<PasswordOutcome> {
  const { passwordDue } = member;
  if (passwordDue === null) return undefined;
  if (passwordDue === 'drop' || passwordDue === 'reopen') return take(directory, userId, member, begin);
  return give(directory, userId, member, credential, begin);
}
