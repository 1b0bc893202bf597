// The employee app of "Muster AG": shows what an app sees of Einlass, which is nothing but Keycloak's tokens.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { discover, type Oidc, openOidc } from './oidc.ts';
import { openNotes } from './notes.ts';
import { openSessions } from './sessions.ts';
import { readSettings } from './settings.ts';
import { sampleApp } from './web.ts';

const settings = readSettings(process.env);
const stopping = new AbortController();
let oidc: Oidc | undefined;

const server = createServer(
  sampleApp({ settings, sessions: openSessions(), notes: openNotes(), oidc: () => oidc }),
);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stopping.abort();
    server.close();
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 5000).unref();
  });
}
await new Promise<void>((resolve, reject) => {
  server.once('error', reject);
  server.listen(settings.PORT, settings.HOST, resolve);
});
console.log(`sample app listens on ${settings.HOST}:${(server.address() as AddressInfo).port}`);
try {
  const waiting = () => console.log(`waiting for ${settings.ISSUER}`);
  oidc = openOidc(await discover(settings, waiting, stopping.signal), settings);
  console.log('sample app is ready');
} catch (error) {
  if (!stopping.signal.aborted) throw error;
}
