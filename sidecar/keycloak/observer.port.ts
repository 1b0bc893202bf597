import type { KeycloakChange } from './event-feed.rules.ts';
import type { Account } from './port.ts';

export type HeldGroup = { groupId: string; path: string };
/** An account as Keycloak has it now, with its groups by id: names may have been changed in the console. */
export type Observed = { account: Account; groups: readonly HeldGroup[] };

/** What the feed, the reconcile and *Bestehendes Konto übernehmen* need of Keycloak besides `Directory`. */
export type Observer = {
  /** Our service account, which is not told to ourselves. */
  ownUserId(): Promise<string>;
  /** What others did since `from` (inclusive), oldest first. Empty where the logs are switched off or purged. */
  changesSince(from: Date): Promise<KeycloakChange[]>;
  /** Whether the log still knows that an administrator touched this account. */
  touchedByConsole(userId: string): Promise<boolean>;
  observe(userId: string): Promise<Observed | undefined>;
  /** One page of all accounts, without groups; pages may shift while accounts come and go. */
  listAccounts(first: number, max: number): Promise<Account[]>;
  /** Ids of everybody in a group; `undefined` if there is no such group. */
  listGroupMembers(groupId: string): Promise<string[] | undefined>;
  groupPath(groupId: string): Promise<string | undefined>;
  groupAt(path: string): Promise<string | undefined>;
  /** Brings a renamed or moved role group back to its place by id; `conflict` if another group stands there. */
  restoreRoleGroup(groupId: string, slug: string, role: string): Promise<void>;
  /** Accounts whose user name or e-mail is exactly this; never a service account. */
  findExact(text: string): Promise<Account[]>;
  /** Roles that administer Keycloak, also those that come by a group or inside another role. */
  managingRoles(userId: string): Promise<string[]>;
  /** Writes our member id onto the account, leaving all else; refuses with `conflict` if it carries another. */
  claimAccount(userId: string, memberId: string): Promise<void>;
};
