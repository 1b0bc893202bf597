import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import './message.table.ts';

type Whom = { memberIds: readonly string[]; texts: readonly string[]; until: Date };

/** Mails to them, whatever became of those, also what was mailed to their addresses before anybody knew whose they are. */
export async function eraseMessages(trx: Trx, { memberIds, texts, until }: Whom): Promise<void> {
  await sql`
    delete from message where member_id = any(${memberIds}::uuid[]) or (lower(to_address) = any(${texts}::text[])
      and not exists (select from member m where m.id = message.member_id and m.state <> 'deleted')
      and not (state in ('queued', 'sending') and created_at > ${until}))`.execute(trx);
}
