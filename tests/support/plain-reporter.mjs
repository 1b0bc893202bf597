import { writeSync } from 'node:fs';

const patienceMs = 10_000;

/** A test that this machine cannot run says so in its title. */
const notTried = ({ status, title }) =>
  status === 'pending' && title.includes('(not tried: ') ? [`skipped: ${title}`] : [];

/**
 * Jest prints its own summary after custom reporters, so the closing line is written at exit; a suite that cannot load counts as
 * failed. What a test left open must not keep the run from ending.
 */
export default class PlainReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const missing = results.testResults.flatMap((file) => file.testResults.flatMap(notTried));
    const lines = [...missing, `${results.numPassedTests} passed, ${failed} failed`];
    process.once('exit', () => writeSync(1, `${lines.join('\n')}\n`));
    setTimeout(() => process.exit(results.success ? 0 : 1), patienceMs).unref();
  }
}
