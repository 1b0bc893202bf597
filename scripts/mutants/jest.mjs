import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ name: string, passed: boolean, messages: string[] }} Result of one test that ran
 * @typedef {{ loaded: boolean, timedOut: boolean, results: Result[], output: string }} Run loaded: false where the file could not even be read
 */

/** Runs one test file in a folder. @param {string} folder @param {string} file @param {string} pattern @param {number} seconds until it is killed @returns {Promise<Run>} */
export async function runTestFile(folder, file, pattern, seconds) {
  const report = join(folder, 'mutant-report.json');
  rmSync(report, { force: true });
  const only = pattern ? ['-t', pattern] : [];
  // Shorter than the time of the whole: a test that hangs has noticed the mutant.
  const limit = '--testTimeout=180000';
  const args = [join(folder, 'node_modules/jest/bin/jest.js'), file, ...only, limit, '--json', '--silent'];
  const child = spawn(
    process.execPath,
    ['--experimental-vm-modules', ...args, `--outputFile=${report}`, '--runInBand'],
    {
      cwd: folder,
      env: { ...process.env, NODE_NO_WARNINGS: '1', EINLASS_PATIENCE: '60' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  );
  let output = '';
  const collect = (chunk) => {
    output = (output + chunk).slice(-8000);
  };
  child.stdout.on('data', () => {});
  child.stderr.on('data', collect);
  const killGroup = () => {
    try {
      process.kill(-Number(child.pid), 'SIGKILL');
    } catch {
      // all of them have ended
    }
  };
  process.once('exit', killGroup);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup();
  }, seconds * 1000);
  await new Promise((resolve) => child.once('exit', resolve));
  clearTimeout(timer);
  killGroup();
  process.removeListener('exit', killGroup);
  if (!existsSync(report)) return { loaded: false, timedOut, results: [], output };
  const { numRuntimeErrorTestSuites, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const results = testResults
    .flatMap((suite) => suite.assertionResults)
    .filter(({ status }) => status === 'passed' || status === 'failed')
    .map(({ fullName, status, failureMessages }) => ({
      name: fullName,
      passed: status === 'passed',
      messages: failureMessages ?? [],
    }));
  return { loaded: numRuntimeErrorTestSuites === 0, timedOut, results, output };
}
