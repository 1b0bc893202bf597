import { type RawBuilder, sql } from 'kysely';
import type { Db, Trx } from './db.ts';

/** One transaction's work: how many things are gone, and whether to ask again. */
export type Step = { forgotten: number; more: boolean };

/** Things of one kind that are kept for a time: how many of them are over, and how they go. */
export type Forgetting = {
  /** How many would go if `forget` were called until there is no more. `before`: what ended earlier is over; `now` says what still lives. */
  due(db: Db, before: Date, now: Date): Promise<number>;
  /** How many people `forget` would only tell that they will go; left out where nobody is told. */
  toTell?(db: Db, before: Date, now: Date): Promise<number>;
  /**
   * Deletes `limit` rows at most within the caller's short transaction, which skips what others hold. Nothing goes that anything
   * living needs.
   */
  forget(trx: Trx, before: Date, now: Date, limit: number): Promise<Step>;
};

/** What is over, as a condition on a row of the table under the table's own name. */
export type Over = (before: Date, now: Date) => RawBuilder<unknown>;
/** A table whose rows belong to a thing by this column. */
export type Part = { table: string; by: string };

/** How many rows of the table are over. */
export async function countOver(db: Db, table: string, over: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ over: number }>`
    select count(*)::int as over from ${sql.table(table)} where ${over}`.execute(db);
  return rows[0]?.over ?? 0;
}

async function take(trx: Trx, table: string, over: RawBuilder<unknown>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(table)} where ${over} limit ${limit} for update skip locked`.execute(trx);
  return rows.map(({ id }) => id);
}

/** Rows of the parts, in their order, `limit` at most; answers how many went. */
async function empty(trx: Trx, parts: readonly Part[], ids: readonly string[], limit: number) {
  let gone = 0;
  for (const { table, by } of parts) {
    if (gone >= limit) break;
    const { numAffectedRows = 0n } = await sql`
      delete from ${sql.table(table)} where ctid = any(array(
        select ctid from ${sql.table(table)} where ${sql.ref(by)} = any(${ids}::uuid[]) limit ${limit - gone}))`.execute(
      trx,
    );
    gone += Number(numAffectedRows);
  }
  return gone;
}

/**
 * Rows of one table with an `id`, and what belongs to them: `parts` go first, at most `limit` rows in one step, so that a large thing
 * goes in many. `along` removes in the same step what other rooms keep of those that go.
 */
export function deleting(
  table: string,
  over: Over,
  {
    parts = [],
    along,
  }: { parts?: readonly Part[]; along?(trx: Trx, ids: readonly string[]): Promise<void> } = {},
): Forgetting {
  return {
    due: (db, before, now) => countOver(db, table, over(before, now)),
    async forget(trx, before, now, limit) {
      // few at a time where each may have many parts
      const ids = await take(trx, table, over(before, now), parts.length > 0 ? Math.ceil(limit / 20) : limit);
      if (ids.length === 0) return { forgotten: 0, more: false };
      if ((await empty(trx, parts, ids, limit)) >= limit) return { forgotten: 0, more: true };
      await along?.(trx, ids);
      await sql`delete from ${sql.table(table)} where id = any(${ids}::uuid[])`.execute(trx);
      return { forgotten: ids.length, more: true };
    },
  };
}
