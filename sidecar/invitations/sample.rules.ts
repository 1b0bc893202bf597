import { type AreaTree, commonArea } from '../areas/area.ts';
import type { MessageData } from '../mail/kind.ts';
import { addSeconds } from '../platform/clock.ts';
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
  const { firstName, lastName, grants } = person;
  const area = commonArea(
    tree,
    grants.map(({ areaId }) => areaId),
  );
  return {
    areaId: area?.id ?? null,
    data: {
      salutation: null,
      firstName,
      lastName,
      areas: areaNames(tree, grants),
      expiresAt: addSeconds(now, validDays * 24 * 3600),
    },
  };
}
