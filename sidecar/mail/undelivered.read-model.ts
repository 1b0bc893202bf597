import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import './message.table.ts';

/** Messages that did not get to whom they were for. */
export type Undelivered = { failed: number; bounced: number };

/** As many as the mail queue lists in these states. */
export async function countUndelivered(db: Db): Promise<Undelivered> {
  // spelled out, because the index is of these states alone
  const { rows } = await sql<Undelivered>`
    select count(*) filter (where state = 'failed')::int as failed, count(*) filter (where state = 'bounced')::int as bounced
    from message where state in ('failed', 'bounced')`.execute(db);
  return rows[0] ?? { failed: 0, bounced: 0 };
}
