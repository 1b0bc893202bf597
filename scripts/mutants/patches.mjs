import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Complaint } from '../servers/complaint.mjs';
import { root } from '../servers/paths.mjs';

/** @typedef {{ name: string, path: string, guarantee: string, file: string, pattern: string }} Mutant pattern: '' = any test of the file */

const folder = join(root, 'tests', 'mutants');
const testLine = /^(tests\/\S+\.test\.ts)(?:\s+-t\s+"(.+)")?$/;

/** One patch file: two lines of words, then a unified diff. @param {string} name @returns {Mutant} */
function readPatch(name) {
  const path = join(folder, name);
  const text = readFileSync(path, 'utf8');
  const guarantee = /^Guarantee: (.+)$/m.exec(text)?.[1]?.trim();
  const test = testLine.exec(/^Test: (.+)$/m.exec(text)?.[1]?.trim() ?? '');
  if (!guarantee || !test?.[1])
    throw new Complaint(
      `tests/mutants/${name} must begin with the lines "Guarantee: <sentence>" and 'Test: tests/<file>.test.ts -t "<pattern>"'.`,
    );
  return { name: name.slice(0, -'.patch'.length), path, guarantee, file: test[1], pattern: test[2] ?? '' };
}

/** The mutants whose name contains `pattern` (a regular expression), in order. @param {string} pattern @returns {Mutant[]} */
export function readMutants(pattern) {
  const wanted = new RegExp(pattern);
  const names = readdirSync(folder).filter((name) => name.endsWith('.patch') && wanted.test(name));
  if (names.length === 0)
    throw new Complaint(`No patch in tests/mutants has a name that matches "${pattern}".`);
  return names.sort().map(readPatch);
}
