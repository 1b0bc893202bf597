// npm test [-- jest's arguments]: brings its own servers on free ports, runs the tests, leaves no process behind.
import { prepare } from './servers/prepare.mjs';

await prepare({ serversOf: { KEYCLOAK_HOME: process.env.KEYCLOAK_HOME } });
const { runTests } = await import('./servers/tests.mjs');

process.exit(await runTests(process.argv.slice(2)));
