/**
 * A mail server as a process of its own, so that it can be killed: `<port> <folder>`. What it took is written to `mails.jsonl` (one
 * line a mail, before the answer) and `mails.raw`. A recipient's domain says what goes wrong at the first try of an address; that
 * it was tried is kept in `tried`, so that it survives a kill. An address of `dead.example` hangs as long as a file `dead` exists.
 */
import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

const [port = '0', folder = '.'] = process.argv.slice(2);
const file = (name: string): string => join(folder, name);
const sizeOf = (name: string): number => (existsSync(file(name)) ? statSync(file(name)).size : 0);
const tried = new Set(existsSync(file('tried')) ? readFileSync(file('tried'), 'utf8').split('\n') : []);
let offset = sizeOf('mails.raw');

/** Codes at the recipient, by domain: always, or at the first try only. */
const always = new Map([['gone.example', 550]]);
const atFirst = new Map([
  ['busy.example', 421],
  ['full.example', 450],
  ['grey.example', 451],
]);
/** The last two labels, so that each address may have a domain of its own. */
const domainOf = (address: string): string => address.toLowerCase().split(/[@.]/).slice(-2).join('.');
const answer = (code: number): Error => Object.assign(new Error(`no (${code})`), { responseCode: code });

function isFirstTry(address: string): boolean {
  if (tried.has(address)) return false;
  tried.add(address);
  appendFileSync(file('tried'), `${address}\n`);
  return true;
}

function keep(raw: Buffer, from: string, to: string): void {
  const head = raw.toString('latin1', 0, Math.max(raw.indexOf('\r\n\r\n'), 0));
  const id = /^message-id:\s*(\S+)/im.exec(head)?.[1] ?? '';
  appendFileSync(file('mails.raw'), raw);
  appendFileSync(
    file('mails.jsonl'),
    `${JSON.stringify({ at: Date.now(), id, from, to, offset, length: raw.length })}\n`,
  );
  offset += raw.length;
}

const server = new SMTPServer({
  authOptional: true,
  hideSTARTTLS: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  logger: false,
  // its own time-out must not end what a fault makes hang
  socketTimeout: 10 * 60_000,
  onRcptTo({ address }, _session, done) {
    const domain = domainOf(address);
    const code = always.get(domain) ?? (isFirstTryCode(domain, address) || undefined);
    if (domain === 'dead.example' && existsSync(file('dead'))) return;
    done(code ? answer(code) : null);
  },
  onData(stream, session, done) {
    const [to] = session.envelope.rcptTo;
    const address = to?.address ?? '';
    const sender = session.envelope.mailFrom;
    const take = (raw: Buffer): void => {
      const fault = ['hang.example', 'drop.example', 'drip.example'].find((one) => one === domainOf(address));
      const first = fault !== undefined && isFirstTry(address);
      if (first && fault === 'hang.example') return;
      if (first && fault === 'drip.example') return drip(socketOf(session.id));
      keep(raw, sender ? sender.address : '', address);
      if (first) return void socketOf(session.id)?.destroy();
      done();
    };
    // whoever is killed in the middle of a mail has not sent it
    buffer(stream).then(take, () => {});
  },
});

function isFirstTryCode(domain: string, address: string): number | false {
  const code = atFirst.get(domain);
  return code !== undefined && isFirstTry(address) && code;
}

function socketOf(session: string): Socket | undefined {
  const connections = [...server.connections] as unknown as { id: string; _socket: Socket }[];
  return connections.find(({ id }) => id === session)?._socket;
}

/** An answer of one byte a second: never silent, never whole. */
function drip(socket: Socket | undefined): void {
  let sent = 0;
  const text = `250-${'.'.repeat(500)}`;
  const timer = setInterval(() => socket?.write(text.charAt(sent++)), 1000);
  socket?.once('close', () => clearInterval(timer));
}

server.on('error', () => {});
server.listen(Number(port), '127.0.0.1', () => process.stdout.write('listening\n'));
