import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import './request.table.ts';

/** Their requests with what they wrote, the answers to them, and questions whether two accounts are one person's. */
export async function eraseRequests(
  trx: Trx,
  { memberIds }: { memberIds: readonly string[] },
): Promise<void> {
  await sql`
    delete from account_merge where applicant_id = any(${memberIds}::uuid[]) or existing_id = any(${memberIds}::uuid[])
      or request_id in (select id from access_request where member_id = any(${memberIds}::uuid[]))`.execute(
    trx,
  );
  await sql`delete from access_request where member_id = any(${memberIds}::uuid[])`.execute(trx);
  await sql`delete from request_digest where member_id = any(${memberIds}::uuid[])`.execute(trx);
}
