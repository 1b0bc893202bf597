import { type RawBuilder, sql } from 'kysely';

/**
 * Whether a grant counts: not once its end has come, also before the worker took it away; the database's clock decides, so that all
 * readers agree. `grant`: what the statement calls the table.
 */
export const isLive = (grant: 'g' | 'grant'): RawBuilder<boolean> => {
  const end = sql.ref(`${grant}.ends_at`);
  return sql<boolean>`(${end} is null or ${end} > now())`;
};
