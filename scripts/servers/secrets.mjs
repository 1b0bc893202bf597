import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './paths.mjs';

/**
 * Generated passwords, one file each (mode 0600), made when first asked for.
 * @param {string} folder @returns {(name: string) => string} 32 characters of A-Z a-z 0-9 - _
 */
export function secretsIn(folder) {
  makeFolder(folder, 0o700);
  return (name) => {
    const file = join(folder, name);
    if (!existsSync(file))
      writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
    return readFileSync(file, 'utf8').trim();
  };
}
