import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export type Received = { envelopeTo: string[]; raw: string; mail: Email };
/** What the server does with the n-th mail (from 1) once it has read it whole. */
export type Ending = 'accept' | 'trickle' | 'drop' | { code: number; text: string };
export type Sink = {
  url: string;
  /** Everything that was read to its final dot, accepted or not. */
  received: Received[];
  connections(): number;
  close(): Promise<void>;
};
type Behaviour = {
  port?: number;
  recipient?: (address: string, nth: number) => { code: number; text: string } | undefined;
  sender?: () => { code: number; text: string } | undefined;
  ending?: (nth: number) => Ending;
  /** Offers STARTTLS, with a certificate that nobody trusts. */
  startTls?: boolean;
  /** Demands this password. */
  password?: string;
  onReceived?: () => void;
};

function answer({ code, text }: { code: number; text: string }): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

/** A real SMTP server on loopback. */
export async function openSink(behaviour: Behaviour = {}): Promise<Sink> {
  const received: Received[] = [];
  let recipients = 0;
  let mails = 0;
  const server = new SMTPServer({
    authOptional: behaviour.password === undefined,
    allowInsecureAuth: true,
    hideSTARTTLS: !behaviour.startTls,
    ...(behaviour.startTls ? {} : { disabledCommands: ['STARTTLS'] }),
    disableReverseLookup: true,
    closeTimeout: 50,
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      password === behaviour.password
        ? done(null, { user: username ?? '' })
        : done(answer({ code: 535, text: 'wrong' })),
    onMailFrom: (_address, _session, done) => {
      const refusal = behaviour.sender?.();
      done(refusal ? answer(refusal) : null);
    },
    onRcptTo: ({ address }, _session, done) => {
      recipients += 1;
      const refusal = behaviour.recipient?.(address, recipients);
      done(refusal ? answer(refusal) : null);
    },
    onData: (stream, session, done) => {
      mails += 1;
      const ending = behaviour.ending?.(mails) ?? 'accept';
      void buffer(stream).then(async (raw) => {
        const envelopeTo = session.envelope.rcptTo.map(({ address }) => address);
        received.push({ envelopeTo, raw: raw.toString('latin1'), mail: await PostalMime.parse(raw) });
        behaviour.onReceived?.();
        if (ending === 'accept') done();
        else if (ending === 'drop') sockets(server).forEach((socket) => socket.destroy());
        else if (ending === 'trickle') sockets(server).forEach(trickle);
        else done(answer(ending));
      });
    },
  });
  server.on('error', () => {});
  server.listen(behaviour.port ?? 0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    connections: () => server.connections.size,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function sockets(server: SMTPServer): Socket[] {
  return [...server.connections].map((connection) => (connection as unknown as { _socket: Socket })._socket);
}

/** An answer that never ends but is never silent either, so that no socket timeout notices. */
function trickle(socket: Socket): void {
  const timer = setInterval(() => socket.write('250-wait\r\n'), 200);
  socket.once('close', () => clearInterval(timer));
}
