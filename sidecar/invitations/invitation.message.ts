import { type AreaTree, areaAboveAll } from '../areas/area.ts';
import { readTree } from '../areas/area.store.ts';
import { type MessageContent, type MessageKind, subjectsOf } from '../mail/kind.ts';
import type { MemberWithGrants } from '../members/member.ts';
import { findMembers } from '../members/member.store.ts';
import { greetingOf } from '../members/recipient.read-model.ts';
import type { Clock } from '../platform/clock.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { goneReason, type Invitation, invitationLink } from './invitation.rules.ts';
import { findInvitations } from './invitation.store.ts';
import { areaNames } from './sample.rules.ts';

export type MessageDeps = { ring: KeyRing; origin: string; clock: Clock };
type Kind = 'invitation' | 'reminder' | 'neverActivated';

/** Whether the mail still has a reason when it is sent: the link opens, and who is reminded still waits outside. */
function isWanted(kind: Kind, invitation: Invitation, member: MemberWithGrants, now: Date): boolean {
  if (goneReason(invitation, now)) return false;
  return kind === 'invitation' || (invitation.state === 'open' && member.state === 'invited');
}

function contentOf(
  { ring, origin }: MessageDeps,
  tree: AreaTree,
  { id, secretRef, expiresAt }: Invitation,
  member: MemberWithGrants,
): MessageContent[Kind] {
  return {
    areaId: areaAboveAll(tree, member.grants),
    data: { ...greetingOf(member), areas: areaNames(tree, member.grants), expiresAt },
    link: invitationLink(origin, ring, id, secretRef),
  };
}

/** Content of the mails that carry an invitation's link at the moment of sending, whatever their number by a few queries. */
function carrying<K extends Kind>(kind: K, deps: MessageDeps): MessageKind<K> {
  return {
    name: kind,
    async load(db, messages) {
      const invitations = await findInvitations(db, subjectsOf(messages));
      const members = await findMembers(
        db,
        [...invitations.values()].map(({ memberId }) => memberId),
      );
      const tree = await readTree(db);
      const contents = new Map<string, MessageContent[K]>();
      for (const { id, subjectId } of messages) {
        const invitation = invitations.get(subjectId ?? '');
        const member = members.get(invitation?.memberId ?? '');
        if (invitation && member && isWanted(kind, invitation, member, deps.clock()))
          contents.set(id, contentOf(deps, tree, invitation, member) as MessageContent[K]);
      }
      return contents;
    },
  };
}

/** The first mail, its reminders, and the last one before an account is deleted: texts of their own. */
export function invitationMessages(
  deps: MessageDeps,
): [MessageKind<'invitation'>, MessageKind<'reminder'>, MessageKind<'neverActivated'>] {
  return [carrying('invitation', deps), carrying('reminder', deps), carrying('neverActivated', deps)];
}
