// npm run bench -- <name> [--seed n] [--scale x]: how fast, beside a named peer in the same run; without a name it lists them.
import { prepare } from './servers/prepare.mjs';

await prepare({
  serversOf: process.env.EINLASS_TEST_SERVERS ? undefined : { KEYCLOAK_HOME: process.env.KEYCLOAK_HOME },
});
const { runExperiment } = await import('./experiments/run.mjs');

process.exit(await runExperiment('bench', process.argv.slice(2)));
