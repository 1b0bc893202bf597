import { areaAboveAll } from '../areas/area.ts';
import { readTree } from '../areas/area.store.ts';
import { enqueue } from '../mail/message.store.ts';
import type { MessageContent, MessageKind } from '../mail/kind.ts';
import { findMember } from '../members/member.store.ts';
import { startAppOf } from '../members/start-app.read-model.ts';
import type { Trx } from '../platform/db.ts';
import { isLocale } from '../platform/i18n.ts';

/** Whoever waited for a manager and has an account hears that it has the new access; the sweep finds the row, because nobody waits for it. */
export async function tellApproved(
  trx: Trx,
  {
    registrationId,
    memberId,
    publicUrl,
    now,
  }: { registrationId: string; memberId: string; publicUrl: string; now: Date },
): Promise<void> {
  const member = await findMember(trx, memberId);
  if (!member?.email) return;
  const locale = isLocale(member.locale) ? member.locale : 'de';
  const message = { kind: 'requestApproved' as const, memberId, subjectId: registrationId, locale };
  await enqueue(trx, [{ ...message, toAddress: member.email }], { publicUrl, now });
}

/** What the person may open by now, with the way there. */
export function approvedMessage({ appUrl }: { appUrl: string }): MessageKind<'requestApproved'> {
  return {
    name: 'requestApproved',
    async load(db, messages) {
      const tree = await readTree(db);
      const contents = new Map<string, MessageContent['requestApproved']>();
      for (const { id, memberId } of messages) {
        const member = memberId ? await findMember(db, memberId) : undefined;
        if (!member) continue;
        const { salutation, firstName, lastName, grants } = member;
        const areas = grants.flatMap(({ areaId }) => tree.byId(areaId)?.name ?? []);
        const data = { salutation, firstName, lastName, areas, endsAt: null };
        const link = (await startAppOf(db, member.id)) ?? appUrl;
        contents.set(id, { areaId: areaAboveAll(tree, grants), data, link });
      }
      return contents;
    },
  };
}
