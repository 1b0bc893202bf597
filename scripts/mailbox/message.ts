import PostalMime, { type Address } from 'postal-mime';

/** What SMTP said about a message, and when it came. */
export interface Envelope {
  readonly id: string;
  readonly receivedAt: string;
  readonly from: string;
  readonly to: readonly string[];
}

export interface Attachment {
  readonly name: string;
  readonly mimeType: string;
  readonly contentId: string | null;
  readonly content: Uint8Array;
}

/** A message as it came and as it reads. `links` are the http(s) addresses in it, each once, in order. */
export interface Message {
  readonly id: string;
  readonly receivedAt: string;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly text: string;
  readonly html: string;
  readonly links: readonly string[];
  readonly attachments: readonly Attachment[];
  readonly raw: Uint8Array;
}

function readable({ name, address, group }: Address): string {
  if (group) return `${name}: ${group.map(readable).join(', ')}`;
  return name ? `${name} <${address ?? ''}>` : (address ?? '');
}

function linksIn(html: string, text: string): string[] {
  const inHtml = [...html.matchAll(/\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)].map((m) => m[1] ?? m[2] ?? '');
  const inText = [...text.matchAll(/https?:\/\/[^\s<>"]+/gi)].map((m) => m[0].replace(/[.,;:!?)\]]+$/, ''));
  const all = [...inHtml.map((link) => link.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=')), ...inText];
  return [...new Set(all.filter((link) => /^https?:\/\//i.test(link)))];
}

/** Reads a message (RFC 5322, MIME) that came in an envelope. */
export async function readMessage(envelope: Envelope, raw: Uint8Array): Promise<Message> {
  const email = await PostalMime.parse(raw, { attachmentEncoding: 'arraybuffer' });
  const html = email.html ?? '';
  const text = email.text ?? '';
  return {
    id: envelope.id,
    receivedAt: envelope.receivedAt,
    envelope: { from: envelope.from, to: envelope.to },
    from: email.from ? readable(email.from) : envelope.from,
    to: email.to ? email.to.map(readable) : envelope.to,
    subject: email.subject ?? '',
    messageId: email.messageId ?? '',
    headers: email.headers.map(({ originalKey, key, value }) => ({ name: originalKey ?? key, value })),
    text,
    html,
    links: linksIn(html, text),
    attachments: email.attachments.map((attachment, index) => ({
      name: attachment.filename ?? `attachment-${index + 1}`,
      mimeType: attachment.mimeType,
      contentId: attachment.contentId?.replace(/^<|>$/g, '') ?? null,
      content: new Uint8Array(attachment.content as ArrayBuffer),
    })),
    raw,
  };
}

/** Whether it was delivered to an address (as SMTP said it, case apart). */
export function isFor(message: Message, address: string): boolean {
  return message.envelope.to.some((to) => to.toLowerCase() === address.toLowerCase());
}
