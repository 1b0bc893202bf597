import type { Translate } from '../platform/i18n.ts';
import type { Member } from './member.ts';

export type SyncTrouble = { reason: string; final: boolean };

/** Codes of the error table that admission gives up on or meets on the way; everything else is an outage. */
const named = new Set(['conflict', 'keycloak_rejected', 'not_found']);

/** Why Keycloak does not have this person as we do, in words; undefined while all is well. */
export function syncTrouble(
  t: Translate,
  member: Pick<Member, 'syncState' | 'syncError'>,
): SyncTrouble | undefined {
  const { syncState, syncError } = member;
  if (syncState === 'done' || syncError === null) return undefined;
  const reason = named.has(syncError) ? syncError : 'unavailable';
  return { reason: t(`members.sync.${reason}`), final: syncState === 'failed' };
}
