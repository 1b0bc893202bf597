import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { Box } from './box.ts';
import type { Message } from './message.ts';

const largest = 25 * 1024 * 1024;

/** Called before a message is kept; an error it throws is the answer (its `responseCode`, else 451) and nothing is kept. */
export type OnMessage = (message: Message) => void | Promise<void>;

/** An error that SMTP answers with this code. */
export function smtpError(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

/** Takes every mail on a loopback port, without TLS; any user name and password will do. */
export async function startSmtp(
  box: Box,
  { host, port, onMessage }: { host: string; port: number; onMessage?: OnMessage | undefined },
): Promise<{ port: number; close(): Promise<void> }> {
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: largest,
    closeTimeout: 1000,
    logger: false,
    onAuth: (auth, _session, answer) => answer(null, { user: auth.username ?? 'anyone' }),
    onData: (stream, session, answer) => {
      const from = session.envelope.mailFrom;
      const to = session.envelope.rcptTo.map((recipient) => recipient.address);
      buffer(stream)
        .then(async (raw) => {
          if (stream.sizeExceeded) throw smtpError(552, `Messages may have ${largest} bytes`);
          const message = await box.add(from ? from.address : '', to, raw);
          await onMessage?.(message);
          box.keep(message);
          answer(null, `Kept as ${message.id}`);
        })
        .catch((error: Error & { responseCode?: number }) => {
          error.responseCode ??= 451;
          answer(error);
        });
    },
  });
  // a client that goes away in the middle of a mail is its own affair
  server.on('error', (error) => {
    if (!server.server.listening) throw error;
  });
  const listener = server.listen(port, host);
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
