import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { type Db, openDb } from '../../sidecar/platform/db.ts';
import { migrate } from '../../sidecar/platform/migrate.ts';
import { patienceSeconds } from './processes.ts';
import { servers } from './servers.ts';

export type TestDatabase = {
  db: Db;
  /** As the application's role; audit rows cannot be changed through it. */
  url: string;
  migrateUrl: string;
  close(): Promise<void>;
};

const migrations = new URL('../../sidecar/platform/migrations/', import.meta.url);

/** Named after what it was made from, so that servers which outlive a change of the migrations never serve an old one. */
function templateName(): string {
  const hash = createHash('sha256').update(readFileSync(new URL('../migrate.ts', migrations)));
  for (const file of readdirSync(migrations).sort()) hash.update(readFileSync(new URL(file, migrations)));
  return `einlass_template_${hash.digest('hex').slice(0, 12)}`;
}

const template = templateName();
const applicationRole = 'einlass_test_app';

function urlFor(database: string, role?: string): string {
  const url = new URL(servers().postgresUrl);
  url.pathname = `/${database}`;
  if (role) {
    url.username = role;
    url.password = role;
  }
  return url.href;
}

async function asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: urlFor('postgres') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The migrated template is made once a run, under a lock that all test processes share. */
async function ensureTemplate(client: pg.Client): Promise<void> {
  await client.query('select pg_advisory_lock(4711)');
  try {
    const known = await client.query('select 1 from pg_database where datname = $1', [template]);
    if (known.rowCount) return;
    await client.query(
      `do $$ begin create role ${applicationRole} login password '${applicationRole}'; exception when duplicate_object then null; end $$`,
    );
    await client.query(`drop database if exists ${template}_part with (force)`);
    await client.query(`create database ${template}_part`);
    await migrate(urlFor(`${template}_part`), urlFor(`${template}_part`, applicationRole));
    await client.query(`alter database ${template}_part rename to ${template}`);
  } finally {
    await client.query('select pg_advisory_unlock(4711)');
  }
}

/** A pool whose turns are waited for: a busy machine may be slow where many ask at once. */
export const patientDb = (url: string, pool: number): Db =>
  openDb(url, pool, undefined, patienceSeconds * 1000);

/** A fresh database, cloned from the migrated template. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  await asSuperuser(async (client) => {
    await ensureTemplate(client);
    await client.query(`create database ${name} template ${template}`);
  });
  const url = urlFor(name, applicationRole);
  const db = patientDb(url, 10);
  return {
    db,
    url,
    migrateUrl: urlFor(name),
    async close() {
      await db.destroy();
      await asSuperuser((client) => client.query(`drop database ${name} with (force)`));
    },
  };
}
