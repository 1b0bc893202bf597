// npm stop: ends what npm start started in this checkout, even if its supervisor was killed.
import { rmSync } from 'node:fs';
import { statePaths } from './servers/paths.mjs';
import { orExit } from './servers/prepare.mjs';
import { isAlive, signalProcess } from './servers/process-identity.mjs';
import { endLeftOvers, forgetAll, readNotes } from './servers/process-record.mjs';
import { pause, say } from './servers/say.mjs';

/** Longer than all stages together need before they kill. */
const limitSeconds = 90;

await orExit(async () => {
  const { supervisor } = readNotes(statePaths.supervisor);
  if (supervisor && isAlive(supervisor)) {
    say(`Stopping Einlass (process ${supervisor.pid}) …`);
    signalProcess(supervisor.pid, 'SIGTERM');
    const limit = Date.now() + limitSeconds * 1000;
    while (isAlive(supervisor) && Date.now() < limit) await pause(50);
    if (isAlive(supervisor)) {
      say(`It did not end within ${limitSeconds} s and is killed.`);
      signalProcess(supervisor.pid, 'SIGKILL');
    }
  }
  const ended = await endLeftOvers(readNotes(statePaths.supervisor).children);
  forgetAll(statePaths.supervisor);
  rmSync(statePaths.run, { force: true });
  if (ended.length) say(`Ended what was left: ${ended.join(', ')}.`);
  say(supervisor || ended.length ? 'Stopped.' : 'Nothing is running in this checkout.');
});
