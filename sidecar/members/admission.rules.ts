import { managingRoles } from '../areas/role.ts';
import type { HashedCredential, NewUser, ProfileChange } from '../keycloak/port.ts';
import { AppError, type ErrorCode } from '../platform/errors.ts';
import type { Member } from './member.ts';
import { cameByRegistration, maySignIn } from './member.ts';

/**
 * The account of a member who has none yet. Disabled until the link is redeemed, so that nothing else can be its first way in
 * (architecture.md 5); the subject that the broker will present is our member id. Who has an initial password is let in by that
 * instead, and may give an address at the first sign-in. Who registered is open at once with the address that they proved, and
 * chooses a password right behind the broker. Throws `keycloak_unavailable` where that password is not known.
 */
export function newUserFor(
  member: Member,
  groupPaths: readonly string[],
  credential?: HashedCredential,
): NewUser {
  if (member.passwordAccess && !credential)
    throw new AppError('keycloak_unavailable', { cause: new Error('no initial password is known') });
  const way = member.passwordAccess
    ? { requiredActions: member.email ? ['UPDATE_PASSWORD'] : ['UPDATE_PASSWORD', 'UPDATE_EMAIL'] }
    : { federatedSubject: member.id, requiredActions: ['UPDATE_PASSWORD'] };
  return {
    memberId: member.id,
    username: member.username,
    ...(member.email ? { email: member.email } : {}),
    emailVerified: cameByRegistration(member.state) && member.emailVerified,
    firstName: member.firstName,
    lastName: member.lastName,
    locale: member.locale,
    enabled: maySignIn(member),
    groupPaths,
    ...way,
    ...(credential && member.passwordAccess ? { credential } : {}),
    ...(member.employeeNumber ? { employeeNumber: member.employeeNumber } : {}),
  };
}

/** Who surely has no account yet: nobody tried before, and there is nothing but an account to make. */
export function isNew(member: Member & { attempt: number }): boolean {
  return (
    member.keycloakUserId === null &&
    member.attempt === 1 &&
    member.state !== 'suspended' &&
    member.state !== 'deleted'
  );
}

/**
 * What an existing account is told of its member. Keycloak owns the e-mail address from the first sign-in on, because the
 * person may change it there (architecture.md 9).
 */
export function profileFor(member: Member): ProfileChange {
  const { firstName, lastName, locale, username, employeeNumber, email, activatedAt } = member;
  const names = { firstName, lastName, locale, username, employeeNumber };
  return activatedAt ? names : { ...names, email: email ?? '' };
}

/** Which role groups are missing and which are too many; groups outside `/areas/` are not ours to touch. */
export function groupChanges(
  wanted: readonly string[],
  held: readonly string[],
): { join: string[]; leave: string[] } {
  return {
    join: wanted.filter((path) => !held.includes(path)),
    leave: held.filter((path) => path.startsWith('/areas/') && !wanted.includes(path)),
  };
}

const manages = (path: string): boolean => managingRoles.some((role) => path.endsWith(`/${role}`));

/** Whether these groups make somebody a manager who was none: only the next sign-in asks for a second factor. */
export function promotes(wanted: readonly string[], held: readonly string[]): boolean {
  return wanted.some(manages) && !held.some((path) => path.startsWith('/areas/') && manages(path));
}

/**
 * Seconds until the next try after `failures` failed ones: 2, 4, 8 … at most 5 minutes; at most 30 s where Keycloak was out of
 * reach, so that everybody is complete within a minute after an outage however long it was.
 */
export function retryAfter(failures: number, code: ErrorCode): number {
  return Math.min(2 ** (failures + 1), code === 'keycloak_unavailable' ? 30 : 300);
}

const triesUnnamed = 8;

/**
 * Whether trying again is pointless. Keycloak names the field where it refuses this person's data; a refusal without one is
 * about the set-up or something in between, and may come after an account was made: it ends only after minutes of tries.
 */
export function isFinal(error: AppError, failures: number): boolean {
  if (error.code !== 'conflict' && error.code !== 'keycloak_rejected') return false;
  return error.fields.length > 0 || failures >= triesUnnamed;
}
