import { readTree } from '../areas/area.store.ts';
import { type MessageContent, type MessageKind, subjectsOf } from '../mail/kind.ts';
import type { Clock } from '../platform/clock.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { accessLinkAddress, goneReason } from './access-link.rules.ts';
import { findLinks } from './access-link.store.ts';

/** Content of the mail that carries a link, at the moment of sending; a link that opens nothing any more is told to nobody. */
export function accessLinkMessage(deps: {
  ring: KeyRing;
  origin: string;
  clock: Clock;
}): MessageKind<'accessLink'> {
  return {
    name: 'accessLink',
    async load(db, messages) {
      const links = await findLinks(db, subjectsOf(messages));
      const tree = await readTree(db);
      const contents = new Map<string, MessageContent['accessLink']>();
      for (const { id, subjectId } of messages) {
        const link = links.get(subjectId ?? '');
        const area = link && tree.byId(link.areaId);
        if (!link || !area || goneReason(link, deps.clock())) continue;
        const { salutation, firstName, lastName, expiresAt, secretRef } = link;
        contents.set(id, {
          areaId: area.id,
          data: {
            salutation,
            firstName: firstName ?? '',
            lastName: lastName ?? '',
            area: area.name,
            expiresAt,
          },
          link: accessLinkAddress(deps.origin, deps.ring, link.id, secretRef),
        });
      }
      return contents;
    },
  };
}
