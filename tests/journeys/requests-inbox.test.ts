import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { applicant } from '../support/applicants.ts';
import { newBrowser } from '../support/browser.ts';
import { expectPeople } from '../support/expected-people.ts';
import { mailTo } from '../support/mailbox.ts';
import { until } from '../support/processes.ts';
import { cookieOf } from '../support/sessions.ts';
import { browser, house, looksRight, main, page as boss, press } from './by-hand.ts';

/** Manager of one area, in a browser of her own. */
let nora: Page;

const requestPage = (id: string) => `${house.url}/admin/requests/${id}`;

beforeAll(async () => {
  const cookie = await cookieOf(house, 'nora.nord');
  const [name = '', value = ''] = cookie.split('=');
  const context = await newBrowser(browser);
  await context.addCookies([{ name, value, url: house.url }]);
  nora = await context.newPage();
});

test('facts that let nobody in: the manager sees which field differs, approves until a day, and the record is used up', async () => {
  const stored = { firstName: 'Erika', lastName: 'Müller', employeeNumber: '00471' };
  await expectPeople(house, [stored]);
  const facts = { ...stored, employeeNumber: '00417' };
  const erika = await applicant(house, {
    firstName: 'Erika',
    lastName: 'Müller',
    origin: 'mismatch',
    facts,
    message: 'Ich arbeite seit Mai in der Gießerei.\nMeine Nummer steht auf dem Ausweis.',
    answers: [{ question: 'In welcher Abteilung arbeiten Sie?', answer: 'Gießerei' }],
  });
  await nora.goto(`${house.url}/admin/members`);
  await nora
    .getByRole('link', { name: /Zugangsanfragen.*1 wartet/ })
    .first()
    .click();
  await nora.waitForURL(/\/admin\/requests$/);
  expect(await main(nora)).toContain('Angaben weichen ab');
  await looksRight('requests', nora);
  await nora.getByRole('link', { name: 'Müller, Erika' }).click();
  await nora.waitForURL(requestPage(erika.requestId));
  const row = nora.getByRole('row', { name: 'Personalnummer' });
  for (const text of ['00417', '00471', 'weicht ab']) expect(await row.innerText()).toContain(text);
  await looksRight('request', nora);
  await nora.getByRole('link', { name: /Für die Annahme verwenden/ }).click();
  await nora.getByText('wird die Registrierung „Müller, Erika“ eingelöst').waitFor();
  await nora.locator('#endsAt').fill('2031-12-31');
  await press('Annehmen und freischalten', nora);
  await nora.getByText('Angenommen. Der Zugang ist in wenigen Sekunden offen').waitFor();
  expect(await main(nora)).toContain('bis 31.12.2031');
  await looksRight('request-approved', nora);
  await mailTo(erika.email);
  const { rows } = await house.query(
    `select state, member_id = '${erika.memberId}' as hers from criteria_record where search ilike '%erika%' or member_id is not null`,
  );
  expect(rows).toEqual([{ state: 'used', hers: true }]);
  await until('Keycloak has it', async () => {
    const found = await house.query(`select state, sync_state from member where id = '${erika.memberId}'`);
    return found.rows[0]?.['state'] === 'active' && found.rows[0]?.['sync_state'] === 'done';
  });
});

test('two managers at once: the second one reads by whom it is done, and nothing is done twice', async () => {
  const kim = await applicant(house);
  for (const page of [nora, boss]) await page.goto(requestPage(kim.requestId));
  await press('Annehmen und freischalten', nora);
  await nora.getByText('Angenommen. Der Zugang').waitFor();
  await press('Annehmen und freischalten', boss);
  await boss.getByText('Schon bearbeitet von Nora Nord').waitFor();
  expect(await boss.getByRole('button', { name: 'Annehmen und freischalten' }).count()).toBe(0);
  await looksRight('request-decided', boss);
  await boss.goto(`${house.url}/admin/requests/selected?act=reject&id=${kim.requestId}`);
  expect(await main(boss)).toContain('wartet noch auf Ihre Entscheidung');
});

test('several at once with a reason; a manager of another area sees none of it', async () => {
  const people = [await applicant(house), await applicant(house), await applicant(house)];
  await nora.goto(`${house.url}/admin/requests`);
  await nora.locator('#select-page').check();
  expect(await nora.locator('#selection-count').innerText()).toBe('3 ausgewählt');
  await press('Ablehnen …', nora);
  await nora.waitForURL(/\/selected/);
  await press('3 Anfragen ablehnen', nora);
  await nora.getByText('schreiben Sie eine Begründung').first().waitFor();
  await nora.locator('#words').fill('Dieser Bereich ist nur für Beschäftigte.');
  await press('Vorschau', nora);
  await nora.getByText('So liest es die Person').waitFor();
  expect(await main(nora)).toContain('Begründung: Dieser Bereich ist nur für Beschäftigte.');
  await looksRight('requests-reject', nora);
  await press('3 Anfragen ablehnen', nora);
  await nora.getByText('3 Anfragen sind abgelehnt.').waitFor();
  const first = people[0];
  const mail = await until('the rejection', async () => {
    const found = await mailTo(first?.email ?? '');
    return found.text.includes('nur für Beschäftigte') && found;
  });
  expect(mail.text).toContain('wieder beantragen');
  await nora.getByRole('link', { name: /Entschieden/ }).click();
  await nora.waitForURL(/tab=decided/);
  await looksRight('requests-decided', nora);

  const south = await applicant(house, { area: 'werk-sued' });
  await nora.goto(`${house.url}/admin/requests?q=${south.lastName}`);
  expect(await main(nora)).toContain('Keine Anfrage passt');
  const answer = await nora.goto(requestPage(south.requestId));
  expect(answer?.status()).toBe(404);
});
