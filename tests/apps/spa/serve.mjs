import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { settings } from './settings.js';

const script = 'text/javascript';
const files = { 'index.html': 'text/html', 'app.js': script, 'settings.js': script, 'keycloak.js': script };
/** Keycloak and the API must stand in `connect-src`, or the browser stops the calls. */
const policy = `default-src 'none'; script-src 'self'; connect-src ${settings.url} ${settings.apiUrl}; base-uri 'none'; frame-ancestors 'none'`;

async function serve(url, response) {
  const name = new URL(url, 'http://a').pathname.slice(1) || 'index.html';
  if (!Object.hasOwn(files, name)) return response.writeHead(404).end();
  const headers = { 'content-type': `${files[name]}; charset=utf-8`, 'content-security-policy': policy };
  response.writeHead(200, headers).end(await readFile(new URL(name, import.meta.url)));
}
const server = createServer(({ url }, response) => {
  serve(url, response).catch(() => response.writeHead(400).end());
});
server.listen(Number(process.env.PORT ?? '3000'), '127.0.0.1', () => console.log('listens'));
process.once('SIGTERM', () => server.close());
