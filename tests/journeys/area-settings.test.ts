import { expect, test } from '@jest/globals';
import { areaOf } from '../support/area-of.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { newBrowser, picture, signIn } from '../support/browser.ts';
import { browser, house, page } from './by-hand.ts';

const areas = () => `${house.url}/admin/settings/areas`;
const save = (on: typeof page) => on.getByRole('button', { name: 'Speichern', exact: true }).last().click();
const saved = (text: string) => page.getByText(`Erfolg: ${text}`).waitFor();

const area = async (slug: string) => `${areas()}/${await areaOf(house.database.db, slug)}`;

test('a network manager opens an area; who saw the page before that is told, and both see the address to pass on', async () => {
  // As every area is at first; the demo has opened this one.
  await house.query(
    `update area set open_registration = false, mismatch_request = false where slug = 'werk-nord'`,
  );
  const other = await page.context().newPage();
  await page.getByRole('link', { name: 'Bereiche' }).first().click();
  await page.waitForURL(areas());
  await expectAccessible(page);
  await picture(page, 'areas');
  await page.getByRole('link', { name: 'Werk Nord', exact: true }).click();
  await page.waitForURL(await area('werk-nord'));
  await other.goto(page.url());
  await page.getByLabel('Offene Registrierung').selectOption('offen');
  await page.getByLabel('Adresse der Start-App').fill('app.muster.example');
  await save(page);
  await page.getByRole('alert').waitFor();
  await expectAccessible(page);
  expect(await page.getByLabel('Offene Registrierung').inputValue()).toBe('yes');
  await page.getByLabel('Adresse der Start-App').fill('https://app.muster.example/start');
  await save(page);
  await saved('Gespeichert');
  await page.getByText(`${house.url}/join/werk-nord`).waitFor();
  await other.getByLabel('Name').fill('Werk Nord 1');
  await save(other);
  await other.getByText('Jemand anderes hat die Einstellungen inzwischen geändert').waitFor();
  expect(await other.getByLabel('Name').inputValue()).toBe('Werk Nord 1');
  await other.getByText('Jetzt gespeichert: offen').waitFor();
  await other.getByLabel('Offene Registrierung').selectOption('offen');
  await save(other);
  await other.getByText('Erfolg: Gespeichert').waitFor();
  await other.goto(areas());
  await other.getByRole('row', { name: /Werk Nord 1[\s\S]*offen[\s\S]*Nora Nord/ }).waitFor();
  await other.close();
});

test('a newsroom manager reads the openings and writes texts, questions and reasons, without a script', async () => {
  const context = await newBrowser(browser, 'de-DE', { javaScriptEnabled: false });
  const own = await context.newPage();
  await own.goto(areas());
  await signIn(own, 'nora.nord', house.password);
  await own.getByRole('link', { name: 'Werk Nord 1', exact: true }).click();
  expect(await own.getByLabel('Offene Registrierung').count()).toBe(0);
  await own.getByText('Diese Angaben ändern nur Netzwerkmanager.').waitFor();
  await own.getByRole('link', { name: 'Eigene Texte und Fragen anlegen' }).click();
  await own.getByLabel('Einleitung auf Deutsch').fill('Für alle in der Produktion.');
  const question = (number: number) => own.getByRole('group', { name: `Frage ${number}` });
  for (const [at, words] of ['Welche Schicht?', 'Welche Halle?'].entries()) {
    await own.getByRole('button', { name: 'Frage hinzufügen' }).click();
    await question(at + 1)
      .getByLabel('Frage auf Deutsch')
      .fill(words);
    await question(at + 1)
      .getByLabel('Frage auf Englisch')
      .fill(`${words} (en)`);
  }
  await question(2).getByRole('button', { name: 'Nach oben' }).click();
  await question(1)
    .getByRole('textbox', { name: 'Frage auf Deutsch' })
    .and(own.locator('[value="Welche Halle?"]'))
    .waitFor();
  await own.getByText('Noch nicht gespeichert').waitFor();
  await own.getByLabel('Antwort').first().selectOption('Antwort ist Pflicht');
  await save(own);
  await own.getByText('Bitte füllen Sie beide Sprachen aus').first().waitFor();
  expect(await own.getByLabel('Frage auf Deutsch').last().inputValue()).toBe('Welche Schicht?');
  await own.getByLabel('Einleitung auf Englisch').fill('For production.');
  await own.getByLabel('Tage, bis eine Anfrage abläuft').fill('21');
  // the Enter key saves, instead of pressing the first button that moves a question
  await own.getByLabel('Tage, bis eine Anfrage abläuft').press('Enter');
  await own.getByText('Texte und Fragen gespeichert').waitFor();
  await own.getByText('Welche Halle? (Antwort ist Pflicht)').waitFor();
  await own.getByRole('link', { name: 'Textbaustein hinzufügen' }).click();
  await own.getByLabel('Name').fill('Nicht im Werk');
  await own.getByLabel('Text auf Deutsch').fill('Sie arbeiten nicht in diesem Werk.');
  await own.getByLabel('Text auf Englisch').fill('You do not work at this plant.');
  await own.getByRole('button', { name: 'Hinzufügen' }).click();
  await own.getByText('Textbaustein hinzugefügt').waitFor();
  expect((await own.goto(await area('werk-sued')))?.status()).toBe(404);
  // nor by a form that no page of theirs shows
  const opened = await own.request.post(await area('werk-nord'), {
    form: { version: '3', name: 'Mein Werk', openRegistration: 'no', mismatchRequest: 'yes' },
    headers: { origin: house.url },
  });
  expect(opened.status()).toBe(403);
  await context.close();
  const { rows } = await house.query(
    `select intro_de, expire_days, questions->0->>'required' as required, jsonb_array_length(questions) as questions from request_setting`,
  );
  expect(rows).toEqual([
    { intro_de: 'Für alle in der Produktion.', expire_days: 21, required: 'true', questions: 2 },
  ]);
});

test('what an area inherits is shown as such; the editors work at 320 px, in the dark and in English', async () => {
  const narrow = await newBrowser(browser, 'en-GB');
  const small = await narrow.newPage();
  await small.setViewportSize({ width: 320, height: 700 });
  await small.emulateMedia({ colorScheme: 'dark' });
  await small.goto(`${await area('muster-ag')}?lang=en`);
  await signIn(small, 'netz.manager', house.password);
  const nord = await area('werk-nord');
  const { rows } = await house.query(`select id from reject_module`);
  const module = `${house.url}/admin/settings/reject-modules/${String(rows[0]?.['id'])}`;
  for (const path of [
    `${house.url}/admin`,
    areas(),
    nord,
    `${nord}/requests`,
    `${nord}/requests/reset`,
    `${nord}/modules/new`,
    `${module}/edit`,
    `${module}/remove`,
  ]) {
    await small.goto(path);
    await expectAccessible(small);
    await expectNoSidewaysScroll(small);
  }
  await small.goto(`${nord}/requests/reset`);
  await small.getByRole('button', { name: 'Delete own settings' }).click();
  await small.getByText('What is inherited counts again').waitFor();
  await narrow.close();
});

test('the overview leads from each number to exactly those whom it counts', async () => {
  await page.goto(`${house.url}/admin`);
  await expectAccessible(page);
  await picture(page, 'overview');
  const links = page.locator('main a');
  const shown = await links.evaluateAll((all) =>
    (
      all as unknown as {
        href: string;
        closest(s: string): { textContent: string } | null;
        textContent: string;
      }[]
    ).map((link) => ({ href: link.href, text: (link.closest('li') ?? link).textContent })),
  );
  expect(shown.length).toBeGreaterThan(6);
  for (const { href, text } of shown) {
    const count = Number(/\d+/.exec(text)?.[0]);
    expect((await page.goto(href))?.status()).toBe(200);
    if (!href.includes('/admin/members')) continue;
    expect({ href, rows: await page.locator('#people tbody tr').count() }).toEqual({ href, rows: count });
  }
});
