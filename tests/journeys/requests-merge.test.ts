import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { addMember } from '../../sidecar/members/member-add.service.ts';
import { applicant } from '../support/applicants.ts';
import { areaOf } from '../support/area-of.ts';
import { newBrowser, signIn, textOf } from '../support/browser.ts';
import { mailsTo, mailTo } from '../support/mailbox.ts';
import { until } from '../support/processes.ts';
import { browser, house, keycloak, looksRight, main, page, press, synced } from './by-hand.ts';

const requestPage = (id: string) => `${house.url}/admin/requests/${id}`;
/** From the request's page to the merge with the account of this name. */
async function toMerge(requestId: string): Promise<void> {
  await page.goto(requestPage(requestId));
  await page.getByRole('link', { name: /Zusammenführen/ }).click();
  await page.waitForURL(/\/merge\?member=/);
}
async function groupsAt(userId: string): Promise<string[]> {
  const groups = await (await keycloak()).users.listGroups({ id: userId });
  return groups.flatMap(({ path }) => path ?? []).toSorted();
}
const isGone = async (userId: string) => (await (await keycloak()).users.findOne({ id: userId })) === null;

test('an account from an import that nobody signed in with: its grants go over, it is gone at Keycloak, too', async () => {
  const { db } = house.database;
  const areaId = await areaOf(db, 'werk-sued');
  const names = {
    firstName: 'Lena',
    lastName: 'Groß',
    username: 'lena.gross',
    locale: 'de' as const,
    origin: 'import',
  };
  await addMember(
    db,
    { kind: 'operator' },
    { ...names, employeeNumber: '4711', grants: [{ areaId, role: 'editor' }] },
  );
  const { keycloak_user_id: old } = await synced('lena.gross');
  const lena = await applicant(house, { firstName: 'Lena', lastName: 'Gross' });
  await toMerge(lena.requestId);
  expect(await main()).toMatch(/noch nie jemand angemeldet[\s\S]*Groß[\s\S]*Werk Süd · Redakteur/);
  await looksRight('merge-now');
  await press('Zusammenführen und Konto löschen');
  await page.getByText('Zusammengeführt. Der Zugang ist in wenigen Sekunden offen').waitFor();
  await looksRight('request-merged');
  const [row] = await until('both accounts at Keycloak', async () => {
    const { rows } = await house.query(
      `select keycloak_user_id as id, employee_number from member where id = '${lena.memberId}' and sync_state = 'done'`,
    );
    return rows.length === 1 && (await isGone(old)) && rows;
  });
  expect(row?.['employee_number']).toBe('4711');
  expect(await groupsAt(String(row?.['id']))).toEqual(['/areas/werk-nord/member', '/areas/werk-sued/editor']);
  expect((await mailTo(lena.email)).text).toContain('Werk Süd');
});

/** Asked about an applicant of his name: Max, who has an account, at the link of his mail. */
async function asked(requestId: string, before: number): Promise<Page> {
  await toMerge(requestId);
  expect(await main()).toMatch(/wird schon benutzt[\s\S]*Hat schon[\s\S]*Werk Süd/);
  await press('Um Bestätigung bitten');
  await page.getByText('Max Mitglied wurde gefragt').waitFor();
  const link = new RegExp(`${house.url}/me/merge/[\\w-]+`);
  const mails = await until('the question', async () => {
    const found = (await mailsTo('max.mitglied@muster.example')).flatMap(
      ({ text }) => link.exec(text)?.[0] ?? [],
    );
    return found.length > before && found;
  });
  const own = await (await newBrowser(browser)).newPage();
  await own.goto(mails[0] ?? '');
  await signIn(own, 'max.mitglied', house.password);
  await own.getByRole('heading', { name: 'Sind Sie das?' }).waitFor();
  return own;
}

test('an account in use: its owner says no, and the manager reads it; asked again, yes: one account with both areas', async () => {
  const max = await applicant(house, { firstName: 'Max', lastName: 'Mitglied' });
  const { keycloak_user_id: newer } = await until('the applicant’s account', async () => {
    const { rows } = await house.query(
      `select keycloak_user_id from member where id = '${max.memberId}' and sync_state = 'done'`,
    );
    return rows[0] as { keycloak_user_id: string } | undefined;
  });
  await toMerge(max.requestId);
  await looksRight('merge-ask');
  const no = await asked(max.requestId, 0);
  await looksRight('merge-question', no);
  await press('Nein, das bin ich nicht', no);
  await no.getByRole('heading', { name: 'Danke für Ihre Antwort' }).waitFor();
  await page.goto(requestPage(max.requestId));
  await page.getByText('Max Mitglied sagt: „Nein, das bin ich nicht“').waitFor();
  await looksRight('request-declined');
  await page.goto(`${house.url}/admin/requests`);
  expect(await main()).toContain('Kein zweites Konto');
  const yes = await asked(max.requestId, 1);
  await press('Ja, das bin ich', yes);
  await yes.getByRole('heading', { name: 'Fertig' }).waitFor();
  await looksRight('merge-done', yes);
  const old = await synced('max.mitglied');
  await until(
    'one account',
    async () => (await isGone(newer)) && (await groupsAt(old.keycloak_user_id)).length === 2,
  );
  expect(await groupsAt(old.keycloak_user_id)).toEqual([
    '/areas/werk-nord/member',
    '/areas/werk-sued/member',
  ]);
  await page.goto(requestPage(max.requestId));
  await page.getByText(/Schon bearbeitet/).waitFor();
  expect(await main()).toContain('benutzt weiter das Konto von Max Mitglied');
  // A link that was answered, and one in somebody else's hands.
  await yes.reload();
  expect(await textOf(yes)).toContain('Fertig');
  const link = yes.url();
  await page.goto(link);
  await page.getByRole('heading', { name: 'Anderes Konto' }).waitFor();
});
