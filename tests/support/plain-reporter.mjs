import { writeSync } from 'node:fs';

/** Jest prints its own summary after custom reporters, so the closing line is written at exit; a suite that cannot load counts as failed. */
export default class PlainReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.once('exit', () => writeSync(1, `${results.numPassedTests} passed, ${failed} failed\n`));
  }
}
