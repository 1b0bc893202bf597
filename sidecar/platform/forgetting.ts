import { type RawBuilder, sql } from 'kysely';
import type { Db, Trx } from './db.ts';

/** Rows of one kind that are kept for a time: how many of them are over, and how they go. */
export type Forgetting = {
  /** How many would go if `forget` were called until it finds none. `before`: what ended earlier is over; `now` says what still lives. */
  due(db: Db, before: Date, now: Date): Promise<number>;
  /**
   * Forgets `limit` at most within the caller's short transaction, which skips what others hold; answers how many. Nothing of what
   * is forgotten may be needed by anything that stays.
   */
  forget(trx: Trx, before: Date, now: Date, limit: number): Promise<number>;
};

/** What is over, as a condition on a row of the table. */
export type Over = (before: Date, now: Date) => RawBuilder<unknown>;

/** The plain case: rows of one table that are deleted as they are; `over` sees them under the table's own name. */
export function deleting(table: string, over: Over, key = 'id'): Forgetting {
  const from = sql.table(table);
  return {
    due: (db, before, now) => countOver(db, table, over(before, now)),
    async forget(trx, before, now, limit) {
      const { rows } = await sql`
        delete from ${from} where ${sql.ref(key)} in (
          select ${sql.ref(key)} from ${from} where ${over(before, now)} limit ${limit} for update skip locked)
        returning 1`.execute(trx);
      return rows.length;
    },
  };
}

/** How many rows of the table are over. */
export async function countOver(db: Db, table: string, over: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ over: number }>`
    select count(*)::int as over from ${sql.table(table)} where ${over}`.execute(db);
  return rows[0]?.over ?? 0;
}
