import { sql } from 'kysely';
import { countOver, type Forgetting } from '../platform/forgetting.ts';
import './audit.table.ts';

/** By the one function that may delete rows of the log; what it is asked for of the last 365 days stays (docs/adr/061). */
export const auditRows: Forgetting = {
  due: (db, before) => countOver(db, 'audit', sql`at < least(${before}, now() - interval '365 days')`),
  async forget(trx, before, _now, limit) {
    const { rows } = await sql<{ gone: number }>`select forget_audit(${before}, ${limit}) as gone`.execute(
      trx,
    );
    const forgotten = rows[0]?.gone ?? 0;
    return { forgotten, more: forgotten > 0 };
  },
};
