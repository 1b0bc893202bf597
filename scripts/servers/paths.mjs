import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's top folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where `npm start` keeps everything it must remember. */
export const stateFolder = join(root, '.einlass');

export const statePaths = {
  keys: join(stateFolder, 'keys'),
  logs: join(stateFolder, 'logs'),
  mailbox: join(stateFolder, 'mailbox'),
  postgres: join(stateFolder, 'postgres'),
  redis: join(stateFolder, 'redis'),
  run: join(stateFolder, 'run.json'),
  secrets: join(stateFolder, 'secrets'),
  supervisor: join(stateFolder, 'supervisor.json'),
};

/** The log of a server or command of `npm start`. @param {string} name */
export const logOf = (name) => join(statePaths.logs, `${name}.log`);

/** Downloads and what was made of them, shared by all checkouts of one person. */
export function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'einlass');
}

/** Makes a folder (and its parents) with exactly this mode, whatever the umask says. @param {string} path @param {number} mode */
export function makeFolder(path, mode = 0o700) {
  mkdirSync(path, { recursive: true });
  chmodSync(path, mode);
  return path;
}

/** A short name that differs for different inputs. @param {unknown} value */
export function shortHash(value) {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
}
