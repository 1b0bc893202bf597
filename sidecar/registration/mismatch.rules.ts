import type { Registration } from './registration.store.ts';

type Ended = Pick<
  Registration,
  | 'way'
  | 'state'
  | 'outcome'
  | 'released_at'
  | 'values'
  | 'known_member_id'
  | 'account_member_id'
  | 'expires_at'
>;

/**
 * Whether this end may still become a request to its area: facts that let nobody in, whatever the reason, or that wait; as long as
 * the page lives and what was typed is there. Nothing of what the facts met goes in.
 */
export function mayBecomeRequest(row: Ended, now: Date): boolean {
  // An address that somebody has already is nobody's to ask with, but its owner's.
  const isOthers = row.known_member_id !== null && row.known_member_id !== row.account_member_id;
  if (row.way !== 'criteria' || row.values === null || isOthers || row.expires_at <= now) return false;
  if (row.state === 'held') return row.released_at === null;
  const { outcome } = row;
  return row.state === 'refused' && (outcome === 'mismatch' || outcome === 'ambiguous' || outcome === 'used');
}
