import type { UserRow } from './admin-client.ts';
import type { Account, HashedCredential, NewUser, ProfileChange } from './port.ts';

/** Names of the attributes that Einlass keeps on an account; declared in the realm's user profile. */
export const memberIdAttribute = 'member_id';
export const employeeNumberAttribute = 'employee_number';
/** Where Keycloak keeps an address until its mail link is followed. */
const pendingEmailAttribute = 'kc.email.pending';
/** Alias of the identity provider that brokers to the sidecar. */
export const providerAlias = 'access';

/** What both lanes send of one person; there is no place for roles. */
export type NewUserBody = {
  username: string;
  email?: string;
  emailVerified: boolean;
  firstName?: string;
  lastName?: string;
  enabled: boolean;
  groups: string[];
  requiredActions: string[];
  attributes: Record<string, string[]>;
  federatedIdentities?: { identityProvider: string; userId: string; userName: string }[];
  credentials?: HashedCredential[];
};

/** The body of one person. `access` is not among the attributes: it comes from the groups only. */
export function newUserBody(user: NewUser): NewUserBody {
  return {
    username: user.username,
    ...(user.email ? { email: user.email } : {}),
    emailVerified: user.emailVerified,
    ...(user.firstName ? { firstName: user.firstName } : {}),
    ...(user.lastName ? { lastName: user.lastName } : {}),
    enabled: user.enabled,
    groups: [...user.groupPaths],
    requiredActions: [...user.requiredActions],
    attributes: {
      [memberIdAttribute]: [user.memberId],
      locale: [user.locale],
      ...(user.employeeNumber ? { [employeeNumberAttribute]: [user.employeeNumber] } : {}),
    },
    ...(user.federatedSubject
      ? {
          federatedIdentities: [
            { identityProvider: providerAlias, userId: user.federatedSubject, userName: user.username },
          ],
        }
      : {}),
    ...(user.credential ? { credentials: [hashedOnly(user.credential)] } : {}),
  };
}

/** Field by field, so that nothing that hangs on the object at run time gets in. */
export function hashedOnly(credential: HashedCredential): HashedCredential {
  const { type, temporary, secretData, credentialData, userLabel } = credential;
  return { type, temporary, secretData, credentialData, ...optional('userLabel', userLabel) };
}

export function accountOf(row: UserRow, groups?: readonly string[]): Account {
  const attribute = (name: string): string | undefined =>
    (row.attributes as Record<string, string[]> | undefined)?.[name]?.[0];
  return {
    userId: String(row.id),
    username: String(row.username),
    emailVerified: row.emailVerified === true,
    enabled: row.enabled === true,
    requiredActions: row.requiredActions ?? [],
    ...optional('memberId', attribute(memberIdAttribute)),
    ...optional('email', row.email),
    ...optional('pendingEmail', attribute(pendingEmailAttribute)),
    ...optional('firstName', row.firstName),
    ...optional('lastName', row.lastName),
    ...optional('locale', attribute('locale')),
    ...optional('employeeNumber', attribute(employeeNumberAttribute)),
    ...(groups ? { groups } : {}),
  };
}

export type Found = { account: Account; groups: readonly string[]; subject?: string; hasCredential: boolean };
export type Completion = { groupPaths: string[]; link: boolean; enable: boolean };

/**
 * What an account found by its member id still lacks. Nothing is taken away, and it is enabled only while nobody has ever
 * had a credential for it: with one it was in use, so being disabled means suspended.
 */
export function completionOf(wanted: NewUser, found: Found): Completion {
  return {
    groupPaths: wanted.groupPaths.filter((path) => !found.groups.includes(path)),
    link: wanted.federatedSubject !== undefined && found.subject !== wanted.federatedSubject,
    enable: wanted.enabled && !found.account.enabled && !found.hasCredential,
  };
}

/** The attributes after the change; undefined where it changes none. */
function changedAttributes(current: UserRow, change: ProfileChange): Record<string, string[]> | undefined {
  const held = (current.attributes ?? {}) as Record<string, string[]>;
  const wanted = { locale: change.locale, [employeeNumberAttribute]: change.employeeNumber };
  const differing = Object.entries(wanted).filter(
    ([name, value]) => value !== undefined && (held[name]?.[0] ?? null) !== value,
  );
  if (differing.length === 0) return undefined;
  const names = new Set(differing.map(([name]) => name));
  const kept = Object.entries(held).filter(([name]) => !names.has(name));
  return Object.fromEntries([
    ...kept,
    ...differing.flatMap(([name, value]) => (value ? [[name, [value]] as const] : [])),
  ]);
}

/**
 * Body of the profile `PUT`. Seen on 26.7.4: without `attributes` only the given fields change; with them Keycloak takes the
 * body for the whole profile and drops names, e-mail and attributes that are missing. So they are sent only where one of them changes, complete.
 */
export function profileBody(current: UserRow, change: ProfileChange): UserRow {
  const newEmail =
    change.email !== undefined && change.email.toLowerCase() !== (current.email ?? '').toLowerCase();
  const newName =
    change.username !== undefined && change.username.toLowerCase() !== current.username?.toLowerCase();
  const fields: UserRow = {
    ...optional('firstName', change.firstName),
    ...optional('lastName', change.lastName),
    ...(newName ? optional('username', change.username) : {}),
    ...(newEmail ? { email: change.email ?? '', emailVerified: false } : {}),
  };
  const attributes = changedAttributes(current, change);
  if (!attributes) return fields;
  const { username, firstName, lastName, email } = current;
  const whole = {
    ...optional('username', username),
    ...optional('firstName', firstName),
    ...optional('lastName', lastName),
    ...optional('email', email),
  };
  return { ...whole, ...fields, attributes };
}

/** Body of a `PUT` that changes attributes: complete, because Keycloak then drops whatever of the profile is missing. */
export function wholeProfile(current: UserRow, attributes: Record<string, string[]>): UserRow {
  return {
    ...optional('username', current.username),
    ...optional('firstName', current.firstName),
    ...optional('lastName', current.lastName),
    ...optional('email', current.email),
    attributes: { ...(current.attributes as Record<string, string[]> | undefined), ...attributes },
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
