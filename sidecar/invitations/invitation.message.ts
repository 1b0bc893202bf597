import { readTree } from '../areas/area.store.ts';
import type { MessageContent, MessageKind } from '../mail/kind.ts';
import { findMembers } from '../members/member.store.ts';
import type { Clock } from '../platform/clock.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { goneReason, invitationLink } from './invitation.rules.ts';
import { findInvitations } from './invitation.store.ts';
import { areaNames } from './sample.rules.ts';

/** Content of invitation mails at the moment of sending, by one set of queries; nothing is sent for a link that no longer opens. */
export function invitationMessage(deps: {
  ring: KeyRing;
  origin: string;
  company: string;
  clock: Clock;
}): MessageKind<'invitation'> {
  const { ring, origin, company, clock } = deps;
  return {
    name: 'invitation',
    async load(db, messages) {
      const ids = messages.flatMap(({ subjectId }) => subjectId ?? []);
      const now = clock();
      const open = (await findInvitations(db, ids)).filter((invitation) => !goneReason(invitation, now));
      const invitations = new Map(open.map((invitation) => [invitation.id, invitation]));
      const members = await findMembers(
        db,
        open.map(({ memberId }) => memberId),
      );
      const tree = await readTree(db);
      const contents = new Map<string, MessageContent['invitation']>();
      for (const { id, subjectId } of messages) {
        const invitation = invitations.get(subjectId ?? '');
        const member = invitation && members.get(invitation.memberId);
        if (!invitation || !member) continue;
        const { salutation, firstName, lastName, grants } = member;
        const { expiresAt, secretRef } = invitation;
        const areas = areaNames(tree, grants);
        contents.set(id, {
          data: { company, salutation, firstName, lastName, areas, expiresAt },
          link: invitationLink(origin, ring, invitation.id, secretRef),
        });
      }
      return contents;
    },
  };
}
