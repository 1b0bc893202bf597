import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { bounceAddresses } from '../../sidecar/mail/bounce-address.rules.ts';
import { loadKeys } from '../../sidecar/platform/keys.ts';
import { sample as reportSample } from '../mail/bounce-house.ts';
import { choosePassword, launch, newBrowser, picture, signIn, textOf } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { createPeople } from '../support/invited-people.ts';
import { linkIn, type Mail, mailsTo, mailTo } from '../support/mailbox.ts';
import { until } from '../support/processes.ts';

const unique = Date.now().toString(36);
const bounceAddress = 'bounces@einlass.example';
const hookSecret = randomBytes(24).toString('hex');
const addressOf = (memberId: string) => `${memberId}@muster.example`;
const corrected = `richtig.${unique}@muster.example`;

let house: Installation;
let browser: Browser;
let admin: BrowserContext;
let page: Page;
let people: string[];
let campaign: string;

beforeAll(async () => {
  const settings = { BOUNCE_ADDRESS: bounceAddress, BOUNCE_HOOK_SECRET: hookSecret };
  [house, browser] = await Promise.all([installation(settings), launch()]);
  admin = await newBrowser(browser);
  page = await admin.newPage();
  await page.goto(`${house.url}/admin/members`);
  await signIn(page, 'netz.manager', house.password);
  await page.waitForURL(`${house.url}/admin/members`);
  people = await createPeople(house, 3);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const one = async (text: string) => (await house.query(text)).rows[0];
const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
const main = () => textOf(page);
/** Waits for what the campaign's page says; it keeps itself up to date, and is read again where it does not. */
const says = (text: RegExp) =>
  until(`the page says ${text}`, async () => {
    if (text.test(await main())) return true;
    await page.goto(campaign);
    return text.test(await main());
  });
const mailed = async (ids: readonly string[]) =>
  (await Promise.all(ids.map((id) => mailsTo(addressOf(id))))).filter((mails) => mails.length > 0).length;

test('a text is edited, previewed and tried on oneself; the campaign shows it and sends it to oneself, too', async () => {
  const root = await one('select slug from area where parent_id is null');
  const me = await one(`select email from member where username = 'netz.manager'`);
  await page.goto(`${house.url}/admin/settings/mail-texts/${String(root?.['slug'])}.invitation.de`);
  const subject = `Willkommen {{Vorname}} ${unique}`;
  await page.locator('#subject').fill(subject);
  await press('Vorschau aktualisieren');
  await page.locator('#preview').getByText(unique).first().waitFor();
  await press('Speichern');
  await page.waitForLoadState();
  await page.goto(`${house.url}/admin/campaigns/new`);
  const [, second = ''] = people;
  await page.locator('#perMinute').fill('1');
  await page.locator('#find').fill(second.slice(0, 4));
  await press('Suchen');
  await page.getByRole('button', { name: `Erika Muster ${second.slice(0, 4)}` }).click();
  expect(await main()).toContain(`Willkommen Erika ${unique}`);
  expect(await page.locator('#perMinute').inputValue()).toBe('1');
  await press('Test-E-Mail an mich');
  await page.getByText('Die Test-E-Mail ist unterwegs').waitFor();
  const mine = await until('the test mail', async () =>
    (await mailsTo(String(me?.['email']))).find((mail) => mail.subject.includes(unique)),
  );
  expect(mine.text).not.toContain(second);
  await picture(page, 'campaign-new-paced');
  expect(await page.locator('#perMinute').inputValue()).toBe('1');
});

test('the campaign is paused after its first mail, goes on at another pace, and its counts add up', async () => {
  await press(/3 Personen einladen/);
  await page.waitForURL(/\/admin\/campaigns\/[0-9a-f-]{36}$/);
  campaign = page.url();
  await says(/1 von 3 verschickt/);
  await press('Anhalten');
  await says(/Angehalten/);
  expect(await mailed(people)).toBe(1);
  await house.query(`update message set due_at = now() where kind = 'invitation' and state = 'queued'`);
  await page.getByRole('link', { name: 'Tempo und Erinnerungen ändern' }).click();
  await page.locator('#perMinute').fill('viele');
  await press('Speichern');
  await page.getByText('Geben Sie eine ganze Zahl von 1 bis 100000 an').first().waitFor();
  expect(await page.locator('#perMinute').inputValue()).toBe('viele');
  await page.locator('#perMinute').fill('');
  await press('Speichern');
  await says(/so schnell wie möglich/);
  expect(await mailed(people)).toBe(1);
  await press('Fortsetzen');
  // By itself, and without taking away what somebody types meanwhile.
  await page.locator('#people-search').fill('Erika');
  await page.getByText('3 von 3 verschickt').waitFor();
  await page.locator('#list').getByText('Wartet').first().waitFor({ state: 'detached' });
  expect(await page.locator('#people-search').inputValue()).toBe('Erika');
  await says(/Fertig/);
  for (const id of people) expect((await mailTo(addressOf(id))).subject).toBe(`Willkommen Erika ${unique}`);
  await picture(page, 'campaign-done');
});

/** What the recipient's server sends to the envelope sender of this person's mail. */
async function bounced(memberId: string): Promise<number> {
  const { ring } = await loadKeys(String(house.env['KEYS_DIR']));
  const message = await one(`select id from message where member_id = '${memberId}' and kind = 'invitation'`);
  const sender = bounceAddresses(bounceAddress, ring).envelopeFrom(String(message?.['id']));
  const report = reportSample('exim', sender, addressOf(memberId));
  const time = String(Math.floor(Date.now() / 1000));
  const mac = createHmac('sha256', hookSecret).update(`${time}.`).update(report).digest('hex');
  const headers = {
    'content-type': 'message/rfc822',
    'x-einlass-timestamp': time,
    'x-einlass-signature': `sha256=${mac}`,
  };
  const answer = await fetch(`${house.url}/hooks/bounces`, {
    method: 'POST',
    headers,
    body: new Uint8Array(report),
  });
  return answer.status;
}

test('a wrong address comes back, is corrected in its row and sent again; the person opens the page and comes in', async () => {
  const [wrong = ''] = people;
  expect(await bounced(wrong)).toBe(200);
  await says(/Unzustellbar/);
  expect(await main()).toContain('Eine E-Mail ist nicht angekommen');
  await page.getByRole('link', { name: /E-Mail korrigieren & erneut senden/ }).click();
  await page.locator('#email').fill('kein-at.example');
  await press('Korrigieren & erneut senden');
  await page.locator('#email-error').waitFor();
  await page.locator('#email').fill(corrected);
  await picture(page, 'campaign-correct');
  await press('Korrigieren & erneut senden');
  const mail = await mailTo(corrected);
  const employee = await newBrowser(browser);
  const own = await employee.newPage();
  expect((await own.goto(linkIn((await mailsTo(addressOf(wrong)))[0] as Mail)))?.status()).toBe(410);
  await own.goto(linkIn(mail));
  await until('the page is noted as opened', async () =>
    Boolean(
      await one(
        `select 1 from invitation where member_id = '${wrong}' and opened_at is not null and state = 'open'`,
      ),
    ),
  );
  await own.getByRole('button').last().click();
  await own.locator('#password-new').waitFor();
  await choosePassword(own, 'Ein-eigenes-Passwort-7');
  await own.waitForURL(new RegExp(`^${house.appUrl}`));
  await employee.close();
  await page.goto(`${campaign}?show=accepted`);
  const row = page.getByRole('row').filter({ hasText: corrected });
  expect(await row.innerText()).toMatch(/Angenommen/);
  expect(await main()).toMatch(/1\s+angenommen \(33 %\)/);
  const csv = await (await page.request.get(`${campaign}/export.csv?show=accepted`)).text();
  expect(csv.trim().split('\r\n')).toHaveLength(2);
  expect(csv).toContain(corrected);
  await picture(page, 'campaign-accepted');
});

test('who has not accepted is reminded once, with the same link; whoever came in is not', async () => {
  await page.goto(`${campaign}?edit=settings`);
  await page.locator('#reminder').selectOption('on');
  await page.locator('#reminderAfterDays').fill('2');
  await page.locator('#reminderLimit').fill('1');
  await press('Speichern');
  await says(/nach 2 Tagen, höchstens 1-mal/);
  // As if all that had been two days ago.
  await house.query(`update campaign set starts_at = starts_at - interval '2 days'`);
  await house.query(`update message set sent_at = sent_at - interval '2 days' where kind = 'invitation'`);
  const [, ...waiting] = people;
  for (const id of waiting) {
    const mails = await until('the reminder', async () => {
      const found = await mailsTo(addressOf(id));
      return found.length === 2 && found;
    });
    expect(new Set(mails.map(linkIn)).size).toBe(1);
  }
  await says(/2 von 2 Erinnerungen verschickt/);
  expect(await mailsTo(corrected)).toHaveLength(1);
});

test('cancelled in the middle nothing leaves any more, and the next campaign invites who was left', async () => {
  const next = await createPeople(house, 3);
  await page.goto(`${house.url}/admin/campaigns/new`);
  await page.locator('#perMinute').fill('1');
  await press(/3 Personen einladen/);
  await page.waitForURL(/\/admin\/campaigns\/[0-9a-f-]{36}$/);
  campaign = page.url();
  await says(/1 von 3 verschickt/);
  await page.getByRole('link', { name: 'Abbrechen …' }).click();
  expect(await main()).toContain('2 E-Mails sind noch nicht verschickt');
  await press('2 E-Mails nicht verschicken');
  await says(/Abgebrochen/);
  await until('they are new again', async () => {
    const ids = next.map((id) => `'${id}'`).join();
    const found = await one(
      `select count(*)::int as n from member where state = 'created' and id in (${ids})`,
    );
    return found?.['n'] === 2;
  });
  expect(await mailed(next)).toBe(1);
  await page.goto(`${house.url}/admin/campaigns/new`);
  await page.getByRole('button', { name: /2 Personen einladen/ }).waitFor();
  await page.goto(`${house.url}/admin/campaigns`);
  expect(await page.getByRole('row').count()).toBe(3);
  await picture(page, 'campaigns');
});
