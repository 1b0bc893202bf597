import type { AreaTree } from '../areas/area.ts';
import type { InvitationData } from '../mail/kind.ts';
import { addSeconds } from '../platform/clock.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';
import type { Candidate } from './candidates.store.ts';

/** Names of the areas that an invitation opens, as the mail lists them. */
export function areaNames(tree: AreaTree, grants: readonly HeldGrant[]): string[] {
  return grants.flatMap((grant) => tree.byId(grant.areaId)?.name ?? []);
}

/** What the preview of the mail is rendered from. */
export function sampleFor(
  deps: { company: string; validDays: number },
  tree: AreaTree,
  person: Candidate | undefined,
  now: Date,
): InvitationData {
  const areas = person ? areaNames(tree, person.grants) : tree.areas.slice(0, 1).map((area) => area.name);
  return {
    company: deps.company,
    salutation: person?.salutation ?? null,
    firstName: person?.firstName ?? 'Erika',
    lastName: person?.lastName ?? 'Mustermann',
    areas,
    expiresAt: addSeconds(now, deps.validDays * 24 * 3600),
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
