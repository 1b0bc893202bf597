// npm run reset [-- --yes]: wipes what npm start keeps in .einlass, after asking.
import { existsSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Complaint } from './servers/complaint.mjs';
import { stateFolder, statePaths } from './servers/paths.mjs';
import { removePostgresFolder } from './servers/postgres-place.mjs';
import { orExit } from './servers/prepare.mjs';
import { isAlive } from './servers/process-identity.mjs';
import { readNotes } from './servers/process-record.mjs';
import { say } from './servers/say.mjs';

async function isSure() {
  if (process.argv.includes('--yes')) return true;
  if (!process.stdin.isTTY)
    throw new Complaint('Nobody can be asked here. To wipe without asking: npm run reset -- --yes');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(
    `All members, mails and accounts in ${stateFolder} will be deleted. Type yes to go on: `,
  );
  terminal.close();
  return answer.trim().toLowerCase() === 'yes';
}

await orExit(async () => {
  const { supervisor, children } = readNotes(statePaths.supervisor);
  if (isAlive(supervisor) || children.some((child) => isAlive(child)))
    throw new Complaint('Einlass is running here. End it first: npm stop');
  if (!existsSync(stateFolder)) {
    say('There is nothing to wipe.');
    return;
  }
  if (!(await isSure())) {
    say('Nothing was wiped.');
    return;
  }
  removePostgresFolder(statePaths.postgres);
  rmSync(stateFolder, { recursive: true, force: true });
  say('Wiped. The next npm start begins afresh.');
});
