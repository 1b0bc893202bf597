import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findPackaged, libraryFolders } from './debian.mjs';

/** @typedef {{ program: string, modules: string, libraries: string[] }} Apache */

/** Programs and modules below a folder, `/` for the machine's own. @param {string} folder @returns {Apache | undefined} */
function apacheIn(folder) {
  const program = join(folder, 'usr/sbin/apache2');
  const modules = join(folder, 'usr/lib/apache2/modules');
  if (!existsSync(program) || !existsSync(join(modules, 'mod_auth_openidc.so'))) return undefined;
  return { program, modules, libraries: libraryFolders(folder) };
}

/** Apache with mod_auth_openidc. @returns {Promise<Apache | string>} a string says why there is none */
export const findApache = () =>
  findPackaged({ name: 'apache', wanted: 'libapache2-mod-auth-openidc', look: apacheIn });
