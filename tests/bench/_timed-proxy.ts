import { createServer, request } from 'node:http';
import { createServer as listenOnly, type Server, type Socket } from 'node:net';

/** What stands at the sidecar's public address: the sidecar with its answers timed, something that never answers, or nothing. */
export type TimedProxy = {
  become(what: 'pass' | 'silent' | 'nothing'): Promise<void>;
  /** Milliseconds of every answer under this path so far. */
  times(path: string): readonly number[];
};

/** A server and its connections, which would keep it from ending. */
function held(server: Server, port: number) {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
  });
  return {
    open: new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done)),
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Listens on `port` for what listens on `behind`. */
export async function timedProxy(port: number, behind: number): Promise<TimedProxy> {
  const times = new Map<string, number[]>();
  const passing = () =>
    createServer((incoming, outgoing) => {
      const from = performance.now();
      const { method, headers, url: path = '/' } = incoming;
      const asked = { host: '127.0.0.1', port: behind, method, headers, path };
      const onward = request(asked, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing).once('finish', () => {
          const name = path.split('?')[0] ?? '';
          times.set(name, [...(times.get(name) ?? []), performance.now() - from]);
        });
      });
      incoming.pipe(onward.once('error', () => outgoing.destroy()));
    });
  let now = held(passing(), port);
  await now.open;
  return {
    async become(what) {
      await now.close();
      if (what === 'nothing') return;
      now = held(what === 'pass' ? passing() : listenOnly(), port);
      await now.open;
    },
    times: (path) => times.get(path) ?? [],
  };
}
