import { createServer, request as ask } from 'node:http';

/** Heads that belong to one connection and are not passed on (RFC 9110 7.6.1). */
const ofTheConnection = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What the server behind is told: who asked, by which name and how, as a proxy that starts a new X-Forwarded-For says it, or that `appends`. */
function passedOn(request, appends) {
  const headers = { ...request.headers };
  for (const name of ofTheConnection) delete headers[name];
  const asking = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
  headers['x-forwarded-for'] = appends
    ? [request.headers['x-forwarded-for'], asking].filter(Boolean).join(', ')
    : asking;
  headers['x-forwarded-host'] = request.headers.host ?? '';
  headers['x-forwarded-port'] = String(request.socket.localPort);
  headers['x-forwarded-proto'] = 'http';
  return headers;
}

/** Node has undone the chunks already; everything else comes back as it was, repeated heads included. */
function answeredHeads(answer) {
  const heads = [];
  for (let at = 0; at < answer.rawHeaders.length; at += 2) {
    const [name, value] = answer.rawHeaders.slice(at, at + 2);
    if (!ofTheConnection.includes(name.toLowerCase())) heads.push(name, value);
  }
  return heads;
}

/**
 * A reverse proxy on loopback that gives each request to the next server in turn, without any stickiness, and asks the next one where
 * nothing was done yet: none took the connection, or it broke before an answer to a request that only reads. Answers stream.
 * @param {{ targets: readonly string[], port?: number, appends?: boolean, from?: string }} options origins behind it; a free port unless
 * told; whether it believes the X-Forwarded-For that comes, as one that stands behind another proxy does; the address from which it asks
 */
export async function openRoundRobin({ targets, port = 0, appends = false, from: localAddress }) {
  const origins = targets.map((target) => new URL(target));
  const counts = origins.map(() => 0);
  let turn = 0;

  /** `from`: where its turn was; further tries go on from there, whatever others were given meanwhile. */
  function forward(request, response, from, triesLeft) {
    const place = from % origins.length;
    const { hostname, port: targetPort } = origins[place];
    const { method, url: path } = request;
    const options = {
      hostname,
      port: targetPort,
      method,
      path,
      headers: passedOn(request, appends),
      agent: false,
      localAddress,
    };
    const asked = ask(options);
    let connected = false;
    asked.once('socket', (socket) =>
      socket.once('connect', () => {
        connected = true;
        // what only reads has no body, and must stay whole for another try
        if (safe.has(method)) asked.end();
        else request.pipe(asked);
      }),
    );
    asked.once('response', (answer) => {
      counts[place] += 1;
      response.writeHead(answer.statusCode, answer.statusMessage, answeredHeads(answer));
      response.flushHeaders();
      answer.pipe(response);
      answer.once('error', () => response.destroy());
    });
    asked.on('error', () => {
      request.unpipe(asked);
      if (response.headersSent) return response.destroy();
      if (response.destroyed) return;
      const again = !connected || safe.has(method);
      if (again && triesLeft > 0) return forward(request, response, place + 1, triesLeft - 1);
      response.writeHead(502, { 'content-type': 'text/plain' }).end('no server answers\n');
    });
    response.once('close', () => asked.destroy());
  }

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) =>
    forward(request, response, turn++, origins.length - 1),
  );
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://localhost:${server.address().port}`,
    /** Answers of each server so far, in the order of `targets`. */
    counts: () => [...counts],
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
