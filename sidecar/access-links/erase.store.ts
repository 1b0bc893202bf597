import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import './access-link.table.ts';

type Whom = { memberIds: readonly string[]; texts: readonly string[] };

/** Whom a link was mailed to. The link stays under its number, because its list counts it; one that was still open is revoked. */
export async function eraseLinks(trx: Trx, { memberIds, texts }: Whom, now: Date): Promise<void> {
  await sql`
    update access_link l set salutation = null, first_name = null, last_name = null, email = null, locale = null,
      state = case when state in ('open', 'redeeming') then 'revoked' else state end,
      ended_at = case when state in ('open', 'redeeming') then ${now} else ended_at end
    where l.member_id = any(${memberIds}::uuid[]) or (lower(l.email) = any(${texts}::text[])
      and not exists (select from member m where m.id = l.member_id and m.state <> 'deleted'))`.execute(trx);
}
