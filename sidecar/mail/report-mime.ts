import PostalMime, { type Address } from 'postal-mime';
import type { Report } from './report.rules.ts';

/** As much of a report as is looked at: what it says stands before the returned message, which may be large. */
export const readBytes = 256 * 1024;
/** The parser's time goes by lines. */
const readLines = 20_000;

const limits = {
  maxNestingDepth: 20,
  maxHeadersSize: readBytes,
  // the returned message is evidence, and none of its parts may pass for the report's own
  forceRfc822Attachments: true,
  attachmentEncoding: 'utf8',
} as const;
const recipientHeaders = new Set(['to', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to']);

/** For reports that are only written in HTML. */
const withoutTags = (html: string): string => html.replace(/<[^<>]{0,2000}>/g, ' ').replace(/&nbsp;/g, ' ');

function beginningOf(raw: Uint8Array): Uint8Array {
  let end = -1;
  for (let lines = 0; lines < readLines; lines += 1) {
    end = raw.indexOf(10, end + 1);
    if (end < 0 || end >= readBytes) return raw.subarray(0, readBytes);
  }
  return raw.subarray(0, end);
}

const mailboxOf = (from: Address | undefined) => ({
  name: from?.name ?? '',
  address: from && 'address' in from ? (from.address ?? '') : '',
});

/** The parts of a raw message that tell what it reports; undefined for what cannot be read. Reads the first 256 KiB or 20,000 lines and never throws. */
export async function readReport(raw: Uint8Array): Promise<Report | undefined> {
  try {
    const mail = await PostalMime.parse(beginningOf(raw), limits);
    const headers = new Map<string, string>();
    for (const { key, value } of mail.headers) if (!headers.has(key)) headers.set(key, value);
    return {
      from: mailboxOf(mail.from),
      subject: mail.subject ?? '',
      text: mail.text || withoutTags(mail.html ?? ''),
      headers,
      recipients: mail.headers.flatMap(({ key, value }) =>
        recipientHeaders.has(key) ? (value.match(/[^\s<>,;"]+@[^\s<>,;"]+/g) ?? []) : [],
      ),
      parts: mail.attachments.map(({ mimeType, content }) => ({
        type: mimeType,
        text: typeof content === 'string' ? content : '',
      })),
    };
  } catch {
    return undefined;
  }
}
