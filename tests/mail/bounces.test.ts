import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { shownAnswer } from '../../sidecar/mail/answer.rules.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';
import { bounceAddresses } from '../../sidecar/mail/bounce-address.rules.ts';
import { insertMember } from './bounce-people.ts';
import { openReports, type Reports, sample } from './bounce-house.ts';
import { claim, queued, start } from './mail-setup.ts';

let reports: Reports;
beforeAll(async () => {
  reports = await openReports();
});
afterAll(() => reports?.close());

test('a report about a message of ours ends it with the server’s words; the log holds no address', async () => {
  const { id, bounce } = await reports.sent();
  expect(await reports.take(sample('postfix', bounce), bounce)).toBe('bounced');
  expect(await reports.row(id)).toMatchObject({
    state: 'bounced',
    bounced_at: start,
    response: expect.stringContaining('User unknown in virtual mailbox table'),
  });
  expect(reports.lines.join('')).not.toContain('paula.probe');
});

test('the list of people knows a mail that came back, and what is shown says why before the server’s words', async () => {
  const memberId = await insertMember(reports.db);
  const { id, bounce } = await reports.sent({ memberId });
  const failed = async () =>
    (
      await sql<{
        failed: boolean;
      }>`select mail_failed as failed from listed_member where member_id = ${memberId}`.execute(reports.db)
    ).rows;
  expect(await failed()).toEqual([{ failed: false }]);
  await reports.take(sample('tonline', bounce), bounce);
  expect(await failed()).toEqual([{ failed: true }]);
  const { state, response } = await reports.row(id);
  const t = openTexts(fileURLToPath(new URL('../../sidecar/', import.meta.url))).translate('de');
  expect(shownAnswer(t, state, response)).toBe(
    'Das Postfach gibt es nicht. Bitte prüfen Sie die Adresse. (unknown user)',
  );
  expect(shownAnswer(t, 'queued', '451 4.7.1 Greylisted')).toBe('451 4.7.1 Greylisted');
});

test('without an envelope recipient the addresses in the report decide', async () => {
  const { id, bounce } = await reports.sent();
  expect(await reports.take(sample('qmail', bounce.toUpperCase()))).toBe('bounced');
  expect(await reports.row(id)).toMatchObject({ state: 'bounced' });
});

test('a delay is noted and ends nothing; a notice of absence changes nothing', async () => {
  const { id, bounce } = await reports.sent();
  expect(await reports.take(sample('no-vacation', bounce), bounce)).toBe('ignored');
  expect(await reports.row(id)).toMatchObject({ state: 'sent', delayed_at: null, response: '250 ok' });
  expect(await reports.take(sample('exim-delayed', bounce), bounce)).toBe('delayed');
  expect(await reports.row(id)).toMatchObject({ state: 'sent', delayed_at: start });
});

test('forged, foreign and unknown ones have no effect', async () => {
  const { id } = await reports.sent();
  const ring = { current: 1, keys: new Map([[1, randomBytes(32)]]) };
  const forged = bounceAddresses('bounces@app.example', ring).envelopeFrom(id);
  const foreign = reports.addresses.envelopeFrom(id).replace('@app.example', '@app.evil.example');
  const unknown = reports.addresses.envelopeFrom(randomUUID());
  for (const address of [forged, foreign, unknown, `${id}@app.example`, 'bounces@app.example']) {
    expect(await reports.take(sample('postfix', address), address)).toBe('ignored');
    expect(await reports.take(sample('postfix', address))).toBe('ignored');
  }
  expect(await reports.row(id)).toMatchObject({ state: 'sent', response: '250 ok' });
});

test('the same report again changes nothing, even after the message was tried again', async () => {
  const { id, bounce } = await reports.sent();
  const report = sample('gmx', bounce);
  const answers = await Promise.all(Array.from({ length: 10 }, () => reports.take(report, bounce)));
  expect(answers.filter((answer) => answer === 'bounced')).toHaveLength(1);
  const { db } = reports;
  await db
    .updateTable('message')
    .set({ state: 'sent', response: '250 again' })
    .where('id', '=', id)
    .execute();
  expect(await reports.take(report, bounce)).toBe('ignored');
  expect(await reports.row(id)).toMatchObject({ state: 'sent', response: '250 again' });
  expect(await reports.take(sample('postfix', bounce), bounce)).toBe('bounced');
});

test('a dead address gets nothing more by itself; a full mailbox may, and so may everybody else', async () => {
  const { db } = reports;
  const [memberId, other] = [await insertMember(db), await insertMember(db)];
  const more = (who: string, toAddress = 'Paula.Probe@werk.example') =>
    queued(db, { memberId: who, toAddress });
  const message = await reports.sent({ memberId });
  const [waits, flies, corrected] = [
    await more(memberId),
    await more(memberId),
    await more(memberId, 'p@b.example'),
  ];
  const stranger = await more(other);
  const held = await claim(db, flies, start, 60);
  await reports.take(sample('gmx', message.bounce), message.bounce);
  expect(await reports.row(waits)).toMatchObject({ state: 'queued' });
  const second = await reports.sent({ memberId });
  await reports.take(sample('postfix', second.bounce), second.bounce);
  expect(await reports.row(waits)).toMatchObject({
    state: 'failed',
    response: expect.stringContaining('User unknown'),
  });
  expect(await reports.row(flies)).toMatchObject({
    state: 'sending',
    attempt: held?.attempt,
    cancelled_at: start,
  });
  expect(await reports.row(corrected)).toMatchObject({ state: 'queued', cancelled_at: null });
  expect(await reports.row(stranger)).toMatchObject({ state: 'queued', cancelled_at: null });
});
