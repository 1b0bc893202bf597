// npm run test:two [-- jest's arguments]: the journeys with two web processes, two workers and two Keycloak nodes, each pair behind a proxy.
import { prepare } from './servers/prepare.mjs';

await prepare({ serversOf: { KEYCLOAK_HOME: process.env.KEYCLOAK_HOME } });
const { runTests } = await import('./servers/tests.mjs');

process.env.EINLASS_TEST_TWO = '1';
const given = process.argv.slice(2);
process.exit(await runTests(given.length > 0 ? given : ['tests/journeys/'], { two: true }));
