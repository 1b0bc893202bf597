import { readTree } from '../areas/area.store.ts';
import { type MessageContent, type MessageKind, subjectsOf } from '../mail/kind.ts';
import { findMembers } from '../members/member.store.ts';
import { greetingOf, isTheirs } from '../members/recipient.read-model.ts';
import type { Clock } from '../platform/clock.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { accountLink, accountLinkOpen } from './account-link.rules.ts';
import './registration.table.ts';

type Deps = { ring: KeyRing; origin: string; clock: Clock };
/** By the address that was given, or by the number of the stored facts. */
type Kind = 'duplicateRegistration' | 'loginHint';

/** To whoever has an account already: the link by which they go on. */
function toOwner<K extends Kind>(name: K, deps: Deps): MessageKind<K> {
  return {
    name,
    async load(db, messages) {
      const ids = subjectsOf(messages);
      const found = await db.selectFrom('registration').selectAll().where('id', 'in', ids).execute();
      const rows = new Map(found.map((row) => [row.id, row]));
      const members = await findMembers(
        db,
        found.flatMap((row) => row.known_member_id ?? []),
      );
      const tree = await readTree(db);
      const contents = new Map<string, MessageContent[K]>();
      for (const { id, subjectId, toAddress } of messages) {
        const row = rows.get(subjectId ?? '');
        const member = members.get(row?.known_member_id ?? '');
        // Nothing to an address that is not the person's any more.
        if (!row || !isTheirs(member, toAddress)) continue;
        if (!accountLinkOpen(row, deps.clock())) continue;
        const area = tree.byId(row.area_id ?? '') ?? tree.network;
        const data = { ...greetingOf(member), username: member.username, area: area?.name ?? '' };
        const link = accountLink(deps.origin, deps.ring, row.id, row.account_key_id);
        contents.set(id, { areaId: row.area_id, data, link } as MessageContent[K]);
      }
      return contents;
    },
  };
}

export function knownMessages(deps: Deps): [MessageKind<'duplicateRegistration'>, MessageKind<'loginHint'>] {
  return [toOwner('duplicateRegistration', deps), toOwner('loginHint', deps)];
}
