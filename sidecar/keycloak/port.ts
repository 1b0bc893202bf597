/** One password already hashed outside, in the form Keycloak stores (`credentials` of its user representation). */
export type HashedCredential = {
  type: 'password';
  temporary: boolean;
  secretData: string;
  credentialData: string;
  /** Tells whose work a password at Keycloak is: kept when Keycloak re-hashes it, gone when the person chooses another (seen on 26.7.4). */
  userLabel?: string;
};

/** An account to be made in one call; `groupPaths` are `/areas/<slug>/<role>` and must exist. */
export type NewUser = {
  memberId: string;
  username: string;
  email?: string;
  emailVerified: boolean;
  firstName?: string;
  lastName?: string;
  locale: string;
  enabled: boolean;
  groupPaths: readonly string[];
  /** Subject under which the broker will sign this person in; left out where no link is wanted (way C). */
  federatedSubject?: string;
  requiredActions: readonly string[];
  employeeNumber?: string;
  credential?: HashedCredential;
};

export type Account = {
  userId: string;
  memberId?: string;
  username: string;
  email?: string;
  emailVerified: boolean;
  /** An address that the person gave and whose mail link was not followed yet. */
  pendingEmail?: string;
  enabled: boolean;
  firstName?: string;
  lastName?: string;
  locale?: string;
  employeeNumber?: string;
  requiredActions: readonly string[];
  /** Paths; only `getUser` and `findByMember` read them. */
  groups?: readonly string[];
};

/** An empty e-mail takes the address away, `null` the number. */
export type ProfileChange = {
  firstName?: string;
  lastName?: string;
  locale?: string;
  email?: string;
  username?: string;
  employeeNumber?: string | null;
};
export type RoleGroup = { groupId: string; slug: string; role: string; access: readonly string[] };
export type CallLimit = { limitMs?: number };

/** A sign-in at Keycloak that lasts; `sid` is its id in tokens, `apps` the client ids it has been used for. */
export type AccountSession = {
  sid: string;
  ip: string;
  startedAt: Date;
  /** When an app last renewed its token. */
  seenAt: Date;
  apps: readonly string[];
};
/** A passkey as its owner named it. */
export type Passkey = { label: string; madeAt: Date };
/** What Keycloak's logs still hold of an account; `what` is Keycloak's own word, `ip` null for what an administrator did. */
export type AccountEvent = { at: Date; what: string; ip: string | null; app: string | null };
/** What people see of their own sign-in; empty for an account that is gone. */
export type OwnSignIns = {
  /** Without offline sessions, which apps of ours never get. */
  sessionsOf(userId: string): Promise<AccountSession[]>;
  passkeysOf(userId: string): Promise<Passkey[]>;
  /** The newest 500 of each of its two logs, the newest first. */
  eventsOf(userId: string): Promise<AccountEvent[]>;
};

/**
 * Accounts, groups and links of one realm, as admission needs them. Every act may be repeated.
 * Errors are `AppError`: `keycloak_unavailable` (nothing is known, try again), `keycloak_rejected`, `conflict`, `not_found`.
 */
export type Directory = {
  /**
   * Makes the account, or adopts the one that carries the same member id and completes it; never adopts by name or e-mail.
   * `lookFirst` is for a repeated attempt whose user name may have changed since: Keycloak's 409 would not catch that.
   */
  createUser(user: NewUser, options?: { lookFirst?: boolean }): Promise<{ userId: string; created: boolean }>;
  findByMember(memberId: string): Promise<Account | undefined>;
  /** Keycloak does not keep subjects unique: two accounts with the same one are a `conflict`. */
  findByFederatedSubject(subject: string): Promise<Account | undefined>;
  getUser(userId: string): Promise<Account | undefined>;
  /** `PUT {enabled, emailVerified}`: only these two fields change; must end within the broker's 4 s (default limit 3 s). */
  enableVerified(userId: string, options?: CallLimit): Promise<void>;
  setEnabled(userId: string, enabled: boolean): Promise<void>;
  /**
   * Keycloak mails a link for choosing a new password to the address of the account, `keycloak_rejected` for a disabled one or
   * one without address. The page after it leads back through our own client.
   */
  sendPasswordMail(userId: string): Promise<void>;
  /** Ends all sessions; needed with every suspension, else the old SSO session revives later. */
  logout(userId: string): Promise<void>;
  deleteUser(userId: string): Promise<void>;
  /** Changes only what is given; a changed e-mail becomes unverified, because nobody has proven it. */
  updateProfile(userId: string, change: ProfileChange): Promise<void>;
  ensureRoleGroup(slug: string, role: string): Promise<string>;
  /** Values `<slug>:<role>` that this group opens, at most 255 characters each. */
  setGroupAccess(groupId: string, values: readonly string[]): Promise<void>;
  listRoleGroups(): Promise<RoleGroup[]>;
  joinGroup(userId: string, groupId: string): Promise<void>;
  leaveGroup(userId: string, groupId: string): Promise<void>;
  addFederatedLink(userId: string, subject: string, userName: string): Promise<void>;
  removeFederatedLink(userId: string): Promise<void>;
  /** Labels of the passwords that the account has, '' for one without: none of ours, or chosen by the person since. */
  passwordLabels(userId: string): Promise<string[]>;
  /** Sets this password in the place of the one there is, forgets wrong guesses, and asks for another at the next sign-in. */
  setInitialPassword(userId: string, credential: HashedCredential): Promise<void>;
  removePasswords(userId: string): Promise<void>;
  /** The realm's password policy, in Keycloak's own words; needs `view-realm`. */
  passwordPolicy(): Promise<string>;
  userCount(): Promise<number>;
  deleteSession(sid: string): Promise<void>;
};
