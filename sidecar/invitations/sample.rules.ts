import { type AreaTree, areaAboveAll } from '../areas/area.ts';
import type { MessageData } from '../mail/kind.ts';
import { addDays } from '../platform/clock.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';
import type { Candidate } from './candidates.store.ts';

/** Names of the areas that an invitation opens, as the mail lists them. */
export function areaNames(tree: AreaTree, grants: readonly HeldGrant[]): string[] {
  return grants.flatMap((grant) => tree.byId(grant.areaId)?.name ?? []);
}

/** What the preview of the mail is rendered from, and whose text counts; a made-up person where nobody is given. */
export function sampleFor(
  { validDays }: { validDays: number },
  tree: AreaTree,
  person: Candidate | undefined,
  now: Date,
): { areaId: string | null; data?: MessageData['invitation'] } {
  if (!person) return { areaId: null };
  const { salutation, firstName, lastName, grants } = person;
  return {
    areaId: areaAboveAll(tree, grants),
    data: {
      salutation,
      firstName,
      lastName,
      areas: areaNames(tree, grants),
      expiresAt: addDays(now, validDays),
    },
  };
}

const shownMatches = 8;

/** The first few whose name or address has every word of what somebody looks for. */
export function foundIn(people: readonly Candidate[], find: string): Candidate[] {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = people.filter(({ firstName, lastName, email }) => {
    const text = `${firstName} ${lastName} ${email ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return matches.slice(0, shownMatches);
}
