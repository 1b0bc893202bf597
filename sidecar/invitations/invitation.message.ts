import { commonArea } from '../areas/area.ts';
import { readTree } from '../areas/area.store.ts';
import type { MessageContent, MessageKind } from '../mail/kind.ts';
import type { ClaimedMessage } from '../mail/message.store.ts';
import type { Db } from '../platform/db.ts';
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
  clock: Clock;
}): MessageKind<'invitation'> {
  const contentOf = async (
    db: Db,
    message: ClaimedMessage,
  ): Promise<MessageContent['invitation'] | undefined> => {
    const invitation = message.subjectId ? await findInvitation(db, message.subjectId) : undefined;
    if (!invitation || goneReason(invitation, deps.clock())) return undefined;
    const member = await findMember(db, invitation.memberId);
    if (!member) return undefined;
    const { salutation, firstName, lastName } = member;
    const tree = await readTree(db);
    const areas = areaNames(tree, member.grants);
    const areaId = commonArea(
      tree,
      member.grants.map((grant) => grant.areaId),
    )?.id;
    return {
      areaId: areaId ?? null,
      data: {
        salutation,
        firstName,
        lastName,
        areas,
        expiresAt: invitation.expiresAt,
      },
      link: invitationLink(deps.origin, deps.ring, invitation.id, invitation.secretRef),
    };
  };
  return {
    name: 'invitation',
    async load(db, messages) {
      const contents = new Map<string, MessageContent['invitation']>();
      for (const message of messages) {
        const content = await contentOf(db, message);
        if (content) contents.set(message.id, content);
      }
      return contents;
    },
  };
}
