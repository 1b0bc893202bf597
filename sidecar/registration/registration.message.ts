import { sql } from 'kysely';
import { type MessageContent, type MessageKind, subjectsOf } from '../mail/kind.ts';
import type { Clock } from '../platform/clock.ts';
import { addSeconds } from '../platform/clock.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { codeOf } from './code.rules.ts';
import { codeSeconds, stateAt } from './registration.rules.ts';

/** The six digits as they count at the moment of sending; once the address is proven, or the time over, the mail has no cause any more. */
export function emailCodeMessage({ ring, clock }: { ring: KeyRing; clock: Clock }): MessageKind<'emailCode'> {
  return {
    name: 'emailCode',
    async load(db, messages) {
      const ids = subjectsOf(messages);
      const rows = await db
        .selectFrom('registration')
        .selectAll()
        .where(sql<boolean>`id = any(${ids}::uuid[])`)
        .execute();
      const byId = new Map(rows.map((row) => [row.id, row]));
      const contents = new Map<string, MessageContent['emailCode']>();
      for (const { id, subjectId, toAddress } of messages) {
        const row = byId.get(subjectId ?? '');
        if (!row || stateAt(row, clock()) !== 'sent' || row.email !== toAddress) continue;
        const sentAt = row.code_sent_at ?? clock();
        const left = addSeconds(sentAt, codeSeconds).getTime() - clock().getTime();
        const code = codeOf(ring, row);
        if (code && left > 0)
          contents.set(id, { areaId: row.area_id, data: { code, minutes: Math.ceil(left / 60_000) } });
      }
      return contents;
    },
  };
}
