import { openBox } from './box.ts';
import type { Message } from './message.ts';
import { type OnMessage, startSmtp } from './smtp.ts';
import { startWeb } from './web.ts';

export type { Message } from './message.ts';
export { smtpError } from './smtp.ts';

/** How many messages are kept. */
const limit = 500;

export interface Mailbox {
  readonly smtpUrl: string;
  /** The inbox page. */
  readonly url: string;
  /** Newest first. */
  messages(): readonly Message[];
  clear(): void;
  close(): Promise<void>;
}

/**
 * Starts the development mailbox: an SMTP sink and an inbox page on loopback (port 0: any free one).
 * `dir` keeps the messages over a restart; `onMessage` sees each before it is kept and may refuse it by throwing `smtpError(…)`.
 */
export async function startMailbox(options: {
  smtpPort: number;
  httpPort: number;
  host?: string;
  dir?: string;
  onMessage?: OnMessage;
}): Promise<Mailbox> {
  const host = options.host ?? '127.0.0.1';
  const box = await openBox(limit, options.dir);
  const smtp = await startSmtp(box, { host, port: options.smtpPort, onMessage: options.onMessage });
  const web = await startWeb(box, { host, port: options.httpPort });
  return {
    smtpUrl: `smtp://${host}:${smtp.port}`,
    url: `http://localhost:${web.port}`,
    messages: () => box.all(),
    clear: () => box.clear(),
    close: async () => {
      await Promise.all([smtp.close(), web.close()]);
    },
  };
}
