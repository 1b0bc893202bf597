import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** What stands in front of several web processes: each request goes to the next of them. */
export type Balancer = { close(): Promise<void> };

/** Requests that may be sent to another process after the first one was not there. */
const repeatable = new Set(['GET', 'HEAD']);

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  ports: readonly number[],
  agent: Agent,
): void {
  const [port, ...others] = ports;
  const { method, headers, url: path = '/' } = incoming;
  const onward = request({ agent, host: '127.0.0.1', port, method, headers, path }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.once('error', () => outgoing.destroy()).pipe(outgoing);
  });
  onward.once('error', () => {
    if (outgoing.headersSent) return void outgoing.destroy();
    if (others.length > 0 && repeatable.has(method ?? '')) return pass(incoming, outgoing, others, agent);
    outgoing.writeHead(502).end();
  });
  outgoing.once('close', () => onward.destroy());
  if (repeatable.has(method ?? '')) onward.end();
  else incoming.pipe(onward);
}

/** Listens on `port` for what listens on the others. */
export async function balancer(port: number, behind: readonly number[]): Promise<Balancer> {
  let next = 0;
  // A kept connection may be closed by the other side while a form is sent into it, which nobody could then tell from a process that died.
  const agent = new Agent({ keepAlive: false });
  const server = createServer((incoming, outgoing) => {
    const first = next++ % behind.length;
    pass(incoming, outgoing, [...behind.slice(first), ...behind.slice(0, first)], agent);
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return {
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
      agent.destroy();
    },
  };
}
