// npm run test:setup: tries on a fresh clone what the README promises: start, stop, start again, reset, errors.
import { prepare } from './servers/prepare.mjs';

await prepare({ serversOf: { KEYCLOAK_HOME: process.env.KEYCLOAK_HOME } });
const { testSetup } = await import('./setup-checks/all.mjs');

process.exit(await testSetup());
