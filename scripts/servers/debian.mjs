import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, makeFolder, shortHash } from './paths.mjs';
import { findCommand } from './requirements.mjs';

const limitMs = 90_000;

/**
 * A program of the machine's own, else of Debian's package, unpacked into the cache, for which nothing is installed and nobody needs to
 * be root. `look` finds it below a folder (`/` for the machine's own), undefined where it is not all there.
 * @template T @param {{ name: string, wanted: string, look: (folder: string) => T | undefined }} program
 * @returns {Promise<T | string>} a string says why there is none, which is no fault of the checkout
 */
export async function findPackaged({ name, wanted, look }) {
  const own = look('/');
  if (own) return own;
  if (!findCommand('apt-get') || !findCommand('dpkg-deb'))
    return `this machine has neither ${wanted} nor apt-get to fetch it`;
  const release = readFileSync('/etc/os-release', 'utf8');
  const folder = join(makeFolder(cacheFolder(), 0o700), `${name}-${shortHash([release, process.arch])}`);
  const kept = existsSync(folder) ? look(folder) : undefined;
  if (kept) return kept;
  const part = `${folder}.part-${process.pid}`;
  try {
    await fetchInto(part, wanted);
    rmSync(folder, { recursive: true, force: true });
    renameSync(part, folder);
  } catch (error) {
    if (!look(folder)) return `apt-get could not fetch ${wanted} (${lastLine(error)})`;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  return look(folder) ?? `the packages of ${wanted} have no ${name} in them`;
}

/** `usr/lib/x86_64-linux-gnu` and the like. @param {string} folder where packages were unpacked */
export function libraryFolders(folder) {
  const lib = join(folder, 'usr/lib');
  if (folder === '/' || !existsSync(lib)) return [];
  return readdirSync(lib)
    .filter((name) => name.includes('-linux-'))
    .map((name) => join(lib, name));
}

/** What this machine lacks of the package and what it needs, in the versions of its Debian. @param {string} folder @param {string} wanted */
async function fetchInto(folder, wanted) {
  const downloads = join(folder, 'downloads');
  mkdirSync(downloads, { recursive: true });
  const signal = AbortSignal.timeout(limitMs);
  const apt = (...args) =>
    promisify(execFile)('apt-get', args, { cwd: downloads, signal, env: { ...process.env, LC_ALL: 'C' } });
  const ask = (options) =>
    apt(...options, 'install', '--print-uris', '-qq', '-y', '--no-install-recommends', wanted);
  // A fresh machine has no lists; ours go into a folder of our own, because the machine's are root's.
  const lists = join(folder, 'lists');
  const ours = ['-o', `Dir::State::Lists=${lists}`, '-o', `Dir::Cache=${folder}`, '-o', 'Debug::NoLocking=1'];
  let options = [];
  const { stdout } = await ask(options).catch(async () => {
    mkdirSync(join(lists, 'partial'), { recursive: true });
    options = ours;
    await apt(...ours, 'update');
    return ask(ours);
  });
  const packages = [...stdout.matchAll(/^'\S+' ([^_\s]+)_\S+\.deb /gm)].map(([, name]) => name);
  if (packages.length === 0) throw new Error('apt-get names no packages');
  await apt(...options, 'download', '-qq', ...packages);
  for (const file of readdirSync(downloads))
    await promisify(execFile)('dpkg-deb', ['-x', join(downloads, file), folder], { signal });
  for (const used of [downloads, lists]) rmSync(used, { recursive: true, force: true });
}

/** @param {unknown} error */
const lastLine = (error) => {
  const text = String(/** @type {{ stderr?: string }} */ (error).stderr || error);
  return text.trim().split('\n').at(-1) ?? '';
};
