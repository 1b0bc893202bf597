import type { HeldGrant } from '../areas/policy.rules.ts';
import type { Account } from '../keycloak/port.ts';
import type { SyncState } from './member.table.ts';
import { compareAccount, compareGroups, type KnownGroup, type OurRecord } from './deviation.rules.ts';

export type ComparedMember = OurRecord & {
  id: string;
  keycloakUserId: string | null;
  syncState: SyncState;
  grants: readonly HeldGrant[];
  redeemed: boolean;
  /** Differences that are known and open already. */
  open: number;
};

/** Whether a closer look at this account is needed; what is known and unchanged is looked at as well, so that it can be settled. */
export function differs(member: ComparedMember, account: Account): boolean {
  const { takeOver, differences } = compareAccount(member, account, {
    byConsole: false,
    redeemed: member.redeemed,
  });
  return (
    member.open > 0 ||
    Object.keys(takeOver).length > 0 ||
    differences.length > 0 ||
    account.memberId === undefined
  );
}

export function groupsDiffer(
  member: ComparedMember,
  held: ReadonlySet<string>,
  known: readonly KnownGroup[],
  lost: ReadonlySet<string>,
): boolean {
  return compareGroups(member.grants, held, known, lost).length > 0;
}

/** So many accounts gone at once is another realm or a restored backup, not a person's deed: nothing may be acted upon. */
export function looksLikeAnotherRealm(missing: number, provisioned: number): boolean {
  return missing > 20 && missing * 4 > provisioned;
}
