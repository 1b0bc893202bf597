import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Complaint } from './complaint.mjs';
import { runForwarding } from './forwarding.mjs';
import { root } from './paths.mjs';
import { systemPath } from './requirements.mjs';
import { say, secondsSince } from './say.mjs';

const modules = join(root, 'node_modules');
const stamp = join(modules, '.einlass-lock');

/** The Node.js that comes with the packages: the version everything is built for. */
export const ownNode = join(modules, 'node', 'bin', 'node');

/** Whether this process already runs on it. */
export function onOwnNode() {
  return existsSync(ownNode) && realpathSync(process.execPath) === realpathSync(ownNode);
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** Whether an `npm install` made by hand left exactly what the lock file names (npm notes what it installed). */
function installedByHand() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const found = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
    return (
      Object.entries(wanted).every(
        ([name, entry]) =>
          name === '' || entry.optional || entry.link || found[name]?.version === entry.version,
      ) && Object.keys(found).every((name) => name in wanted)
    );
  } catch {
    return false;
  }
}

function upToDate(hash) {
  if (!existsSync(ownNode)) return false;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return true;
  if (!installedByHand()) return false;
  writeFileSync(stamp, hash);
  return true;
}

/** Runs `npm ci` when node_modules is missing or not what package-lock.json says. @returns {Promise<boolean>} whether it ran */
export async function installPackages() {
  const hash = lockHash();
  if (upToDate(hash)) return false;
  const start = performance.now();
  say('  … packages: npm ci (about half a minute)');
  const code = await runForwarding('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    env: { ...process.env, PATH: systemPath() },
    quiet: true,
  });
  if (code !== 0)
    throw new Complaint(
      `npm ci ended with code ${code}; its own words stand above. Correct that and start again.`,
    );
  if (!existsSync(ownNode))
    throw new Complaint(
      'npm ci did not install Node.js 24 (the package "node" runs a script to do so): allow install scripts (npm config get ignore-scripts must say false) and start again.',
    );
  writeFileSync(stamp, hash);
  say(`  ✓ packages (${secondsSince(start)} s)`);
  return true;
}
