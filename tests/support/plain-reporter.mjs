import { writeSync } from 'node:fs';

const patienceMs = 10_000;

/**
 * Jest prints its own summary after custom reporters, so the closing line is written at exit; a suite that cannot load counts as
 * failed. What a test left open must not keep the run from ending.
 */
export default class PlainReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.once('exit', () => writeSync(1, `${results.numPassedTests} passed, ${failed} failed\n`));
    setTimeout(() => process.exit(results.success ? 0 : 1), patienceMs).unref();
  }
}
