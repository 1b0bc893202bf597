import { createServer } from 'node:http';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Nginx } from '../../scripts/servers/nginx.mjs';
import { freePort } from '../support/free-port.ts';
import { listening } from '../support/listening.ts';
import { start, until } from '../support/processes.ts';
import { read } from './_stack.ts';

/** What a server behind the proxy was told and sent. */
export type Told = {
  served: 'web' | 'keycloak';
  path: string;
  heads: { [name: string]: string | undefined };
  body: string;
};

export type StackProxy = {
  webUrl: string;
  keycloakUrl: string;
  /** Everything that it and its log said. */
  output(): Promise<string>;
  stop(): Promise<void>;
};

/** A server that answers with what it was told. */
async function echo(served: Told['served']): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    void text(request).then((body) =>
      response.end(JSON.stringify({ served, path: request.url, heads: request.headers, body })),
    );
  });
  const url = await listening(server);
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, stop };
}

/**
 * nginx with containers/nginx.conf and the file that its image makes of hops.conf.template; only ports, folder and the servers behind
 * are other ones.
 */
export async function startStackProxy(nginx: Nginx, trustedHops: number): Promise<StackProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'einlass-nginx-'));
  const [web, keycloak] = [await echo('web'), await echo('keycloak')];
  const ports = { 3000: await freePort(), 8080: await freePort(), 8081: await freePort() };
  const config = read('containers/nginx.conf')
    .replaceAll('http://web:3000', web.url)
    .replaceAll('http://keycloak:8080', keycloak.url)
    .replaceAll('/tmp/', `${folder}/`)
    .replace('error_log stderr', `error_log ${folder}/error.log`)
    .replaceAll(
      /listen (3000|8080|8081);/g,
      (_, port: keyof typeof ports) => `listen 127.0.0.1:${ports[port]};`,
    );
  const hops = read('containers/hops.conf.template').replaceAll('${TRUSTED_HOPS}', String(trustedHops));
  await writeFile(join(folder, 'nginx.conf'), config);
  await writeFile(join(folder, 'hops.conf'), hops);
  const own = `daemon off;${process.getuid?.() === 0 ? ' user root;' : ''}`;
  const running = start(nginx.program, ['-e', 'stderr', '-c', join(folder, 'nginx.conf'), '-g', own], {
    LD_LIBRARY_PATH: nginx.libraries.join(':'),
  });
  const output = async (): Promise<string> =>
    running.output() + (await readFile(join(folder, 'error.log'), 'utf8').catch(() => ''));
  const stop = async (): Promise<void> => {
    await running.stop();
    for (const server of [web, keycloak]) await server.stop();
    await rm(folder, { recursive: true });
  };
  const at = (port: keyof typeof ports): string => `http://127.0.0.1:${ports[port]}`;
  try {
    await until('nginx answers', async () => (await fetch(`${at(8081)}/healthz`)).ok);
  } catch {
    const told = await output();
    await stop();
    throw new Error(`nginx does not answer:\n${told}`);
  }
  return { webUrl: at(3000), keycloakUrl: at(8080), output, stop };
}

/** Asks one of the servers through the proxy. */
export async function ask(url: string, heads: Record<string, string> = {}, body?: string): Promise<Told> {
  const sent = body === undefined ? {} : { method: 'POST', body };
  const answer = await fetch(url, { headers: heads, ...sent });
  return (await answer.json()) as Told;
}
