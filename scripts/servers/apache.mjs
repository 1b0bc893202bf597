import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, makeFolder, shortHash } from './paths.mjs';
import { findCommand } from './requirements.mjs';

/** @typedef {{ program: string, modules: string, libraries: string[] }} Apache */

const wanted = 'libapache2-mod-auth-openidc';
const limitMs = 90_000;

/** Programs and modules below a folder, `/` for the machine's own. @param {string} folder @returns {Apache | undefined} */
function apacheIn(folder) {
  const program = join(folder, 'usr/sbin/apache2');
  const modules = join(folder, 'usr/lib/apache2/modules');
  if (!existsSync(program) || !existsSync(join(modules, 'mod_auth_openidc.so'))) return undefined;
  const libraries = folder === '/' ? [] : libraryFolders(join(folder, 'usr/lib'));
  return { program, modules, libraries };
}

/** `usr/lib/x86_64-linux-gnu` and the like. @param {string} lib */
const libraryFolders = (lib) =>
  readdirSync(lib)
    .filter((name) => name.includes('-linux-'))
    .map((name) => join(lib, name));

/**
 * Apache with mod_auth_openidc: the machine's own, else Debian's packages, unpacked into the cache, for which nothing is installed
 * and nobody needs to be root. @returns {Promise<Apache | string>} a string says why there is none, which is no fault of the checkout
 */
export async function findApache() {
  const own = apacheIn('/');
  if (own) return own;
  if (!findCommand('apt-get') || !findCommand('dpkg-deb'))
    return 'this machine has neither Apache with mod_auth_openidc nor apt-get to fetch it';
  const release = readFileSync('/etc/os-release', 'utf8');
  const folder = join(makeFolder(cacheFolder(), 0o700), `apache-${shortHash([release, process.arch])}`);
  const kept = apacheIn(folder);
  if (kept) return kept;
  const part = `${folder}.part-${process.pid}`;
  try {
    await fetchInto(part);
    rmSync(folder, { recursive: true, force: true });
    renameSync(part, folder);
  } catch (error) {
    if (!apacheIn(folder)) return `apt-get could not fetch ${wanted} (${lastLine(error)})`;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  return apacheIn(folder) ?? `the packages of ${wanted} have no Apache in them`;
}

/** What this machine lacks of the package and what it needs, in the versions of its Debian. @param {string} folder */
async function fetchInto(folder) {
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
