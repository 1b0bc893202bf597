// npm run mutants [-- pattern]: drops one guard after another in a copy of the checkout; the test that each names must notice.
import { prepare } from './servers/prepare.mjs';

await prepare({
  serversOf: process.env.EINLASS_TEST_SERVERS ? undefined : { KEYCLOAK_HOME: process.env.KEYCLOAK_HOME },
});
const { tryMutants } = await import('./mutants/try.mjs');

process.exit(await tryMutants(process.argv[2] ?? ''));
