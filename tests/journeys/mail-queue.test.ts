import { afterAll, beforeAll, expect, test } from '@jest/globals';
import nodemailer from 'nodemailer';
import type { Browser, Page } from 'playwright-core';
import { sample } from '../mail/bounce-house.ts';
import { expectAccessible } from '../support/axe.ts';
import { launch, newBrowser, picture, signIn, textOf } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { type Installation, installation } from '../support/installation.ts';
import { createPeople } from '../support/invited-people.ts';
import { type Mail, mailsTo, mailTo } from '../support/mailbox.ts';
import { until } from '../support/processes.ts';

let house: Installation;
let browser: Browser;
let page: Page;
let reports: number;
let figures: number;
let address: string;

beforeAll(async () => {
  [reports, figures] = [await freePort(), await freePort()];
  const settings = {
    BOUNCE_ADDRESS: 'bounces@einlass.example',
    BOUNCE_LISTEN: `127.0.0.1:${reports}`,
    METRICS_LISTEN: `127.0.0.1:${figures}`,
  };
  [house, browser] = await Promise.all([installation(settings), launch()]);
  page = await (await newBrowser(browser)).newPage();
  await page.goto(`${house.url}/admin/members`);
  await signIn(page, 'netz.manager', house.password);
  await page.waitForURL(`${house.url}/admin/members`);
  const [person = ''] = await createPeople(house, 1);
  address = `${person}@muster.example`;
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const main = () => textOf(page);
const idOf = (mail: Mail | undefined) =>
  mail?.headers.find(({ name }) => name.toLowerCase() === 'message-id')?.value;

test('an invitation comes back to the worker; the page of the outbox says why, and so do the figures', async () => {
  await page.goto(`${house.url}/admin/campaigns/new`);
  await page.getByRole('button', { name: /1 Person einladen/ }).click();
  const mail = (await mailTo(address)) as Mail & { envelope: { from: string } };
  const sender = mail.envelope.from;
  expect(sender).toMatch(/^bounces\+[0-9a-v]{26}\.[0-9a-f]{24}@einlass\.example$/);
  const client = nodemailer.createTransport({ host: '127.0.0.1', port: reports, ignoreTLS: true });
  await client.sendMail({ envelope: { from: '', to: sender }, raw: sample('microsoft365', sender, address) });
  client.close();
  await page.goto(`${house.url}/admin/members`);
  await page.getByRole('link', { name: 'E-Mail-Versand' }).click();
  expect(await main()).toMatch(
    /Unzustellbar[\s\S]*Das Postfach gibt es nicht[\s\S]*RESOLVER\.ADR\.RecipientNotFound/,
  );
  expect(await page.getByRole('link', { name: 'muster.example', exact: true }).count()).toBe(1);
  await expectAccessible(page);
  await picture(page, 'mail-queue');
  const text = await (await fetch(`http://127.0.0.1:${figures}/metrics`)).text();
  expect(text).toContain('einlass_mail_messages{state="bounced",kind="invitation"} 1');
  expect(text).toContain('einlass_mail_reports_total{result="bounced"} 1');
  expect(text).toContain('einlass_mail_send_seconds_count{outcome="sent"} 1');
});

test('it is sent again as the same mail; what waits is cancelled after the number was asked', async () => {
  await page.getByRole('button', { name: /^Erneut senden/ }).click();
  await page.getByText('1 E-Mail wird erneut gesendet.').waitFor();
  const mails = await until('the second copy', async () => {
    const found = await mailsTo(address);
    return found.length === 2 && found;
  });
  expect(idOf(mails[0])).toBe(idOf(mails[1]));
  await house.query(`insert into message (kind, locale, to_address, header_id, due_at)
    select 'invitation', 'de', 'a' || n || '@wartet.example', '<' || n || '@x.example>', now() + interval '1 day'
    from generate_series(1, 59) n`);
  await page.goto(`${house.url}/admin/mail-queue`);
  await page.getByLabel('Domain', { exact: true }).fill('wartet.example');
  await page.getByRole('button', { name: 'Anzeigen' }).click();
  expect(await main()).toContain('1 – 50 von 59');
  await page.getByRole('link', { name: 'Gefilterte abbrechen' }).click();
  await picture(page, 'mail-queue-cancel');
  await house.query(`insert into message (kind, locale, to_address, header_id, due_at)
    values ('invitation', 'de', 'late@wartet.example', '<late@x.example>', now() + interval '1 day')`);
  await page.getByRole('button', { name: '59 wartende E-Mails abbrechen' }).click();
  await page.getByText('Inzwischen sind es mehr E-Mails geworden').waitFor();
  expect(await main()).toContain('wartet.example');
  await page.getByRole('button', { name: '60 wartende E-Mails abbrechen' }).click();
  await page.getByText('60 E-Mails werden nicht mehr verschickt.').waitFor();
  expect(new URL(page.url()).searchParams.get('domain')).toBe('wartet.example');
  const { rows } = await house.query(`select act, details from audit where act like 'message.%' order by id`);
  expect(rows.map(({ act, details }) => [act, details])).toEqual([
    ['message.retried', { messages: 1 }],
    ['message.cancelled', { messages: 60 }],
  ]);
});
