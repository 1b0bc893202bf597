import { readTree } from '../areas/area.store.ts';
import type { MessageKind } from '../mail/kind.ts';
import { findMember } from '../members/member.store.ts';
import type { Clock } from '../platform/clock.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { goneReason, invitationLink } from './invitation.rules.ts';
import { findInvitation } from './invitation.store.ts';
import { areaNames } from './sample.rules.ts';

/** Content of an invitation mail at the moment of sending; nothing is sent for a link that no longer opens. */
export function invitationMessage(deps: {
  ring: KeyRing;
  origin: string;
  company: string;
  clock: Clock;
}): MessageKind<'invitation'> {
  return {
    name: 'invitation',
    async load(db, message) {
      const invitation = message.subjectId ? await findInvitation(db, message.subjectId) : undefined;
      if (!invitation || goneReason(invitation, deps.clock())) return undefined;
      const member = await findMember(db, invitation.memberId);
      if (!member) return undefined;
      const { salutation, firstName, lastName } = member;
      const areas = areaNames(await readTree(db), member.grants);
      return {
        data: {
          company: deps.company,
          salutation,
          firstName,
          lastName,
          areas,
          expiresAt: invitation.expiresAt,
        },
        link: invitationLink(deps.origin, deps.ring, invitation.id, invitation.secretRef),
      };
    },
  };
}
