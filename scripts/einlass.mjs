// npm run einlass -- <command>: a command of the sidecar, on what npm start runs (else on the environment as it is).
import { join } from 'node:path';
import { runForwarding } from './servers/forwarding.mjs';
import { root } from './servers/paths.mjs';
import { orExit, prepare } from './servers/prepare.mjs';
import { readRun } from './servers/run-file.mjs';

await prepare();
await orExit(async () => {
  const env = { ...process.env, ...readRun()?.env };
  process.exit(
    await runForwarding(process.execPath, [join(root, 'sidecar', 'main.ts'), ...process.argv.slice(2)], {
      env,
    }),
  );
});
