import { error, type Finding, findingsOf, warning } from './finding.ts';

/** The database as the application's role sees it. */
export type SeenDatabase = {
  /** As `server_version_num` counts: 180004. */
  version: number;
  encoding: string;
  readOnly: boolean;
  role: string;
  superuser: boolean;
  trigram: boolean;
  /** Whether the role may make tables of its own. */
  mayCreate: boolean;
  maxConnections: number;
  /** Migrations that have not run; undefined where there is no schema at all. */
  unapplied: readonly string[] | undefined;
  /** The role owns tables itself or is a member of the role that does. */
  owns: boolean;
  /** What it may do to audit rows besides adding and reading. */
  auditChanges: readonly string[];
  /** Tables that it may not read and write. */
  closed: readonly string[];
};

const oldest = 130_000;

/** Whether the application works with this database, and cannot do more than it should. `pool`: connections of one process. */
export function databaseFindings(seen: SeenDatabase, pool: number): Finding[] {
  const { role, unapplied } = seen;
  const migrate = 'run: einlass migrate (with DATABASE_MIGRATE_URL), then check again';
  const twoRoles =
    'make a role for the owner and another for the application, give the owner as DATABASE_MIGRATE_URL to "migrate" alone, and run: einlass migrate';
  const built = unapplied !== undefined;
  return findingsOf(
    [
      seen.version < oldest,
      () =>
        error(
          'database_version',
          `PostgreSQL ${major(seen.version)} is too old`,
          'use PostgreSQL 13 or newer',
        ),
    ],
    [
      seen.encoding !== 'UTF8',
      () =>
        error('database_encoding', `the database keeps ${seen.encoding}`, 'make it anew with encoding UTF8'),
    ],
    [
      seen.readOnly,
      () =>
        error(
          'database_read_only',
          'this server only reads',
          'let DATABASE_URL name the primary, no replica',
        ),
    ],
    [!built, () => error('schema_missing', 'the database has no schema', migrate)],
    [
      (unapplied?.length ?? 0) > 0,
      () => error('schema_old', `migrations have not run: ${unapplied?.join(', ')}`, migrate),
    ],
    [
      built && !seen.trigram,
      () =>
        error(
          'database_trigram',
          'the extension pg_trgm is missing, by which people are searched',
          'install the contrib package of PostgreSQL and run: CREATE EXTENSION pg_trgm',
        ),
    ],
    [
      seen.superuser,
      () => error('database_superuser', `the role "${role}" of DATABASE_URL is a superuser`, twoRoles),
    ],
    [
      built && seen.owns && !seen.superuser,
      () => error('database_owner', `the role "${role}" of DATABASE_URL owns the tables`, twoRoles),
    ],
    [
      built && !seen.owns && !seen.superuser && seen.auditChanges.length > 0,
      () =>
        error(
          'audit_writable',
          `the role "${role}" may ${seen.auditChanges.join(', ')} audit rows`,
          `run: REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM "${role}"`,
        ),
    ],
    [
      seen.closed.length > 0,
      () => error('database_rights', `the role "${role}" may not use: ${seen.closed.join(', ')}`, migrate),
    ],
    [
      seen.mayCreate && !seen.owns && !seen.superuser,
      () =>
        warning(
          'database_create',
          `the role "${role}" may make tables of its own`,
          `run: REVOKE CREATE ON SCHEMA public FROM PUBLIC, "${role}"`,
        ),
    ],
    [
      seen.maxConnections < 2 * pool,
      () =>
        warning(
          'database_connections',
          `one web and one worker may open ${2 * pool} connections, PostgreSQL takes ${seen.maxConnections} from everybody`,
          'raise max_connections, or lower DATABASE_POOL',
        ),
    ],
  );
}

export const major = (version: number): string => `${Math.floor(version / 10_000)}`;
