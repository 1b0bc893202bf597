import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findPackaged, libraryFolders } from './debian.mjs';

/** @typedef {{ program: string, libraries: string[] }} Nginx */

/** The program below a folder, `/` for the machine's own. @param {string} folder @returns {Nginx | undefined} */
function nginxIn(folder) {
  const program = join(folder, 'usr/sbin/nginx');
  return existsSync(program) ? { program, libraries: libraryFolders(folder) } : undefined;
}

/** nginx, as the stack's proxy. @returns {Promise<Nginx | string>} a string says why there is none */
export const findNginx = () => findPackaged({ name: 'nginx', wanted: 'nginx', look: nginxIn });
