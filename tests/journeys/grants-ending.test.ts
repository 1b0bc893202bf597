import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newBrowser, pressTwice, signIn } from '../support/browser.ts';
import { until } from '../support/processes.ts';
import { browser, house, looksRight, main, member, open, page, press } from './by-hand.ts';

let app: Page;

const end = 'Werk Nord: Befristet bis';
/** The network's, whose day is over before ours; kept, so that it is the same one when midnight comes meanwhile. */
const today = new Date().toLocaleDateString('sv', { timeZone: 'Europe/Berlin' });
/** As an input for a day holds it. */
const dayIn = (days: number): string => {
  const day = new Date(today);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
};
const german = (day: string): string => day.split('-').toReversed().join('.');
const openAreas = async (): Promise<string> => {
  await app.goto(house.appUrl);
  return (await app.locator('[data-area] h3').allInnerTexts()).join();
};
/** Time passes. */
const isOver = async () =>
  house.query(`update "grant" set ends_at = now() where member_id = '${(await member('emil.editor')).id}'`);

test('a manager limits a grant; a day that is over is refused at its field, and nothing of the matrix is lost', async () => {
  app = await (await newBrowser(browser)).newPage();
  await app.goto(`${house.appUrl}/login`);
  await signIn(app, 'emil.editor', house.password);
  await app.waitForURL(`${house.appUrl}/`);
  expect(await openAreas()).toContain('Werk Nord');
  await open('emil.editor');
  await page.getByRole('link', { name: 'Berechtigungen ändern' }).click();
  await page.getByLabel(end).fill(dayIn(-1));
  await page.getByRole('radio', { name: 'Werk Süd: Mitglied' }).check();
  await press('Speichern');
  expect(await main()).toContain('Dieser Tag ist schon vorbei');
  expect(await page.getByRole('radio', { name: 'Werk Süd: Mitglied' }).isChecked()).toBe(true);
  await looksRight('grants-end-refused');
  await page.getByRole('radio', { name: 'Werk Süd: Keine' }).check();
  await page.getByLabel(end).fill(dayIn(9));
  await press('Speichern');
  await page.getByText('Die Berechtigungen sind gespeichert').waitFor();
  expect(await main()).toContain(`bis ${german(dayIn(9))}`);
  await looksRight('person-grant-ends');
  expect(await openAreas()).toContain('Werk Nord');
});

test('half of the term over, the person and those responsible are told, once', async () => {
  await house.query(
    `update "grant" set term_from = timestamptz '${dayIn(-10)} 00:00 Europe/Berlin' where member_id = '${(await member('emil.editor')).id}' and ends_at is not null`,
  );
  const told = async () =>
    (await house.query(`select kind from message where kind in ('grantEnds', 'grantsEnd') order by kind`))
      .rows;
  const both = [{ kind: 'grantEnds' }, { kind: 'grantsEnd' }];
  await until('both mails', async () => (await told()).length >= 2);
  expect(await told()).toEqual(both);
});

test('what ends soon is on its list, and one press prolongs it by as long as it was given', async () => {
  await page.getByRole('link', { name: 'Befristete Berechtigungen' }).click();
  const row = page.getByRole('row', { name: 'Editor, Emil' });
  expect(await row.innerText()).toContain(german(dayIn(9)));
  await looksRight('grants-ending');
  await pressTwice(row.getByRole('button', { name: `Bis ${german(dayIn(29))} verlängern` }));
  await page.getByText('verlängert').first().waitFor();
  expect(await row.innerText()).toContain(german(dayIn(29)));
  await row.getByRole('checkbox').check();
  await page.getByLabel('Um wie viel verlängern').selectOption({ label: 'Um 6 Monate' });
  await press('Ausgewählte verlängern');
  await page.getByText('1 Berechtigung ist verlängert').waitFor();
  expect(await main()).toContain('In den nächsten 30 Tagen endet nichts');
});

test('when its time comes the area closes in the running session, also where the worker was away at that moment', async () => {
  await house.worker().stop();
  await isOver();
  await open('emil.editor');
  expect(await main()).toContain('Noch kein Bereich');
  house.restartWorker();
  await until('the token without the area', async () => !(await openAreas()).includes('Werk Nord'));
  expect((await member('emil.editor')).state).toBe('active');
  await page.goto(`${house.url}/admin/grants?ends=ended`);
  expect(await page.getByRole('row', { name: 'Editor, Emil' }).innerText()).toContain('Werk Nord');
  await looksRight('grants-ended');
});
