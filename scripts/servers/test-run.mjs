import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { endMarked, markVariable } from './marked.mjs';
import { makeFolder, root } from './paths.mjs';
import { removePostgresFolder } from './postgres-place.mjs';
import { isAlive } from './process-identity.mjs';
import { claimSupervision, endLeftOvers, readNotes } from './process-record.mjs';
import { Household } from './processes.mjs';

const prefix = 'einlass-test-';
const recordOf = (folder) => join(folder, 'processes.json');
const postgresOf = (folder) => join(folder, 'postgres');

/** Ends every process of a run and deletes its folder; also for a run whose own process was killed. @param {string} folder */
export async function clearRun(folder) {
  await endLeftOvers(readNotes(recordOf(folder)).children);
  await endMarked(basename(folder));
  for (const postgres of [postgresOf(folder), join(folder, 'making')]) removePostgresFolder(postgres);
  rmSync(folder, { recursive: true, force: true });
}

/** Clears runs whose process and watchdog were both killed. */
async function clearAbandonedRuns() {
  for (const name of readdirSync(tmpdir())) {
    const folder = join(tmpdir(), name);
    if (!name.startsWith(prefix)) continue;
    try {
      const { supervisor } = readNotes(recordOf(folder));
      if (supervisor && !isAlive(supervisor)) await clearRun(folder);
    } catch {
      // another person's: theirs to clear
    }
  }
}

/**
 * A temporary folder with a household, and a watchdog that clears both should this process be killed.
 * Everything started from now on inherits the run's mark.
 */
export async function openTestRun() {
  await clearAbandonedRuns();
  const folder = mkdtempSync(join(tmpdir(), prefix));
  // another user, as whom PostgreSQL runs, must get through
  chmodSync(folder, 0o711);
  claimSupervision(recordOf(folder));
  const watchdog = spawn(process.execPath, [join(root, 'scripts', 'servers', 'watchdog.mjs'), folder], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.stdin.on('error', () => {});
  process.env[markVariable] = basename(folder);
  const household = new Household(recordOf(folder));
  const close = async () => {
    await household.stopAll();
    await clearRun(folder);
    watchdog.stdin.end();
    if (watchdog.exitCode === null) await once(watchdog, 'exit');
  };
  return { folder, household, postgres: postgresOf(folder), logs: makeFolder(join(folder, 'logs')), close };
}
