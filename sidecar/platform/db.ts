import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';

/** Every room adds its tables to this interface in its `.table.ts`, so that this file knows no word of the domain. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Database {}

export type Db = Kysely<Database>;
export type Trx = Transaction<Database>;

pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * One pool a process; statements end after 30 s, so that nothing hangs behind a lock. `onError` hears of connections that broke; whoever
 * gets none within `waitMs` gets an error.
 */
export function openDb(
  url: string,
  pool: number,
  onError: (error: Error) => void = () => {},
  waitMs = 5000,
): Db {
  const connections = new pg.Pool({
    connectionString: url,
    max: pool,
    connectionTimeoutMillis: waitMs,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    application_name: 'einlass',
  });
  // Each connection by itself, because the pool watches only those that nobody uses: one that breaks in the middle of a transaction,
  // between two statements, would end the whole process.
  connections.on('connect', (client) => void client.on('error', onError));
  connections.on('error', () => {});
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: connections }) });
  pools.set(db, connections);
  return db;
}

/** One connection for this work, closed again whatever happens; for commands, which need no pool. */
export async function withDb<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = openDb(url, 1);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

const pools = new WeakMap<Db, pg.Pool>();

/** Connections of this process: all of them, those that nobody uses, and how many wait for one. */
export function poolFigures(db: Db): { open: number; idle: number; waiting: number } {
  const pool = pools.get(db);
  return { open: pool?.totalCount ?? 0, idle: pool?.idleCount ?? 0, waiting: pool?.waitingCount ?? 0 };
}

/** True where PostgreSQL refused a row because of this unique constraint or index (any, if none is named). */
export function isUniqueViolation(thrown: unknown, constraint?: string): boolean {
  const error = thrown as { code?: unknown; constraint?: unknown } | null;
  return error?.code === '23505' && (constraint === undefined || error.constraint === constraint);
}
