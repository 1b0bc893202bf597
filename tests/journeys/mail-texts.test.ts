import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { logo } from '../credentials/letters.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { launch, picture, signIn, newBrowser, widthOf } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { mailsTo } from '../support/mailbox.ts';
import { until } from '../support/processes.ts';

let house: Installation;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const texts = () => `${house.url}/admin/settings/mail-texts`;
const text = (id: string) => `${texts()}/${id}`;

async function signedIn(username: string, options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const own = await newBrowser(browser, 'de-DE', { viewport: { width: 1440, height: 900 }, ...options });
  const fresh = await own.newPage();
  await fresh.goto(`${house.url}/admin/members`);
  await signIn(fresh, username, house.password);
  await fresh.waitForURL(`${house.url}/admin/members`);
  return fresh;
}

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
  await house.query(
    `update network_setting set logo_type = 'image/png', logo = decode('${logo().toString('hex')}', 'hex')`,
  );
  page = await signedIn('netz.manager');
  context = page.context();
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const save = (on: Page) => on.getByRole('button', { name: 'Speichern' }).click();
const subject = (on: Page) => on.getByLabel('Betreff');
const body = (on: Page) => on.locator('#body');
const frame = (on: Page) => on.frameLocator('iframe');

test('from the list to the editor: the mail is shown while one types, with real data and with the longest name', async () => {
  await page.getByRole('link', { name: 'Mailtexte' }).first().click();
  await page.waitForURL(texts());
  await expectAccessible(page);
  await picture(page, 'mail-texts');
  await page.getByRole('link', { name: 'Bearbeiten Einladung, Deutsch' }).click();
  await page.getByText('Vorgabe von Einlass').waitFor();
  await frame(page).getByText('Zugang einrichten').waitFor();
  const shownLogo = frame(page).getByAltText('Muster AG');
  // the frame is of no origin, as a mail in a page of others
  expect(await widthOf(shownLogo)).toBe(300);
  await expectAccessible(page);
  await picture(page, 'mail-text');
  await subject(page).fill('Willkommen bei {{Firma}}, {{Vorname}}!');
  await page
    .getByText(/Willkommen bei Muster AG, \p{Lu}\S+!/u)
    .first()
    .waitFor();
  await body(page).fill('{{Begrüßung}}\n\n**Schön**, dass Sie da sind.\n\n- eins\n- zwei');
  await frame(page).locator('strong', { hasText: 'Schön' }).waitFor();
  // The last of what is shown.
  await frame(page).getByRole('link', { name: 'Zugang einrichten' }).waitFor();
  expect(await frame(page).locator('li').allInnerTexts()).toEqual(['eins', 'zwei']);
  expect(await frame(page).getByRole('link', { name: 'Zugang einrichten' }).count()).toBe(1);
  const { rows } = await house.query(
    `select first_name || ' ' || last_name as name from member
     order by char_length(first_name) + char_length(last_name) desc, id limit 1`,
  );
  await page.getByLabel('Vorschau mit').selectOption('longest');
  await page.getByText(`Gezeigt mit den Daten von ${String(rows[0]?.['name'])}.`).waitFor();
  await page.getByLabel('Vorschau mit').selectOption('person');
  await page.getByLabel('Person suchen').fill('Emil');
  await page.getByText('Willkommen bei Muster AG, Emil!').first().waitFor();
});

test('a placeholder is inserted where the cursor is; one that does not exist is refused by naming the nearest', async () => {
  await subject(page).fill('Hallo ');
  await page.getByRole('button', { name: '{{Nachname}} einfügen' }).focus();
  await page.keyboard.press('Enter');
  expect(await subject(page).inputValue()).toBe('Hallo {{Nachname}}');
  await body(page).fill('Guten Tag {{Vornme}}');
  await page.getByText('Keine Vorschau, solange etwas im Text nicht stimmt').waitFor();
  await save(page);
  await page.getByRole('alert').waitFor();
  await expectAccessible(page);
  const problem = 'Den Platzhalter {{Vornme}} gibt es in dieser Nachricht nicht. Meinten Sie {{Vorname}}?';
  expect(await page.locator('#body-error').innerText()).toContain(problem);
  expect([await body(page).inputValue(), await subject(page).inputValue()]).toEqual([
    'Guten Tag {{Vornme}}',
    'Hallo {{Nachname}}',
  ]);
});

test('saved, the text is kept with canonical names, and areas below inherit it', async () => {
  await subject(page).fill('{{Firma}}: willkommen');
  await body(page).fill('{{Begrüßung}}\n\nfür Sie offen: {{Bereiche}}.\n\n{{Link}}\n\nBis bald!');
  await save(page);
  await page.getByText('Erfolg: Gespeichert').waitFor();
  const { rows } = await house.query('select subject, body from message_text');
  expect(rows).toEqual([
    {
      subject: '{{company}}: willkommen',
      body: '{{greeting}}\n\nfür Sie offen: {{areas}}.\n\n{{link}}\n\nBis bald!',
    },
  ]);
  await page.goto(`${texts()}?area=werk-nord`);
  await page.getByText('geerbt von Muster AG').waitFor();
  await page.getByRole('link', { name: 'Bearbeiten Einladung, Deutsch' }).click();
  await page.getByText('Geerbt von Muster AG').waitFor();
  expect(await body(page).inputValue()).toContain('Bis bald!');
});

test('a test mail goes to oneself with what is typed, its link opens nothing, and nothing is saved', async () => {
  const mark = randomUUID();
  await subject(page).fill(`Entwurf ${mark} für {{Vorname}}`);
  await page.getByRole('button', { name: 'Test-E-Mail an mich' }).click();
  await page.getByText(/Die Test-E-Mail ist unterwegs an netz\.manager@/).waitFor();
  await expectAccessible(page);
  expect(await subject(page).inputValue()).toBe(`Entwurf ${mark} für {{Vorname}}`);
  const mail = await until('the test mail', async () =>
    (await mailsTo('netz.manager@muster.example')).find((one) => one.subject.includes(mark)),
  );
  expect([mail.subject, mail.text.includes(`${house.url}/…`)]).toEqual([`Entwurf ${mark} für Erika`, true]);
  expect((await house.query('select from message_text')).rows).toHaveLength(1);
});

test('two administrators at once: the second is told, sees both texts, and decides', async () => {
  const other = await context.newPage();
  const id = 'muster-ag.reminder.de';
  await Promise.all([page.goto(text(id)), other.goto(text(id))]);
  await subject(page).fill('Noch nicht dabei?');
  await save(page);
  await page.getByText('Erfolg: Gespeichert').waitFor();
  await subject(other).fill('Ihr Zugang wartet');
  await save(other);
  await other.getByText('Jemand anderes hat diesen Text inzwischen geändert').waitFor();
  await expectAccessible(other);
  expect(await subject(other).inputValue()).toBe('Ihr Zugang wartet');
  expect(await other.locator('pre').first().innerText()).toContain('Noch nicht dabei?');
  await save(other);
  await other.getByText('Erfolg: Gespeichert').waitFor();
  await other.getByRole('link', { name: 'Verlauf' }).click();
  await expectAccessible(other);
  await picture(other, 'mail-text-history');
  const removed = await other.locator('strong.einlass-diff').first().locator('del').allInnerTexts();
  expect(removed.join(' ')).toMatch(/Noch[\s\S]*dabei/);
  await other.getByRole('link', { name: 'Fassung 1 in den Editor laden' }).click();
  expect(await subject(other).inputValue()).toBe('Noch nicht dabei?');
  await other.getByText('Sie gilt erst, wenn Sie speichern.').waitFor();
  await other.getByText('Zurück zum geerbten Text').click();
  await other.getByRole('button', { name: 'Eigenen Text aufgeben' }).click();
  await other.getByText('Jetzt gilt hier wieder der geerbte Text.').waitFor();
  await other.getByText('Vorgabe von Einlass').waitFor();
  await other.close();
});

test('a manager of one site edits the texts of that site only, without JavaScript, at 320 px', async () => {
  const nora = await signedIn('nora.nord', { javaScriptEnabled: false });
  await nora.setViewportSize({ width: 320, height: 800 });
  await nora.goto(texts());
  await expectNoSidewaysScroll(nora);
  await nora.getByRole('link', { name: 'Bearbeiten Einladung, Deutsch' }).click();
  await nora.waitForURL(text('werk-nord.invitation.de'));
  await subject(nora).fill('Willkommen im Werk Nord');
  await nora.getByRole('button', { name: 'Vorschau aktualisieren' }).click();
  await nora.getByText('Willkommen im Werk Nord').first().waitFor();
  await expectNoSidewaysScroll(nora);
  await save(nora);
  await nora.getByText('Erfolg: Gespeichert').waitFor();
  await picture(nora, 'mail-text-320');
  for (const id of ['muster-ag.invitation.de', 'werk-sued.invitation.de', 'gibt-es-nicht.invitation.de'])
    expect((await nora.goto(text(id)))?.status()).toBe(404);
  for (const area of ['muster-ag', 'werk-sued', 'gibt-es-nicht'])
    expect((await nora.goto(`${texts()}?area=${area}`))?.status()).toBe(404);
  const { rows } = await house.query(
    `select act, details->>'text' as text, details->>'language' as language from audit where act like 'mailText.%' order by id`,
  );
  expect(rows.at(-1)).toEqual({ act: 'mailText.changed', text: 'invitation', language: 'de' });
  await nora.context().close();
});
