import { sql } from 'kysely';
import { neverIn } from '../members/member.ts';
import type { MemberState } from '../members/member.table.ts';
import type { Db } from '../platform/db.ts';

/** Whose address it is already, and whether that person was ever in. */
export async function ownerOf(db: Db, email: string): Promise<{ id: string; wasIn: boolean } | undefined> {
  const { rows } = await sql<{ id: string; state: MemberState; stateBefore: MemberState | null }>`
    select id, state, state_before as "stateBefore" from member
    where lower(email) = ${email} and state <> 'deleted' limit 1`.execute(db);
  const [owner] = rows;
  if (!owner) return undefined;
  return {
    id: owner.id,
    wasIn: !neverIn(owner.state === 'suspended' ? (owner.stateBefore ?? owner.state) : owner.state),
  };
}
