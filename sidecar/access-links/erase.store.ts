import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import './access-link.table.ts';

type Whom = { memberIds: readonly string[]; texts: readonly string[]; until: Date };

/**
 * Whom a link was mailed to. The link stays under its number, because its list counts it; one that was still open is revoked, unless it
 * was made later.
 */
export async function eraseLinks(trx: Trx, { memberIds, texts, until }: Whom, now: Date): Promise<void> {
  await sql`
    update access_link l set salutation = null, first_name = null, last_name = null, email = null, locale = null,
      state = case when state in ('open', 'redeeming') then 'revoked' else state end,
      ended_at = case when state in ('open', 'redeeming') then ${now} else ended_at end
    where l.member_id = any(${memberIds}::uuid[]) or (lower(l.email) = any(${texts}::text[])
      and not exists (select from member m where m.id = l.member_id and m.state <> 'deleted')
      and not (l.state in ('open', 'redeeming')
        and exists (select from access_link_batch b where b.id = l.batch_id and b.created_at > ${until})))`.execute(
    trx,
  );
}
