import { AppError } from '../platform/errors.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';
import type { Role } from '../areas/role.ts';
import type { Account } from '../keycloak/port.ts';
import { isLocale, type Locale } from '../platform/i18n.ts';
import type { DeviationKind } from './deviation.table.ts';
import { maySignIn } from './member.ts';
import type { MemberState } from './member.table.ts';

export type Difference = {
  kind: DeviationKind;
  areaId: string | null;
  role: Role | null;
  keycloakValue: string | null;
  ourValue: string | null;
};
export type OurRecord = {
  firstName: string;
  lastName: string;
  username: string;
  employeeNumber: string | null;
  email: string | null;
  emailVerified: boolean;
  locale: string;
  state: MemberState;
  /** A live initial password: open before the first sign-in. */
  passwordAccess: boolean;
};
/** What Keycloak decides and we copy (architecture.md 9). */
export type TakeOver = {
  email?: string | null;
  emailVerified?: boolean;
  /** Chosen at one of Keycloak's pages; one that no text of ours has is not taken over. */
  locale?: Locale;
  suspend?: true;
  reactivate?: true;
  ownPassword?: true;
};
export type Comparison = { takeOver: TakeOver; differences: Difference[] };
/** `byConsole`: an administrator touched it; `redeemed`: an invitation was spent, so the account may be open before the first sign-in. */
export type Circumstances = { byConsole: boolean; redeemed: boolean };

const plain = (kind: DeviationKind, keycloakValue: string | null, ourValue: string | null): Difference => ({
  kind,
  areaId: null,
  role: null,
  keycloakValue,
  ourValue,
});
/** Keycloak keeps user names and addresses in lower case. */
const same = (a: string | null, b: string | null): boolean =>
  (a ?? '').toLowerCase() === (b ?? '').toLowerCase();

function fieldDifferences(ours: OurRecord, account: Account): Difference[] {
  const theirs = {
    firstName: account.firstName ?? null,
    lastName: account.lastName ?? null,
    employeeNumber: account.employeeNumber ?? null,
  };
  const fields = ['firstName', 'lastName', 'employeeNumber'] as const;
  const found = fields
    .filter((field) => theirs[field] !== ours[field])
    .map((field) => plain(field, theirs[field], ours[field]));
  if (!same(account.username, ours.username)) found.push(plain('username', account.username, ours.username));
  return found;
}

/**
 * Disabled at Keycloak is taken over, because it shuts. Enabled is taken over only where an administrator did it: else it may be a
 * suspension of ours that never arrived. Between redemption and first sign-in the account may be either.
 */
function compareEnabled(
  ours: OurRecord,
  account: Account,
  { byConsole, redeemed }: Circumstances,
): Comparison {
  const nothing = { takeOver: {}, differences: [] };
  const { state } = ours;
  if (!account.enabled) return maySignIn(ours) ? { ...nothing, takeOver: { suspend: true } } : nothing;
  if (maySignIn(ours) || (redeemed && state !== 'suspended')) return nothing;
  if (state === 'suspended' && byConsole) return { ...nothing, takeOver: { reactivate: true } };
  return { ...nothing, differences: [plain('enabled', 'true', 'false')] };
}

/** No other password is asked for at the next sign-in. */
export function hasOwnPassword({ requiredActions }: Pick<Account, 'requiredActions'>): boolean {
  return !requiredActions.includes('UPDATE_PASSWORD');
}

/** Somebody who is in and was given a new first password has chosen another; who was never in has yet to come all the way. */
function choseAnother(ours: OurRecord, account: Account): boolean {
  const isIn = ours.state === 'active' || ours.state === 'registered' || ours.state === 'waiting';
  return isIn && ours.passwordAccess && hasOwnPassword(account);
}

/** Everything but the groups. */
export function compareAccount(ours: OurRecord, account: Account, facts: Circumstances): Comparison {
  const { takeOver, differences } = compareEnabled(ours, account, facts);
  const email = account.email ?? null;
  return {
    takeOver: {
      ...takeOver,
      ...(choseAnother(ours, account) ? { ownPassword: true as const } : {}),
      ...(same(email, ours.email) ? {} : { email }),
      ...(account.emailVerified === ours.emailVerified ? {} : { emailVerified: account.emailVerified }),
      ...(isLocale(account.locale) && account.locale !== ours.locale ? { locale: account.locale } : {}),
    },
    differences: [...differences, ...fieldDifferences(ours, account)],
  };
}

export type KnownGroup = HeldGrant & { groupId: string };

/** Role groups by id, never by name. `lost` are groups that no longer exist: everybody misses them, which is one finding and not many. */
export function compareGroups(
  grants: readonly HeldGrant[],
  held: ReadonlySet<string>,
  known: readonly KnownGroup[],
  lost: ReadonlySet<string>,
): Difference[] {
  const granted = new Set(grants.map(({ areaId, role }) => `${areaId} ${role}`));
  return known.flatMap(({ areaId, role, groupId }): Difference[] => {
    const ours = granted.has(`${areaId} ${role}`);
    const theirs = held.has(groupId);
    if (ours === theirs || lost.has(groupId)) return [];
    const kind = theirs ? 'grantAdded' : 'grantRemoved';
    return [{ kind, areaId, role, keycloakValue: theirs ? role : null, ourValue: ours ? role : null }];
  });
}

/** What somebody decided about is another by now: the page shows the new state. */
export function overtaken(cause: string): AppError {
  return new AppError('conflict', { cause: new Error(cause) });
}
