import type { Db } from '../platform/db.ts';
import type { Log } from '../platform/log.ts';
import { unappliedMigrations } from '../platform/migrate.ts';

/** The schema lacks what this version works with; the message says what to do. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

const remedy = 'Run "einlass migrate" as the owner of the schema (DATABASE_MIGRATE_URL), then start again.';

/**
 * Throws `SchemaError` where the schema is older than this version needs; a newer one is as good, because migrations only add
 * (docs/adr/056). A database that does not answer is waited for elsewhere, so it is no reason not to start.
 */
export async function requireSchema(db: Db, log: Log): Promise<void> {
  let missing: string[] | undefined;
  try {
    missing = await unappliedMigrations(db);
  } catch (err) {
    log.warn({ err }, 'the schema could not be looked at');
    return;
  }
  if (!missing) throw new SchemaError(`The database has no schema of Einlass yet. ${remedy}`);
  if (missing.length === 0) return;
  throw new SchemaError(
    `The database schema is older than this version of Einlass: ${missing.length} migration(s) did not run yet, the first is ${missing[0]}. ${remedy}`,
  );
}
