import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Log } from '../platform/log.ts';
import type { BounceAddresses } from './bounce-address.rules.ts';
import type { ReportResult } from './bounce.service.ts';
import { readBytes } from './report-mime.ts';

export type BounceListenerDeps = {
  listen: { host: string; port: number };
  /** Our name in the greeting. */
  hostname: string;
  addresses: BounceAddresses;
  take(raw: Uint8Array, recipient: string): Promise<ReportResult>;
  log: Log;
};
export type BounceListener = { port: number; close(): Promise<void> };

const limits = {
  size: 10 * 1024 * 1024,
  maxClients: 50,
  socketTimeout: 60_000,
  closeTimeout: 5000,
};
const mostOfOneAddress = 10;
const mostRefused = 5;
const sessionSeconds = 300;

/** An answer of ours; 4yz makes the other server try again later. */
const answer = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });

async function beginningOf(stream: SMTPServerDataStream): Promise<Buffer> {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (size < readBytes) kept.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(kept).subarray(0, readBytes);
}

function hooks({ addresses, take, log }: BounceListenerDeps) {
  const open = new Map<string, number>();
  const counted = new WeakSet<SMTPServerSession>();
  const refused = new WeakMap<SMTPServerSession, number>();
  const count = (address: string, change: 1 | -1): number => {
    const now = (open.get(address) ?? 0) + change;
    if (now > 0) open.set(address, now);
    else open.delete(address);
    return now;
  };
  const receive = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> => {
    const raw = await beginningOf(stream);
    if (stream.sizeExceeded) throw answer(552, '5.3.4 Message too big');
    for (const { address } of session.envelope.rcptTo) await take(raw, address);
  };
  const options: ConstructorParameters<typeof SMTPServer>[0] = {
    onConnect(session, done) {
      const { remoteAddress } = session;
      counted.add(session);
      const many = count(remoteAddress, 1) > mostOfOneAddress;
      done(many ? answer(421, '4.7.0 Too many connections from your address') : null);
    },
    onClose(session) {
      if (counted.delete(session)) count(session.remoteAddress, -1);
    },
    onRcptTo({ address }, session, done) {
      const tries = (refused.get(session) ?? 0) + 1;
      if (tries > mostRefused) return done(answer(421, '4.7.0 Too many unknown recipients'));
      if (session.envelope.rcptTo.length >= 10) return done(answer(452, '4.5.3 Too many recipients'));
      if (addresses.messageIdOf(address) !== undefined) return done();
      refused.set(session, tries);
      done(answer(550, '5.1.1 No such mailbox here'));
    },
    onData(stream, session, done) {
      receive(stream, session).then(
        () => done(null, 'Thank you'),
        (err: Error & { responseCode?: number }) => {
          stream.resume();
          if (!err.responseCode) log.warn({ err }, 'bounces: a report could not be taken');
          done(err.responseCode ? err : answer(451, '4.3.0 Please try again later'));
        },
      );
    },
  };
  return options;
}

/**
 * An SMTP server that takes reports for envelope senders of ours and nothing else: it relays nothing, knows no users, and answers 550
 * to every recipient without a valid MAC. Meant to stand behind the company's mail server or on its own MX.
 */
export async function openBounceListener(deps: BounceListenerDeps): Promise<BounceListener> {
  const server = new SMTPServer({
    ...limits,
    ...hooks(deps),
    name: deps.hostname,
    banner: 'reports only',
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
  });
  server.on('error', (err: Error) => deps.log.debug({ err }, 'bounces: connection'));
  // whoever sends a byte a minute is let go as well
  server.server.on('connection', (socket) => {
    const timer = setTimeout(() => socket.destroy(), sessionSeconds * 1000).unref();
    socket.once('close', () => clearTimeout(timer));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(deps.listen.port, deps.listen.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
