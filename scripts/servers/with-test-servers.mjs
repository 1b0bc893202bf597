import { onStopSignal } from './stop-signal.mjs';
import { openTestRun } from './test-run.mjs';
import { startTestServers } from './test-servers.mjs';

/**
 * Does some work on test servers: those that EINLASS_TEST_SERVERS names already, else on servers of its own, which are ended
 * with it; the variable is set while the work runs.
 * @param {() => Promise<number>} work @returns {Promise<number>} its exit code, 130 after a signal
 */
export async function withTestServers(work) {
  if (process.env.EINLASS_TEST_SERVERS) return work();
  const run = await openTestRun();
  const stopped = onStopSignal(run.household).then(() => 130);
  try {
    const started = startTestServers(run).then((file) => {
      process.env.EINLASS_TEST_SERVERS = file;
      return work();
    });
    return await Promise.race([stopped, started]);
  } finally {
    await run.close();
  }
}
