// Waits until the test run that started it is over or was killed (its end of this pipe closes), then clears what is left.
import { existsSync } from 'node:fs';
import { clearRun } from './test-run.mjs';

const folder = process.argv[2] ?? '';
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.stdin.resume();
process.stdin.once('end', () => {
  if (existsSync(folder)) void clearRun(folder).finally(() => process.exit(0));
  else process.exit(0);
});
