import type { AreaTree } from '../areas/area.ts';
import type { InvitationData } from '../mail/kind.ts';
import { addSeconds } from '../platform/clock.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';
import type { Candidate } from './candidates.store.ts';

/** Names of the areas that an invitation opens, as the mail lists them. */
export function areaNames(tree: AreaTree, grants: readonly HeldGrant[]): string[] {
  return grants.flatMap((grant) => tree.byId(grant.areaId)?.name ?? []);
}

/** What the preview of the mail is rendered from; its link leads nowhere, because a preview must not spend anything. */
export function sampleFor(
  deps: { company: string; validDays: number; origin: string },
  tree: AreaTree,
  person: Candidate | undefined,
  now: Date,
): { data: InvitationData; link: string } {
  const areas = person ? areaNames(tree, person.grants) : tree.areas.slice(0, 1).map((area) => area.name);
  return {
    data: {
      company: deps.company,
      salutation: null,
      firstName: person?.firstName ?? 'Erika',
      lastName: person?.lastName ?? 'Mustermann',
      areas,
      expiresAt: addSeconds(now, deps.validDays * 24 * 3600),
    },
    link: `${deps.origin}/i/beispiel`,
  };
}
