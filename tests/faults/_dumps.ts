import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/processes.ts';
import pg from 'pg';

/** How a database is put aside and back. */
export type Dumps = {
  how: string;
  take(url: string): Promise<void>;
  restore(url: string): Promise<void>;
};

const nameOf = (url: string): string => new URL(url).pathname.slice(1);
function at(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

async function asOwner(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: at(url, 'postgres') });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** As docs/operate.md says, with the tools that are on the PATH; the application may go on meanwhile. */
export function dumpedByTools(folder: string): Dumps {
  const file = join(folder, 'einlass.dump');
  return {
    how: execFileSync('pg_dump', ['--version'], { encoding: 'utf8' }).trim(),
    async take(url) {
      execFileSync('pg_dump', ['--format=custom', `--file=${file}`, url]);
    },
    async restore(url) {
      await asOwner(url, `drop database ${nameOf(url)} with (force)`, `create database ${nameOf(url)}`);
      execFileSync('pg_restore', ['--exit-on-error', `--dbname=${url}`, file]);
    },
  };
}

/** The same state by a copy that the server makes, for servers without tools of their version; nobody may be connected. */
export function copiedByServer(): Dumps {
  const copy = (url: string): string => `${nameOf(url)}_aside`;
  // Whoever is cut off comes again at once; the copy must be made before.
  const closed = (name: string, is: boolean): string => `alter database ${name} allow_connections ${!is}`;
  const alone = (name: string): string =>
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`;
  return {
    how: 'a copy by the server',
    take: (url) =>
      asOwner(
        url,
        closed(nameOf(url), true),
        alone(nameOf(url)),
        `create database ${copy(url)} template ${nameOf(url)}`,
        closed(nameOf(url), false),
      ),
    restore: (url) =>
      asOwner(
        url,
        `drop database ${nameOf(url)} with (force)`,
        `alter database ${copy(url)} rename to ${nameOf(url)}`,
      ),
  };
}

/** A PostgreSQL of the tools' own version (`initdb` on the PATH), because a dump needs tools at least as new as its server. */
export async function openDumpableServer(): Promise<{ url: string; folder: string; close(): Promise<void> }> {
  const initdb = realpathSync(execFileSync('which', ['initdb'], { encoding: 'utf8' }).trim());
  const folder = mkdtempSync(join(tmpdir(), 'einlass-dumps-'));
  // PostgreSQL refuses to run as root.
  const owner = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;
  const place = join(folder, 'server');
  mkdirSync(place, { mode: 0o700 });
  const password = join(place, 'password');
  writeFileSync(password, 'dumps');
  if (owner) for (const path of [folder, place, password]) chownSync(path, owner.uid, owner.gid);
  const data = join(place, 'data');
  const run = { ...owner, cwd: '/', stdio: 'ignore' as const };
  const made = [
    '--username=postgres',
    `--pwfile=${password}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
  ];
  execFileSync(initdb, [`--pgdata=${data}`, ...made], run);
  const port = await freePort();
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
  ];
  const server = spawn(
    join(dirname(initdb), 'postgres'),
    ['-D', data, ...settings.flatMap((one) => ['-c', one])],
    run,
  );
  const url = `postgres://postgres:dumps@127.0.0.1:${port}/postgres`;
  await until('PostgreSQL answers', () => asOwner(url).then(() => true));
  return {
    url,
    folder,
    async close() {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
