import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import type { KeyRing } from '../platform/secrets.ts';
import './registration.table.ts';
import { mailboxKeys } from './tries.store.ts';

type Whom = { memberIds: readonly string[]; texts: readonly string[]; until: Date };

/**
 * What they typed to register, how often their mailbox tried, and what strangers typed with their address. What is being decided this
 * moment, began later and goes on, or belongs to somebody who is still there, is not theirs.
 */
export async function eraseRegistrations(
  ring: KeyRing,
  trx: Trx,
  { memberIds, texts, until }: Whom,
): Promise<void> {
  await sql`
    delete from registration r where member_id = any(${memberIds}::uuid[]) or account_member_id = any(${memberIds}::uuid[])
      or (state not in ('deciding', 'admitting', 'ready')
        and not (state in ('started', 'sent', 'proven', 'held') and created_at > ${until})
        and (lower(email) = any(${texts}::text[]) or exists (
          select from jsonb_each_text(r."values") as fact where lower(fact.value) = any(${texts}::text[])))
        and not exists (select from member m where m.id in (r.member_id, r.account_member_id) and m.state <> 'deleted'))`.execute(
    trx,
  );
  const keys = texts.filter((text) => text.includes('@')).flatMap((email) => mailboxKeys(ring, email));
  await sql`delete from try_count where key = any(${keys}::bytea[])`.execute(trx);
}
