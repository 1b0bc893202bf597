// npm run faults -- <name> [--seed n] [--scale x]: a long experiment on real servers; without a name it lists them.
import { prepare } from './servers/prepare.mjs';

await prepare({
  serversOf: process.env.EINLASS_TEST_SERVERS ? undefined : { KEYCLOAK_HOME: process.env.KEYCLOAK_HOME },
});
const { runExperiment } = await import('./experiments/run.mjs');

process.exit(await runExperiment('faults', process.argv.slice(2)));
