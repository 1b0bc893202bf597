import { sql } from 'kysely';
import { readTree } from '../areas/area.store.ts';
import { type MessageContent, type MessageKind, subjectsOf } from '../mail/kind.ts';
import { enqueue, type NewMessage } from '../mail/message.store.ts';
import { findMembers } from '../members/member.store.ts';
import type { Trx } from '../platform/db.ts';
import { storedLocale } from '../platform/i18n.ts';
import type { Nudge } from '../platform/queue.ts';
import type { Registration } from './registration.store.ts';

/** Somebody who left the page to wait, as they were before their registration ended. */
export type Waited = Pick<Registration, 'id' | 'email' | 'locale' | 'account_member_id'>;

/**
 * Whoever had to wait hears that nobody is let in by it, in the same words whatever the reason, at the address that they proved or that
 * of their account. Nudge the mail queue with the answer after the commit.
 */
export async function tellRefused(
  trx: Trx,
  waited: readonly Waited[],
  { origin, now }: { origin: string; now: Date },
): Promise<Nudge[]> {
  const owners = await findMembers(
    trx,
    waited.flatMap(({ account_member_id }) => account_member_id ?? []),
  );
  const messages = waited.flatMap(({ id, email, locale, account_member_id: memberId }): NewMessage[] => {
    const owner = owners.get(memberId ?? '');
    const toAddress = email ?? (owner?.state === 'suspended' ? undefined : owner?.email);
    if (!toAddress) return [];
    const language = storedLocale(locale);
    return [{ kind: 'registrationRefused', memberId, subjectId: id, locale: language, toAddress }];
  });
  return enqueue(trx, messages, { publicUrl: origin, now });
}

/** The way on is the way in again; an area leads to its own. */
export function refusedMessage({ origin }: { origin: string }): MessageKind<'registrationRefused'> {
  return {
    name: 'registrationRefused',
    async load(db, messages) {
      const ids = subjectsOf(messages);
      const rows = await db
        .selectFrom('registration')
        .select(['id', 'area_id'])
        .where(sql<boolean>`id = any(${ids}::uuid[])`)
        .execute();
      const areas = new Map(rows.map((row) => [row.id, row.area_id]));
      const tree = await readTree(db);
      const contents = new Map<string, MessageContent['registrationRefused']>();
      for (const { id, subjectId } of messages) {
        const areaId = areas.get(subjectId ?? '');
        if (areaId === undefined) continue;
        const own = tree.byId(areaId ?? '');
        const data = { area: own?.name ?? tree.network?.name ?? '' };
        contents.set(id, { areaId, data, link: own ? `${origin}/join/${own.slug}` : `${origin}/join` });
      }
      return contents;
    },
  };
}
