import type { Request } from 'express';
import type { AreaTree } from '../areas/area.ts';
import type { MemberWithGrants } from '../members/member.ts';
import { AppError } from '../platform/errors.ts';
import type { Mount } from '../platform/http/mount.ts';
import type { Own, OwnRight } from '../members/own.ts';

export type OwnMountDeps = {
  frame(request: Request): Promise<Readonly<Record<string, unknown>>>;
  /** The Keycloak account of this request's session; throws `unauthenticated` where there is none. */
  signedInUser(request: Request): string;
  findPerson(keycloakUserId: string): Promise<MemberWithGrants | undefined>;
  readTree(): Promise<AreaTree>;
};

/** Pages of every employee: signed in, known, and not suspended, as the database says now. */
export function ownMount(deps: OwnMountDeps): Mount<Own, OwnRight> {
  return {
    layout: 'admin-ui/public',
    async open(request) {
      const person = await deps.findPerson(deps.signedInUser(request));
      if (!person || person.state === 'suspended') throw new AppError('no_access');
      return { person, tree: await deps.readTree() };
    },
    frame: async ({ request }) => ({ ...(await deps.frame(request)) }),
  };
}
