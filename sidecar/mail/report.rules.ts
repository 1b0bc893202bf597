import { type DeliveryOutcome, deliveryStatuses, type RecipientStatus } from './delivery-status.rules.ts';
import { answerAbout, ownLines, plainOutcome } from './plain-report.rules.ts';
import { oneLine } from './text.rules.ts';

/** A message that came to an envelope sender of ours, as far as it may be a report. */
export type Report = {
  from: { name: string; address: string };
  subject: string;
  text: string;
  /** First of each name, in small letters. */
  headers: ReadonlyMap<string, string>;
  /** Addresses to which it says it went. */
  recipients: readonly string[];
  /** Everything but the text, by MIME type in small letters; the message that came back is not taken apart. */
  parts: readonly { type: string; text: string }[];
};
/** What a report does to its message; `response` is one line, with the server's words. */
export type Verdict =
  | { kind: 'bounced' | 'delayed'; response: string }
  | { kind: 'ignored'; why: 'complaint' | 'receipt' | 'delivered' | 'noReport' };

const statusParts = new Set(['message/delivery-status', 'message/global-delivery-status']);

/** The groups about this address; all of them where the mail was passed on to another one. */
function about(statuses: readonly RecipientStatus[], toAddress: string): readonly RecipientStatus[] {
  const own = statuses.filter(({ addresses }) => addresses.includes(toAddress.toLowerCase()));
  return own.length > 0 ? own : statuses;
}

/** Several lines of one answer repeat its codes. */
const joined = (answer: string): string =>
  answer.replace(
    /(?<=.)\s(\d{3})[- ]?([245]\.\d{1,3}\.\d{1,3})\s(?=.)/g,
    (all, short: string, long: string, at: number) =>
      answer.slice(0, at).includes(short) && answer.slice(0, at).includes(long) ? ' ' : all,
  );

function wordsOf({ status, diagnostic }: RecipientStatus, report: Report, toAddress: string): string {
  const words = joined(diagnostic || answerAbout(ownLines(report.text), toAddress));
  const known =
    !status || status.endsWith('.0.0') || /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)/.test(words);
  return oneLine([known ? '' : status, words].filter(Boolean).join(' ') || status || report.subject);
}

function byStatus(statuses: readonly RecipientStatus[], report: Report, toAddress: string): Verdict {
  const found = about(statuses, toAddress);
  const first = (outcome: DeliveryOutcome) => found.find((one) => one.outcome === outcome);
  const [failed, delayed] = [first('failed'), first('delayed')];
  // one address may stand for many, and one of them that got it is enough
  if (first('delivered')) return { kind: 'ignored', why: 'delivered' };
  if (failed) return { kind: 'bounced', response: wordsOf(failed, report, toAddress) };
  if (delayed) return { kind: 'delayed', response: wordsOf(delayed, report, toAddress) };
  return { kind: 'ignored', why: 'noReport' };
}

/**
 * What a report means for a mail that went to this address. Only what is beyond doubt ends a message: absence notices, receipts,
 * complaints, questions whether one is human, and whatever else answers to an envelope sender do not.
 */
export function judge(report: Report, toAddress: string): Verdict {
  const types = report.parts.map(({ type }) => type);
  if (types.includes('message/feedback-report')) return { kind: 'ignored', why: 'complaint' };
  if (types.includes('message/disposition-notification')) return { kind: 'ignored', why: 'receipt' };
  const statuses = report.parts.flatMap(({ type, text }) =>
    statusParts.has(type) ? deliveryStatuses(text) : [],
  );
  if (statuses.length > 0) return byStatus(statuses, report, toAddress);
  const outcome = plainOutcome(report);
  if (!outcome) return { kind: 'ignored', why: 'noReport' };
  const answer = joined(answerAbout(ownLines(report.text), toAddress));
  return { kind: outcome === 'failed' ? 'bounced' : 'delayed', response: oneLine(answer || report.subject) };
}
