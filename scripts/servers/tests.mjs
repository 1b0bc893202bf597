import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errorLines } from './complaint.mjs';
import { makeFolder, root, stateFolder } from './paths.mjs';
import { say } from './say.mjs';
import { stages } from './stages.mjs';
import { onStopSignal } from './stop-signal.mjs';
import { openTestRun } from './test-run.mjs';
import { startTestServers } from './test-servers.mjs';

const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');

/** The person's environment without the servers of theirs: the tests use their own. */
function testEnvironment(serversFile) {
  const own = /^(DATABASE_|REDIS_|SMTP_|KEYCLOAK_|KEYS_DIR|PUBLIC_URL|PORT$|HOST$)/;
  const kept = Object.entries(process.env).filter(([name]) => !own.test(name));
  return { ...Object.fromEntries(kept), NODE_NO_WARNINGS: '1', EINLASS_TEST_SERVERS: serversFile };
}

/** @param {string[]} args @returns {Promise<number>} Jest's exit code */
async function runJest(household, args, serversFile) {
  const workers = args.some((arg) => /^(--maxWorkers|-w|--runInBand|-i$)/.test(arg))
    ? []
    : ['--maxWorkers=2'];
  const member = await household.start({
    name: 'Jest',
    command: process.execPath,
    args: ['--experimental-vm-modules', jest, ...workers, ...args],
    env: testEnvironment(serversFile),
    cwd: root,
    stage: stages.app,
    task: true,
  });
  return member.exited;
}

/** What the servers printed, for whoever looks into a failed run. */
function keepLogs(logs) {
  const kept = join(makeFolder(stateFolder, 0o711), 'test-logs');
  rmSync(kept, { recursive: true, force: true });
  cpSync(logs, kept, { recursive: true });
}

/**
 * One whole run: servers, Jest, and all of it ended again, silently, so that Jest's own last line stays the last.
 * @param {string[]} args for Jest
 * @param {{ two?: boolean }} wanted two nodes of Keycloak @returns {Promise<number>} the exit code
 */
export async function runTests(args, wanted = {}) {
  const run = await openTestRun();
  const stopped = onStopSignal(run.household).then(() => {
    say('Stopping …');
    return 130;
  });
  void run.household.accident.then(({ member, how }) => say(`✗ ${member.name} ${how} during the tests.`));
  let code = 1;
  try {
    code = await Promise.race([
      stopped,
      startTestServers(run, wanted).then((file) => runJest(run.household, args, file)),
    ]);
  } catch (error) {
    for (const line of errorLines(error)) say(line);
  }
  if (code !== 0) keepLogs(run.logs);
  await run.close();
  return code;
}
