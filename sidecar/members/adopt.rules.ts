import type { Account } from '../keycloak/port.ts';

export type AdoptRefusal = 'known' | 'managing' | 'service' | 'taken';

/** Why an account may not become a person; asked again at the act, because a preview may be old. */
export function adoptRefusal(
  account: Account,
  facts: { managingRoles: readonly string[]; boundHere: boolean; keyTaken: boolean },
): AdoptRefusal | undefined {
  if (account.username.startsWith('service-account-')) return 'service';
  if (account.memberId !== undefined || facts.boundHere) return 'known';
  // Who may adopt could otherwise reset the password of, or speak as, whoever administers Keycloak.
  if (facts.managingRoles.length > 0) return 'managing';
  return facts.keyTaken ? 'taken' : undefined;
}
