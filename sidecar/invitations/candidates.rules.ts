import { type Actor, canActOnIdentity } from '../areas/policy.rules.ts';
import type { AreaTree } from '../areas/area.ts';
import { type Locale, locales } from '../platform/i18n.ts';
import type { Candidate } from './candidates.store.ts';

export type Sorted = {
  /** Will be invited now. */
  invitable: Candidate[];
  withoutMail: number;
  /** Keycloak's account is still being made. */
  preparing: number;
  /** Their invitation was taken back; only deliberately, one by one, are they invited again. */
  withdrawn: number;
  /** Also in areas of others, or with a role not below one's own: a network manager has to invite them. */
  foreign: number;
};

/** Who can be invited by this actor; a new link is an act on identity (architecture.md 7). */
export function sortCandidates(tree: AreaTree, actor: Actor, candidates: readonly Candidate[]): Sorted {
  const sorted: Sorted = { invitable: [], withoutMail: 0, preparing: 0, withdrawn: 0, foreign: 0 };
  for (const candidate of candidates) {
    if (!canActOnIdentity(tree, actor, candidate.grants)) sorted.foreign += 1;
    else if (!candidate.email) sorted.withoutMail += 1;
    else if (candidate.withdrawn) sorted.withdrawn += 1;
    else if (!candidate.ready) sorted.preparing += 1;
    else sorted.invitable.push(candidate);
  }
  return sorted;
}

export function languageCounts(candidates: readonly Candidate[]): { locale: Locale; count: number }[] {
  return locales
    .map((locale) => ({
      locale,
      count: candidates.filter((candidate) => candidate.locale === locale).length,
    }))
    .filter(({ count }) => count > 0);
}
