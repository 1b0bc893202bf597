import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import './message.table.ts';

type Whom = { memberIds: readonly string[]; texts: readonly string[] };

/** Mails to them, whatever became of those, also what was mailed to their addresses before anybody knew whose they are. */
export async function eraseMessages(trx: Trx, { memberIds, texts }: Whom): Promise<void> {
  await sql`
    delete from message where member_id = any(${memberIds}::uuid[]) or (lower(to_address) = any(${texts}::text[])
      and not exists (select from member m where m.id = message.member_id and m.state <> 'deleted'))`.execute(
    trx,
  );
}
