import { readTree } from '../areas/area.store.ts';
import { type MessageContent, type MessageKind, subjectsOf } from '../mail/kind.ts';
import { maySignIn } from '../members/member.ts';
import { findMembers } from '../members/member.store.ts';
import { greetingOf } from '../members/recipient.read-model.ts';
import type { Clock } from '../platform/clock.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { mergePath, mergeSecret } from './merge.rules.ts';
import { findMerges } from './merge.store.ts';
import { findRequests } from './request.store.ts';

/** To the owner of the existing account: whether they are the applicant; not any more once the question is over. */
export function mergeRequestMessage(deps: {
  ring: KeyRing;
  origin: string;
  clock: Clock;
}): MessageKind<'mergeRequest'> {
  return {
    name: 'mergeRequest',
    async load(db, messages) {
      const tree = await readTree(db);
      const merges = await findMerges(db, subjectsOf(messages));
      const all = [...merges.values()];
      const requests = await findRequests(
        db,
        all.map((merge) => merge.request_id),
      );
      const members = await findMembers(
        db,
        all.map((merge) => merge.existing_id),
      );
      const contents = new Map<string, MessageContent['mergeRequest']>();
      for (const { id, subjectId } of messages) {
        const merge = merges.get(subjectId ?? '');
        const request = requests.get(merge?.request_id ?? '');
        const member = members.get(merge?.existing_id ?? '');
        const area = tree.byId(request?.area_id ?? '');
        if (merge?.state !== 'open' || merge.expires_at <= deps.clock()) continue;
        if (request?.state !== 'pending' || !area || !member || !maySignIn(member)) continue;
        const data = { ...greetingOf(member), username: member.username, area: area.name };
        const link = `${deps.origin}${mergePath}/${mergeSecret(deps.ring, merge.id, merge.key_id)}`;
        contents.set(id, { areaId: area.id, data, link });
      }
      return contents;
    },
  };
}
