import type { DeliveryOutcome } from './delivery-status.rules.ts';
import type { Report } from './report.rules.ts';

const daemonAddress =
  /^(mailer[-_.]?daemon|postmaster|mail[-_.]?daemon|microsoftexchange[0-9a-f]+|double-bounce|mdaemon)(@|$)/i;
const daemonName =
  /mailer[-_. ]?daemon|mail (delivery|administrator)|delivery (sub)?system|system administrator|^postmaster$/i;

/** Where the returned message begins, whose own words say nothing about its delivery. */
const returned =
  /^[ \t>]*(-{2,}|=+|_{2,}|\|-+)?[ \t]*\b((this|below|included).{0,20}\b(copy|line)\b|(the )?(original|unsent|returned|undelivered) message( headers)?\b|(the )?(message )?header|message text|ursprüngliche nachricht)/i;
const surelyFailed =
  /permanent (error|failure|fatal|problem)|permanent fatal|failed permanently|given up|giving up|not be retried|won't be retried/i;
const delayed =
  /\bdelay(ed)?\b|will (be |still )?(retr|continu|keep)|(attempts|delivery) will continue|still (trying|being)|(has|have) not (yet )?been delivered|not yet been|warning message only|no action is required|delivery incomplete|could not send (mail|message)|(noch|bisher|bislang) nicht (zugestellt|ausgeliefert)|verzögert|weiter(hin)? versucht/i;
const failed =
  /could( not|n't) be (delivered|reached|sent)|(unable|failed|failure) to deliver|(wasn't|was not|were not) (able to|delivered)|did not reach|undeliver(able|ed)|delivery (has |to the following recipients? |to these recipients? )?(has )?failed|returned mail|failure notice|delivery (status notification )?\(?failure|mail (delivery )?failed|not delivered|(error|trouble).{0,40}(to deliver|delivering)|del[ie]very.{0,40}\baborted|nicht zugestellt werden|nicht zustellbar|unzustellbar|konnte.{0,40}nicht (aus|zu)/i;
const code = /(?<![\d.])[45]\d\d[ -]|(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])/;

/** Mail servers sign with one of few names; people, and programs that answer for them, do not. */
export function isFromMailServer({ from, headers }: Report): boolean {
  return daemonAddress.test(from.address) || daemonName.test(from.name) || headers.has('x-failed-recipients');
}

/** What the server wrote itself, line by line. */
export function ownLines(text: string): string[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n', 400);
  // the marker never is the first line: some reports begin with "This is a copy"
  const end = lines.findIndex((line, index) => index > 0 && returned.test(line));
  return end < 0 ? lines : lines.slice(0, end);
}

function paragraph(lines: readonly string[], start: number): string {
  const rest = lines.slice(start, start + 5);
  const end = rest.findIndex((line) => line.trim() === '');
  return (end < 0 ? rest : rest.slice(0, end)).join(' ').replace(/\s+/g, ' ').trim();
}

/** What follows the address on its line, or the next words below it; a heading brings what it heads. */
function wordsBelow(lines: readonly string[], at: number, toAddress: string): string {
  const line = lines[at] ?? '';
  const rest = line.slice(line.toLowerCase().indexOf(toAddress.toLowerCase()) + toAddress.length);
  if (/\p{L}{3}/u.test(rest))
    return paragraph([rest.replace(/^[^\p{L}\d]+/u, ''), ...lines.slice(at + 1)], 0);
  const next = (start: number) => lines.findIndex((text, index) => index >= start && text.trim() !== '');
  const first = next(at + 1);
  if (first < 0) return '';
  const words = paragraph(lines, first);
  const second = words.endsWith(':') ? next(lines.indexOf('', first)) : -1;
  return second < 0 ? words : paragraph(lines, second);
}

/** The other server's answer about this address, else what is written about the address, else nothing. */
export function answerAbout(lines: readonly string[], toAddress: string): string {
  const named = (line: string): boolean => line.toLowerCase().includes(toAddress.toLowerCase());
  const first = lines.findIndex(named);
  const coded = lines.findIndex((line, index) => index >= first && code.test(line));
  if (coded >= 0) return paragraph(lines, coded);
  // before that it may stand in what was asked for
  return first < 0 ? '' : wordsBelow(lines, lines.findLastIndex(named), toAddress);
}

/** What a report without a part for machines says; undefined where that is not beyond doubt. */
export function plainOutcome(report: Report): Exclude<DeliveryOutcome, 'delivered'> | undefined {
  if (!isFromMailServer(report)) return undefined;
  const said = `${report.subject}\n${ownLines(report.text).join(' ')}`.replace(/\s+/g, ' ');
  if (surelyFailed.test(said)) return 'failed';
  if (delayed.test(said)) return 'delayed';
  return failed.test(said) ? 'failed' : undefined;
}
