import type { ClaimedMessage } from '../mail/message.store.ts';
import type { Db } from '../platform/db.ts';
import { findMembers } from './member.store.ts';
import type { Member, MemberWithGrants } from './member.ts';

/** Whom these messages go to, by id, as they are now; whoever is gone is missing. */
export function readRecipients(
  db: Db,
  messages: readonly Pick<ClaimedMessage, 'memberId'>[],
): Promise<Map<string, MemberWithGrants>> {
  return findMembers(
    db,
    messages.flatMap(({ memberId }) => memberId ?? []),
  );
}

/** What a mail greets a person by. */
export const greetingOf = ({ salutation, firstName, lastName }: Member) => ({
  salutation,
  firstName,
  lastName,
});

/** Whether an address is still this person's; nothing about them goes to another. */
export function isTheirs<M extends Pick<Member, 'email'>>(
  person: M | undefined,
  address: string,
): person is M {
  return person?.email?.toLowerCase() === address.toLowerCase();
}
