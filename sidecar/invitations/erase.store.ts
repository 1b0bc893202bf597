import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import './invitation.table.ts';

/** Their invitations; how many a campaign invited stands in the campaign. */
export async function eraseInvitations(
  trx: Trx,
  { memberIds }: { memberIds: readonly string[] },
): Promise<void> {
  await trx.deleteFrom('invitation').where(sql<boolean>`member_id = any(${memberIds}::uuid[])`).execute();
}
