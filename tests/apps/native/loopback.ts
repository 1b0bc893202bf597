import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { begin, type Config, type Tokens } from './sign-in.ts';

/** As it was added to Einlass; any other free port does for signing in, this one is for beginning a registration. */
const registerPort = 47_110;
const minutes = 5;

type How = {
  config: Config;
  /** Opens an address in the system's browser. */
  open: (url: string) => void;
  /** Further parameters, such as `kc_idp_hint`, `flow` or `kc_action`. */
  more?: Record<string, string>;
  /** Begin at `/register?app=` of Einlass, which asks first whether somebody else is signed in. */
  einlassUrl?: string;
};

/** Signs in by the system's browser and a listener on this machine (RFC 8252, 7.3), which takes one answer and is gone. */
export async function signInByLoopback({ config, open, more, einlassUrl }: How) {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // 127.0.0.1 and not localhost, which may be another machine's.
    server.listen(einlassUrl ? registerPort : 0, '127.0.0.1', resolve);
  });
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const { url, finish } = await begin(config, `${here}/callback`, more);
    const start = einlassUrl && `${einlassUrl}/register?app=${encodeURIComponent(`${here}/register`)}`;
    return await new Promise<{ tokens: Tokens; action: string | null }>((resolve, reject) => {
      const late = () => reject(new Error('nobody signed in within five minutes'));
      setTimeout(late, minutes * 60_000).unref();
      server.on('request', (request, response) => {
        const asked = new URL(request.url ?? '/', here);
        if (asked.pathname === '/register') return response.writeHead(303, { location: url }).end();
        if (asked.pathname !== '/callback') return response.writeHead(404).end();
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.end(
          '<!doctype html><html lang="de"><title>Fertig</title><p>Zurück zur App: Sie können dieses Fenster schließen.</p></html>',
        );
        finish(asked).then(resolve, reject);
      });
      open(start ?? url);
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
