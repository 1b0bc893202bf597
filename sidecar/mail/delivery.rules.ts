import { oneLine } from './text.rules.ts';

/** How one try ended, with the words to show: the server's own where there are some. */
export type Delivery = { kind: 'sent' | 'temporary' | 'permanent'; response: string };

/** What nodemailer reports of a failed try. */
export type DeliveryFailure = {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
  message?: string;
};

const refusedHere = new Set(['EENVELOPE', 'EMESSAGE']);
const aboutThisMail = new Set(['RCPT TO', 'DATA']);

/**
 * Permanent is a 5yz answer about this recipient or this content (RFC 5321 4.2.1; 503 is about the session), or what could not
 * even be handed over. A 5yz to greeting, sign-in or sender is about our set-up and would end a whole campaign: temporary, as are
 * lost connections, which may have come after the mail was taken.
 */
export function deliveryOf(failure: DeliveryFailure): Delivery {
  const { code, command, responseCode } = failure;
  const response = oneLine(failure.response || failure.message || code || 'The mail server did not answer');
  if (!refusedHere.has(code ?? '')) return { kind: 'temporary', response };
  if (responseCode === undefined) return { kind: 'permanent', response };
  const refused = responseCode >= 500 && responseCode < 600 && responseCode !== 503;
  return { kind: refused && aboutThisMail.has(command ?? '') ? 'permanent' : 'temporary', response };
}
