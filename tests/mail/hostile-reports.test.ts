import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readReport } from '../../sidecar/mail/report-mime.ts';
import { judge } from '../../sidecar/mail/report.rules.ts';
import { bounceReason } from '../../sidecar/mail/bounce-reason.rules.ts';
import { openReports, type Reports } from './bounce-house.ts';

let reports: Reports;
beforeAll(async () => {
  reports = await openReports();
});
afterAll(() => reports?.close());

/** Of the processor; what grows with the square of the length takes minutes. */
const mostSeconds = 30;

const head = 'From: MAILER-DAEMON@x.example\r\nTo: paula@app.example\r\n';
const nested = (depth: number): string =>
  Array.from(
    { length: depth },
    (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}\r\n`,
  ).join('');
const status = (lines: string): string =>
  `${head}Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n${lines}\r\n--b--\r\n`;

const hostile: Readonly<Record<string, string>> = {
  '10 MB of empty lines': `${head}\r\n${'\n'.repeat(10e6)}`,
  '10 MB on one line': `${head}\r\n${'a'.repeat(10e6)}`,
  '10 MB of dashes and blanks': `${head}\r\n${'- '.repeat(5e6)}`,
  '10 MB of tags that never close': `${head}Content-Type: text/html\r\n\r\n${'<a '.repeat(3e6)}`,
  '100,000 headers': `${Array.from({ length: 1e5 }, (_, n) => `X-${n}: a`).join('\r\n')}\r\n\r\nx`,
  '100,000 recipients': `${head}To: ${'a@b.example, '.repeat(1e5)}\r\n\r\nx`,
  'a header of 10 MB': `Subject: ${'=?utf-8?B?'.repeat(1e6)}\r\n\r\nx`,
  'comments in comments': `From: ${'('.repeat(1e5)}\r\n\r\nx`,
  '10,000 parts in parts': `${head}${nested(10_000)}`,
  '100,000 parts': `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(1e5)}`,
  'a charset that does not exist': `${head}Content-Type: text/plain; charset="\\u0000none"\r\n\r\n\xff\xfe\xff`,
  'broken base64': `${head}Content-Transfer-Encoding: base64\r\n\r\n${'=A='.repeat(1e6)}`,
  'a status of 100,000 groups': status(
    'Final-Recipient: rfc822;a@b.example\r\nAction: none\r\n\r\n'.repeat(1e5),
  ),
  'a status on one line': status(`Diagnostic-Code: smtp; ${'550 5.1.1 '.repeat(1e5)}`),
  'a status that is folded without end': status(`Action:${'\r\n '.repeat(1e5)}failed`),
  'zero bytes': `${head}\r\n${'\0'.repeat(1e6)}`,
  nothing: '',
};

test.each(Object.entries(hostile))('%s costs little time and ends nothing', async (_what, raw) => {
  const { id, bounce } = await reports.sent();
  const before = process.cpuUsage();
  const result = await reports.take(Buffer.from(raw, 'latin1'), bounce);
  const { user, system } = process.cpuUsage(before);
  expect(result).not.toBe('bounced');
  expect((await reports.row(id)).state).toBe('sent');
  expect((user + system) / 1e6).toBeLessThan(mostSeconds);
});

test('the patterns take linear time on what tries to lead them astray', async () => {
  const astray = [
    'user '.repeat(20_000),
    'delivery '.repeat(20_000),
    'konnte '.repeat(20_000),
    '4.1.'.repeat(20_000),
  ];
  const before = process.cpuUsage();
  for (const text of astray) {
    const report = await readReport(Buffer.from(`${head}\r\n${text}`));
    if (report) judge(report, 'paula@werk.example');
    bounceReason(text.slice(0, 200));
  }
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(mostSeconds);
});
