import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { openStates } from './letter.table.ts';
import './letter.table.ts';

/** How far Keycloak is with the passwords of a print, of the letters that still are what was printed. */
export type PrintProgress = { there: number; onTheirWay: number; failed: number; handedOut: number };

export async function printProgress(db: Db, printId: string): Promise<PrintProgress> {
  const { rows } = await sql<PrintProgress>`
    select (count(*) filter (where m.keycloak_user_id is not null and m.password_due is null))::int as there,
      (count(*) filter (where (m.keycloak_user_id is null or m.password_due is not null) and m.sync_state <> 'failed'))::int as "onTheirWay",
      (count(*) filter (where (m.keycloak_user_id is null or m.password_due is not null) and m.sync_state = 'failed'))::int as failed,
      (count(*) filter (where w.state = 'handed_out'))::int as "handedOut"
    from letter_print_item i join access_letter w on w.id = i.letter_id and w.generation = i.generation
      join member m on m.id = w.member_id
    where i.print_id = ${printId} and w.state = any(${sql.val([...openStates])}::text[])`.execute(db);
  return rows[0] ?? { there: 0, onTheirWay: 0, failed: 0, handedOut: 0 };
}
