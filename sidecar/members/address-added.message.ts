import { areaAboveAll } from '../areas/area.ts';
import { readTree } from '../areas/area.store.ts';
import type { MessageContent, MessageKind } from '../mail/kind.ts';
import { enqueue } from '../mail/message.store.ts';
import { storedLocale } from '../platform/i18n.ts';
import type { Db } from '../platform/db.ts';
import { findMember } from './member.store.ts';
import { greetingOf, isTheirs, readRecipients } from './recipient.read-model.ts';

/** Tells a person at the address that they added; the sweep finds the row, because nobody waits for it. */
export async function tellAddressAdded(
  trx: Db,
  { memberId, email, publicUrl, now }: { memberId: string; email: string; publicUrl: string; now: Date },
): Promise<void> {
  const member = await findMember(trx, memberId);
  if (!member) return;
  const locale = storedLocale(member.locale);
  const message = { kind: 'addressAdded' as const, memberId, subjectId: null, locale, toAddress: email };
  await enqueue(trx, [message], { publicUrl, now });
}

/** Content at the moment of sending; nothing is sent to an address that is not the person's any more. */
export const addressAddedMessage: MessageKind<'addressAdded'> = {
  name: 'addressAdded',
  async load(db, messages) {
    const members = await readRecipients(db, messages);
    const tree = await readTree(db);
    const contents = new Map<string, MessageContent['addressAdded']>();
    for (const { id, memberId, toAddress } of messages) {
      const member = members.get(memberId ?? '');
      if (!isTheirs(member, toAddress)) continue;
      const data = { ...greetingOf(member), username: member.username };
      contents.set(id, { areaId: areaAboveAll(tree, member.grants), data });
    }
    return contents;
  },
};
