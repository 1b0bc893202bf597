import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { choosePassword, newBrowser, signIn, textOf, workPatienceMs } from '../support/browser.ts';
import { letterOn } from '../support/letter.ts';
import { readPdf } from '../support/pdf.ts';
import { until } from '../support/processes.ts';
import {
  admin,
  browser,
  fill,
  house,
  looksRight,
  main,
  member,
  open,
  page,
  press,
  synced,
} from './by-hand.ts';

const own = 'Zug-um-Zug-2026!';
/** What stands on the letter that Thảo Nguyễn was handed. */
let onPaper = '';

/** A file that a link of the page gives, as it lies on the disk then. */
async function download(name: string): Promise<Buffer> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name, exact: true }).click(),
  ]);
  return readFile(await file.path());
}

/** Opens the address of the letter in a browser of one's own and signs in with what it says. */
async function enter(letter: { url: string; username: string }, password: string): Promise<Page> {
  const employee = await (await newBrowser(browser)).newPage();
  await employee.goto(letter.url);
  await signIn(employee, letter.username, password);
  return employee;
}
/** Keycloak's login page once more, with its complaint. */
async function refused(employee: Page): Promise<void> {
  await employee.waitForLoadState();
  expect([new URL(employee.url()).origin, await textOf(employee, 'body')]).toEqual([
    new URL(house.keycloakUrl).origin,
    expect.stringMatching(/stimmt nicht/),
  ]);
}
/** The app, past Keycloak's question for an e-mail address where it is asked: it may be left empty. */
async function inTheApp(employee: Page, name: string): Promise<void> {
  const question = employee.locator('#kc-update-email-form');
  const home = employee.locator('h1', { hasText: 'Angemeldet als' });
  await question.or(home).first().waitFor();
  if (await question.isVisible()) await employee.locator('#kc-submit').click();
  await home.waitFor();
  await employee.getByText(name).first().waitFor();
}
const letterState = (username: string, state: string) =>
  until(`the letter of ${username} is ${state}`, async () => {
    const { rows } = await house.query(
      `select 1 from access_letter w join member m on m.id = w.member_id where m.username = '${username}' and w.state = '${state}'`,
    );
    return rows.length === 1;
  });

async function imported(): Promise<string> {
  const { rows } = await house.query('select id from import order by created_at desc limit 1');
  return String(rows[0]?.['id']);
}

test('by hand: the password is shown once, copied, printed as it was shown, and opens the way in', async () => {
  await admin.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: house.url });
  await page.goto(`${house.url}/admin/members/new`);
  expect(await main()).toContain('bekommt statt einer Einladung einen Zugangsbrief');
  await fill({ firstName: 'Ayşe', lastName: 'Yılmaz' });
  await press('Speichern & weiteren Benutzer anlegen');
  await page.getByRole('heading', { name: 'Ayşe Yılmaz ist angelegt' }).waitFor();
  await looksRight('letter-shown');
  const shown = await page.locator('#shown-password').innerText();
  await press('Kopieren (Initialpasswort)');
  await page.getByText('Passwort kopiert').waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(shown);

  const again = await page.reload();
  expect(again?.status()).toBe(409);
  expect(await main()).toContain('erscheint kein zweites Mal');
  expect(await page.content()).not.toContain(shown);
  await looksRight('letter-shown-again');

  await press('Als Brief drucken');
  await page.waitForURL(/\/admin\/letters\/prints\/[0-9a-f-]{36}\?back=/);
  await synced('ayse.yilmaz');
  await page.getByText('Alle Passwörter gelten').waitFor();
  await looksRight('letter-print');
  const letter = await letterOn(await download('Zugangsbriefe (PDF)'));
  expect(letter).toMatchObject({
    pages: 1,
    url: `${house.appUrl}/login`,
    username: 'ayse.yilmaz',
    password: shown,
  });
  expect(letter.text).toContain('Ayşe Yılmaz');
  await page.getByRole('link', { name: 'Weiter', exact: true }).click();
  await page.waitForURL(/\/admin\/members\/new\?.*made=/);

  const employee = await enter(letter, letter.password);
  await choosePassword(employee, own);
  await inTheApp(employee, 'Ayşe Yılmaz');
  await letterState('ayse.yilmaz', 'redeemed');
  await open('ayse.yilmaz');
  expect(await page.locator('#letter').innerText()).toMatch(
    /Eingelöst[\s\S]*Passwort angezeigt[\s\S]*Gedruckt/,
  );
  await looksRight('letter-person-redeemed');
});

test('forgotten: a new letter is printed after a question, the own password is dead, the letter opens the way', async () => {
  await page.getByRole('link', { name: 'Neuen Brief drucken' }).click();
  expect(await main()).toContain('ihre laufenden Sitzungen enden');
  await looksRight('letter-ask-one');
  await press('Neuen Brief drucken');
  await page.getByText('Alle Passwörter gelten').waitFor();
  const letter = await letterOn(await download('Zugangsbriefe (PDF)'));
  await refused(await enter(letter, own));
  const employee = await enter(letter, letter.password);
  await choosePassword(employee, `${own}2`);
  await inTheApp(employee, 'Ayşe Yılmaz');
});

test('an import without addresses: its letters are printed, handed out and ticked off, the reminder names who is left', async () => {
  const lines = [
    'Vorname;Nachname;Bereich',
    'Ömer;Zengin;Werk Nord',
    'Łucja;Żak;Werk Nord',
    'Thảo;Nguyễn;Werk Süd',
  ];
  await page.goto(`${house.url}/admin/imports`);
  const file = { name: 'Werk.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.locator('form[enctype="multipart/form-data"] button[type=submit]').click();
  await page.getByRole('button', { name: /anlegen/ }).click();
  await page.getByRole('link', { name: '3 Zugangsbriefe drucken' }).click({ timeout: workPatienceMs });
  await page.getByText('einer Seite je Person').waitFor();
  await looksRight('letter-ask');
  await press('3 Zugangsbriefe drucken');
  await page.getByText('Alle Passwörter gelten').waitFor({ timeout: workPatienceMs });
  const pdf = await download('Zugangsbriefe (PDF)');
  const names = ['Żak', 'Zengin', 'Nguyễn'];
  for (const [index, name] of names.entries()) expect((await letterOn(pdf, index + 1)).text).toContain(name);
  const list = await readPdf(await download('Liste zum Abhaken (PDF)'));
  expect(await list.text(1)).toContain('Zengin, Ömer');
  const first = await letterOn(pdf, 2);
  onPaper = (await letterOn(pdf, 3)).password;
  expect(first.username).toBe('oemer.zengin');

  await page.goto(`${house.url}/admin/letters?letter=printed&import=${await imported()}`);
  await page.getByLabel('Diese Seite auswählen').check();
  await page.locator('#act').selectOption({ label: 'Als ausgehändigt abhaken' });
  await press('Weiter');
  await press('3 Zugangsbriefe abhaken');
  await page.getByText('3 Zugangsbriefe sind als ausgehändigt abgehakt').waitFor();
  const employee = await enter(first, first.password);
  await choosePassword(employee, own);
  await inTheApp(employee, 'Ömer Zengin');
  await letterState('oemer.zengin', 'redeemed');
  await page.goto(`${house.url}/admin/letters?letter=due`);
  await looksRight('letters-due');
  const due = await page.locator('table').innerText();
  expect([due.includes('Żak'), due.includes('Nguyễn'), due.includes('Zengin')]).toEqual([true, true, false]);
  await page.goto(`${house.url}/admin/letters/no-way-back`);
  expect(await main()).toContain('Zengin, Ömer');
  await looksRight('letters-no-way-back');
});

test('printed once more, the page says whose password dies, and the paper that is out there opens nothing', async () => {
  await page.goto(`${house.url}/admin/letters?q=Nguy%E1%BB%85n&select=all`);
  await page.locator('#act').selectOption({ label: 'Briefe drucken' });
  await press('Weiter');
  expect(await main()).toContain('1 Passwort, das schon gedruckt oder angezeigt wurde, gilt dann nicht mehr');
  await looksRight('letter-ask-again');
  await press('1 Zugangsbrief drucken');
  await page.getByText('Alle Passwörter gelten').waitFor();
  const second = await letterOn(await download('Zugangsbriefe (PDF)'));
  await refused(await enter(second, onPaper));
});

test('an expired letter opens nothing, and says so where it is printed anew', async () => {
  const { id } = await member('thao.nguyen');
  await open('thao.nguyen');
  await page.getByRole('link', { name: 'Neuen Brief drucken' }).click();
  await press('Neuen Brief drucken');
  await page.getByText('Alle Passwörter gelten').waitFor();
  const address = page.url();
  const letter = await letterOn(await download('Zugangsbriefe (PDF)'));
  await house.query(
    `update access_letter set expires_at = now() - interval '1 second' where member_id = '${id}'`,
  );
  await letterState('thao.nguyen', 'expired');
  await synced('thao.nguyen');
  await refused(await enter(letter, letter.password));
  const answer = await page.goto(`${address}/letters.pdf`);
  expect(answer?.status()).toBe(410);
  await looksRight('letter-print-gone');
  await page.getByRole('link', { name: 'Neu drucken' }).click();
  await press('1 Zugangsbrief drucken');
  await page.getByText('Alle Passwörter gelten').waitFor();
  const anew = await letterOn(await download('Zugangsbriefe (PDF)'));
  const employee = await enter(anew, anew.password);
  await choosePassword(employee, own);
  await inTheApp(employee, 'Thảo Nguyễn');
});
