import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../sidecar/platform/db.ts';

/** A person who may have messages; answers the id. */
export async function insertMember(db: Db): Promise<string> {
  const id = randomUUID();
  await sql`insert into member (id, first_name, last_name, username, origin, state, sync_state)
    values (${id}, 'Paula', 'Probe', ${id}, 'manual', 'invited', 'done')`.execute(db);
  return id;
}
