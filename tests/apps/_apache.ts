import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Apache } from '../../scripts/servers/apache.mjs';
import type { RealmFixture } from '../keycloak/realm-fixture.ts';
import { freePort } from '../support/free-port.ts';
import { start, until } from '../support/processes.ts';
import { appCommand, pasted } from './_add-app.ts';
import { operatorEnv } from './_operator.ts';
import { listening } from '../support/listening.ts';

export type ProxiedApp = {
  url: string;
  /** The headers with which the app behind was asked last. */
  seen(): IncomingHttpHeaders;
  stop(): Promise<void>;
};

const loaded = [
  'mpm_event',
  'authn_core',
  'authz_core',
  'authz_user',
  'proxy',
  'proxy_http',
  'headers',
  'auth_openidc',
];

/**
 * Apache with the configuration of docs/connect-apache.md before an app; only its addresses are other ones, and it asks for areas
 * every second instead of every minute.
 */
export async function startProxiedApp(
  apache: Apache,
  realm: Pick<RealmFixture, 'realm' | 'issuer'>,
  einlassUrl: string,
): Promise<ProxiedApp> {
  let seen: IncomingHttpHeaders = {};
  const behind = createServer((request, response) => {
    seen = request.headers;
    response.end(`behind: ${request.url}`);
  });
  const app = await listening(behind);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = operatorEnv(realm, einlassUrl);
  const printed = await appCommand(env, 'add', 'proxy', 'schichtplan', '--url', url);
  const folder = await mkdtemp(join(tmpdir(), 'einlass-apache-'));
  const site = (await readFile('tests/apps/proxy/schichtplan.conf', 'utf8'))
    .replaceAll('https%3A%2F%2Fschichtplan.example', encodeURIComponent(url))
    .replaceAll('https://schichtplan.example', url)
    .replaceAll('https://zugang.example', einlassUrl)
    .replaceAll('http://127.0.0.1:8080', app)
    .replaceAll('/etc/apache2', folder)
    .replace(/(OIDCUserInfoRefreshInterval +)60/, '$11');
  const main = [
    `ServerRoot "${folder}"`,
    'ServerName 127.0.0.1',
    // Only root is asked for somebody else to be.
    'User #65534',
    'Group #65534',
    `Listen 127.0.0.1:${port}`,
    `PidFile "${folder}/pid"`,
    `ErrorLog "${folder}/errors.log"`,
    ...loaded.map((name) => `LoadModule ${name}_module "${apache.modules}/mod_${name}.so"`),
    'Include "site.conf"',
  ];
  const files = {
    'main.conf': main.join('\n'),
    'site.conf': site,
    'oidc.conf': pasted(printed),
    'oidc-passphrase': 'a passphrase of these tests',
  };
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, name), `${text}\n`, { mode: 0o600 });
  const running = start(apache.program, ['-f', join(folder, 'main.conf'), '-D', 'FOREGROUND'], {
    LD_LIBRARY_PATH: apache.libraries.join(':'),
  });
  const stop = async (): Promise<void> => {
    await running.stop();
    await new Promise((resolve) => behind.close(resolve));
    await rm(folder, { recursive: true });
  };
  try {
    await until('Apache answers', async () => (await fetch(url)).status === 401);
  } catch {
    const told = running.output() + (await readFile(join(folder, 'errors.log'), 'utf8').catch(() => ''));
    await stop();
    throw new Error(`Apache does not answer:\n${told}`);
  }
  return { url, seen: () => seen, stop };
}
