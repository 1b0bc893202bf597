import { readdirSync } from 'node:fs';
import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { openDb, type Db } from './db.ts';

const folder = new URL('./migrations/', import.meta.url);

function migrationNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3))
    .sort();
}

async function loadMigrations(): Promise<Record<string, Migration>> {
  const entries = await Promise.all(
    migrationNames().map(
      async (name) => [name, (await import(new URL(`${name}.ts`, folder).href)) as Migration] as const,
    ),
  );
  return Object.fromEntries(entries);
}

/**
 * What the application's role may do: everything but changing or deleting audit rows, and nothing to the schema (architecture.md 12).
 * Where both URLs name one role there is nothing to grant.
 */
async function grantApplication(db: Db, applicationRole: string): Promise<void> {
  const owner = await sql<{ user: string }>`select current_user as user`.execute(db);
  if (owner.rows[0]?.user === applicationRole) return;
  const role = sql.id(applicationRole);
  await sql`grant usage on schema public to ${role}`.execute(db);
  await sql`grant select, insert, update, delete on all tables in schema public to ${role}`.execute(db);
  await sql`grant usage on all sequences in schema public to ${role}`.execute(db);
  await sql`revoke insert, update, delete on kysely_migration, kysely_migration_lock from ${role}`.execute(
    db,
  );
  await sql`revoke update, delete, truncate on audit from ${role}`.execute(db);
  await sql`grant execute on function forget_audit(timestamptz, integer) to ${role}`.execute(db);
}

/** Names of migrations of this version that have not run, in order; undefined where none ever has. Also as the application's role. */
export async function unappliedMigrations(db: Db): Promise<string[] | undefined> {
  const known = await sql<{
    known: boolean;
  }>`select to_regclass('kysely_migration') is not null as known`.execute(db);
  if (!known.rows[0]?.known) return undefined;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  const done = new Set(rows.map(({ name }) => name));
  return migrationNames().filter((name) => !done.has(name));
}

/** Stands in for what a newer version ran: Kysely wants every migration of the database explained, and going back must not end there. */
const ranByNewer: Migration = { up: () => Promise.resolve() };

/** Ours, and what the database knows beyond them. */
async function allMigrations(db: Db): Promise<Record<string, Migration>> {
  const ran = (await unappliedMigrations(db))
    ? (await sql<{ name: string }>`select name from kysely_migration`.execute(db)).rows
    : [];
  return { ...Object.fromEntries(ran.map(({ name }) => [name, ranByNewer])), ...(await loadMigrations()) };
}

/** Runs what has not run yet under Kysely's own lock; returns the names of what ran. `applicationUrl` tells whom to grant the tables. */
export async function migrate(migrateUrl: string, applicationUrl: string): Promise<string[]> {
  const db = openDb(migrateUrl, 2);
  try {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: () => allMigrations(db) },
      allowUnorderedMigrations: true,
    });
    const { error, results } = await migrator.migrateToLatest();
    if (error) throw error;
    await grantApplication(db, decodeURIComponent(new URL(applicationUrl).username));
    return (results ?? []).map((result) => result.migrationName);
  } finally {
    await db.destroy();
  }
}
