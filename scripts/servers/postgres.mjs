import { chownSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { postgresFolder, postgresPrograms } from './postgres-place.mjs';

/**
 * @typedef {{ port: number, superuserPassword: string }} Server
 * @typedef {import('./processes.mjs').Household} Household
 */

/** @param {{ port: number, user: string, password: string, database: string }} to */
export function postgresUrl({ port, user, password, database }) {
  return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/**
 * Starts the packaged PostgreSQL on 127.0.0.1 (password only, no local socket) and returns when it answers.
 * @param {Household} household
 * @param {{ folder: string, log: string, port: number, superuserPassword: string, stage: number, disposable?: boolean }} options
 *   disposable: for tests, does not wait for the disk
 */
export async function startPostgres(
  household,
  { folder: wanted, log, port, superuserPassword, stage, disposable },
) {
  const { folder, owner } = postgresFolder(wanted);
  const programs = join(postgresPrograms(owner), 'bin');
  const data = join(folder, 'data');
  const common = { ...owner, cwd: '/', log, env: { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' } };
  if (!existsSync(data)) {
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, superuserPassword, { mode: 0o600 });
    if (owner) chownSync(passwordFile, owner.uid, owner.gid);
    // under another name until it is whole, should it be interrupted
    const making = `${data}.part`;
    rmSync(making, { recursive: true, force: true });
    await household.run({
      ...common,
      name: 'Making the database folder (initdb)',
      command: join(programs, 'initdb'),
      args: [
        `--pgdata=${making}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        ...(disposable ? ['--no-sync'] : []),
      ],
    });
    rmSync(passwordFile);
    renameSync(making, data);
  }
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    log_timezone: 'UTC',
    timezone: 'UTC',
    ...(disposable ? { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' } : {}),
  };
  const server = await household.start({
    ...common,
    name: 'PostgreSQL',
    command: join(programs, 'postgres'),
    args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    stage,
    // "fast": ends sessions and checkpoints; its children follow by themselves
    stopSignal: 'SIGINT',
    stopGroup: false,
    stopSeconds: 20,
    // "immediate": no checkpoint, but its children end and its lock file goes
    killSignal: 'SIGQUIT',
  });
  await household.waitFor(server, () => query({ port, superuserPassword }, 'postgres', async () => true), 60);
  return server;
}

/** Works on a database as superuser. @template T @param {Server} server @param {string} database @param {(client: import('pg').Client) => Promise<T>} work */
async function query({ port, superuserPassword }, database, work) {
  const { default: pg } = await import('pg');
  const client = new pg.Client(
    postgresUrl({ port, user: 'postgres', password: superuserPassword, database }),
  );
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Makes what is missing: login roles with their passwords, and databases that only their owner and the guests may enter.
 * @param {Server} server @param {Record<string, string>} roles name → password
 * @param {Record<string, { owner: string, guests?: string[] }>} databases
 */
export async function provisionPostgres(server, roles, databases) {
  await query(server, 'postgres', async (client) => {
    const has = async (sql, name) => (await client.query(sql, [name])).rowCount === 1;
    for (const [role, password] of Object.entries(roles)) {
      const name = client.escapeIdentifier(role);
      if (!(await has('SELECT FROM pg_roles WHERE rolname = $1', role)))
        await client.query(`CREATE ROLE ${name}`);
      await client.query(`ALTER ROLE ${name} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    }
    for (const [database, { owner, guests = [] }] of Object.entries(databases)) {
      const name = client.escapeIdentifier(database);
      if (!(await has('SELECT FROM pg_database WHERE datname = $1', database)))
        await client.query(`CREATE DATABASE ${name} OWNER ${client.escapeIdentifier(owner)}`);
      await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
      for (const guest of guests)
        await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${client.escapeIdentifier(guest)}`);
    }
  });
}
