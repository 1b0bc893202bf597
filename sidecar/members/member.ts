import type { MemberState, PasswordDue, SyncState } from './member.table.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';

export type Member = {
  id: string;
  salutation: string | null;
  firstName: string;
  lastName: string;
  email: string | null;
  /** Proven: by a code before the account was made, or at Keycloak. */
  emailVerified: boolean;
  username: string;
  employeeNumber: string | null;
  locale: string;
  state: MemberState;
  keycloakUserId: string | null;
  syncState: SyncState;
  /** Code of what kept the last synchronisation from ending; null after one that did. */
  syncError: string | null;
  /** Raised by every change; what a form carries, so that it never writes over somebody else's. */
  version: number;
  /** First completed sign-in; from then on Keycloak owns the e-mail address. */
  activatedAt: Date | null;
  /** A live initial password: the account is open although nobody has signed in yet. */
  passwordAccess: boolean;
  passwordDue: PasswordDue | null;
};

/** A grant with when it ends by itself; absent and null are never. */
export type GivenGrant = HeldGrant & { endsAt?: Date | null };
export type MemberWithGrants = Member & { grants: readonly GivenGrant[] };

/** Nobody has seen this person inside yet, though they may have chosen a password on the way. */
export function neverIn(state: MemberState): boolean {
  return state === 'created' || state === 'invited';
}

/** Came by themselves with a proven address, and holds nothing yet or was never in. */
export function cameByRegistration(state: MemberState): boolean {
  return state === 'registered' || state === 'waiting';
}

/** Who may sign in: whoever is in, and whoever has a live initial password; everyone else's account is disabled or gone. */
export function maySignIn({ state, passwordAccess }: Pick<Member, 'state' | 'passwordAccess'>): boolean {
  if (neverIn(state)) return passwordAccess;
  return state === 'active' || cameByRegistration(state);
}

export function fullName(member: { firstName: string; lastName: string }): string {
  return `${member.firstName} ${member.lastName}`;
}
