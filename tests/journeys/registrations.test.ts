import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { workbook } from '../support/workbook.ts';
import { house, looksRight, main, page, press } from './by-hand.ts';

const list = () => page.goto(`${house.url}/admin/registrations`);
const fact = (key: string) => page.locator(`[name="fact.${key}"]`);
const shows = (text: string) => page.getByText(text).first().waitFor();
async function type(facts: Record<string, string>): Promise<void> {
  for (const [key, text] of Object.entries(facts)) await fact(key).fill(text);
}
async function give(area: string, role: string): Promise<void> {
  const row = page.getByRole('row', { name: area });
  await row.getByRole('radio', { name: `${area}: ${role}` }).check({ force: true });
}
async function probe(facts: Record<string, string>): Promise<string> {
  await page.goto(`${house.url}/admin/registrations/probe`);
  await type(facts);
  await press('Ausprobieren');
  await page.locator('#result').waitFor();
  return main();
}
const states = async () =>
  (await house.query('select state, count(*)::int as n from criteria_record group by 1 order by 1')).rows;

// those of the demo
beforeAll(async () => void (await house.query('delete from criteria_record')));

test('a record by hand: what is guessable and what is there already is said while one types; then it is tried, changed and locked', async () => {
  await list();
  expect(await main()).toContain('Noch keine Registrierung hinterlegt');
  await looksRight('registrations-empty');
  await page.getByRole('link', { name: 'Registrierungen' }).first().click();
  await page.getByRole('link', { name: 'Hinzufügen' }).first().click();
  await page.waitForURL(/\/new$/);
  await type({ firstName: 'Erika', lastName: 'Müller' });
  await shows('Leicht zu erraten');
  await press('Speichern & Schließen');
  await shows('Wählen Sie mindestens einen Bereich');
  expect(await fact('lastName').inputValue()).toBe('Müller');
  await looksRight('registration-refused');
  await fact('employeeNumber').fill('0071');
  await shows('Schwer zu erraten');
  await give('Werk Nord', 'Mitglied');
  await page.locator('#endsAt').fill('31.12.2099');
  await press('Speichern & weitere Registrierung anlegen');
  await page.waitForURL(/made=/);

  // the next of the same list has the same grants; the same facts are met at once
  expect(await page.locator('#endsAt').inputValue()).toBe('31.12.2099');
  await type({ firstName: 'Erika', lastName: ' Müller ', employeeNumber: '0071' });
  await shows('Diese Angaben sind schon hinterlegt');
  await press('Speichern & Schließen');
  await page.getByRole('link', { name: 'Müller, Erika ansehen' }).click();
  await page.waitForURL(/registrations\/[0-9a-f-]{36}$/);
  expect(await states()).toEqual([{ state: 'open', n: 1 }]);

  const hit = await probe({ firstName: 'Erika', lastName: 'Müller', employeeNumber: '0071' });
  for (const words of ['Treffer', 'Werk Nord · Mitglied', 'verglichen als „Müller“'])
    expect(hit).toContain(words);
  await looksRight('registration-probe');
  const near = await probe({ firstName: 'Erika', lastName: 'Mueller', employeeNumber: '0071' });
  expect(near).toContain('Kein Treffer');
  expect(near).toContain('abweichend');
  await looksRight('registration-probe-none');

  await page.getByRole('link', { name: 'Müller, Erika' }).click();
  await page.getByRole('link', { name: 'Bearbeiten' }).click();
  await fact('lastName').fill('Mueller');
  await press('Speichern');
  await shows('Die Änderungen sind gespeichert');
  await page.getByRole('link', { name: 'Sperren' }).click();
  await press('1 Registrierung sperren');
  await shows('Die Registrierung ist gesperrt');
  for (const words of ['Registrierung angelegt', 'Registrierung geändert', 'Registrierung gesperrt'])
    expect(await main()).toContain(words);
  expect(await probe({ firstName: 'Erika', lastName: 'Mueller', employeeNumber: '0071' })).toContain(
    'Gesperrt oder abgelaufen',
  );
});

test('records by import: template, repairs, a second run that changes nothing, the list as a file, and taking it back', async () => {
  await list();
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Excel-Vorlage herunterladen' }).click();
  expect((await waiting).suggestedFilename()).toBe('Einlass-Registrierungen.xlsx');
  const titles = ['Vorname', 'Nachname', 'Personalnummer', 'Bereich', 'Höchste Rolle', 'Gilt bis'];
  const rows = [
    ['Jörg', 'Groß', '0100', 'Werk Nord', '', '31.12.2099'],
    ['Änne', 'Groß', '0101', 'Werk Süd', 'Redakteur', ''],
    ['Doppelt', 'Eins', '0102', 'Werk Nord', '', ''],
    ['Doppelt', 'Zwei', '0102', 'Werk Nord', '', ''],
    ['Nur', 'Name', '', 'Werk Nord', '', 'irgendwann'],
    ['Ohne', 'Nummer', '', 'Werk Nord', '', ''],
  ];
  const upload = async () => {
    await page.goto(`${house.url}/admin/imports?target=criteria`);
    const buffer = await workbook(titles, rows);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'Liste.xlsx', mimeType: 'application/octet-stream', buffer });
    await press('Hochladen und prüfen');
  };
  await page.goto(`${house.url}/admin/imports?target=criteria`);
  await upload();
  await page.getByRole('button', { name: '3 neu anlegen' }).waitFor();
  const preview = await main();
  for (const words of [
    'Dieselbe Personalnummer steht in mehreren Zeilen',
    'irgendwann',
    'Eine neue Registrierung besteht nur aus Namen',
  ])
    expect(preview).toContain(words);
  await looksRight('import-of-registrations');
  await press('3 neu anlegen');
  await shows('Der Import ist fertig');
  await looksRight('import-of-registrations-done');
  const imported = page.url();
  await upload();
  await shows('Keine Zeile würde etwas ändern');

  await page.getByRole('link', { name: 'Registrierungen' }).first().click();
  await page.locator('#members-search').fill('gross');
  await page.keyboard.press('Enter');
  await shows('2 Registrierungen gefunden');
  const exported = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV' }).click();
  const text = await readFile((await (await exported).path()) ?? '', 'utf8');
  expect(text.replace(/^\ufeff/, '').split('\r\n')[0]).toBe(
    'Vorname;Nachname;Personalnummer;Bereiche mit Rolle;Gilt bis;Zustand;Eingelöst am;Eingelöst von;Angelegt am;Herkunft',
  );
  expect(text).toContain('Jörg;Groß;0100;Werk Nord · Mitglied;2099-12-31;Offen;');
  expect(text).not.toContain('Nummer;');

  await page.goto(imported);
  await page.getByRole('link', { name: 'Import zurücknehmen' }).click();
  await shows('3 angelegte Registrierungen werden entfernt');
  await press('Import zurücknehmen');
  await shows('3 Zeilen zurückgenommen');
  expect(await states()).toEqual([{ state: 'locked', n: 1 }]);
});
