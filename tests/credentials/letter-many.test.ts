import { expect, test } from '@jest/globals';
import ExcelJS from 'exceljs';
import { sql } from 'kysely';
import { letterOn } from '../support/letter.ts';
import { readPdf } from '../support/pdf.ts';
import { until } from '../support/processes.ts';
import { insertPerson } from '../house/rights-cast.ts';
import { type Administrator, ask, formOf, house, letterOf, newcomer, query } from './letter-site.ts';

const askFor = (act: string, ids: readonly string[], as?: Administrator) =>
  ask(`/admin/letters/ask?act=${act}&${ids.map((id) => `id=${id}`).join('&')}`, undefined, as);
async function printed(ids: readonly string[]): Promise<string> {
  const page = await askFor('print', ids);
  const answer = await ask('/admin/letters/prints', formOf(page, '/prints'));
  expect([answer.status, answer.text.slice(0, 0)]).toEqual([303, '']);
  return answer.location;
}

test('letters of several people are one file, by area and name; pressed twice, it is one print', async () => {
  const people = [
    await newcomer('Zuletzt'),
    await newcomer('Anfang'),
    await newcomer('Mitte', { area: 'werk-sued' }),
  ];
  const page = await askFor(
    'print',
    people.map(({ id }) => id),
  );
  const form = formOf(page, '/prints');
  const answers = await Promise.all([1, 2, 3].map(() => ask('/admin/letters/prints', form)));
  answers.push(await ask('/admin/letters/prints', form));
  expect(new Set(answers.map(({ status, location }) => `${status} ${location}`)).size).toBe(1);
  const location = answers[0]?.location ?? '';
  const pdf = await ask(`${location}/letters.pdf`);
  expect(pdf.headers.get('content-disposition')).toBe('attachment; filename=Zugangsbriefe.pdf');
  expect(pdf.headers.get('cache-control')).toBe('no-store');
  const pages = await Promise.all([1, 2, 3].map((number) => letterOn(pdf.bytes, number)));
  expect(pages.map(({ username }) => username)).toEqual(['paula.anfang', 'paula.zuletzt', 'paula.mitte']);

  const file = await ask(`${location}/letters.xlsx`);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(file.bytes as never);
  const cells = book.worksheets[0]?.getRow(2).values as string[];
  expect(cells).toEqual(expect.arrayContaining(['paula.anfang', pages[0]?.password, 'Werk Nord']));
  const list = await ask(`${location}/list.pdf`);
  const names = await (await readPdf(list.bytes)).text(1);
  expect(names).toContain('Anfang, Paula');
  expect(pages.filter(({ password }) => names.includes(password))).toEqual([]);
});

test('nobody agrees to a number and gets another: somebody whose letter was printed meanwhile is named first', async () => {
  const [one, two] = [await newcomer('Erstens'), await newcomer('Zweitens')];
  const page = await askFor('print', [one.id, two.id]);
  expect(page.text).toContain('2 Zugangsbriefe drucken');
  await printed([two.id]);
  const answer = await ask('/admin/letters/prints', formOf(page, '/prints'));
  expect(answer.status).toBe(409);
  expect(answer.text).toContain('1 Passwort, das schon gedruckt oder angezeigt wurde');
  expect(await letterOf('Erstens')).toMatchObject({ state: 'created' });
  const again = await ask('/admin/letters/prints', formOf(answer, '/prints'));
  expect(again.status).toBe(303);
  expect(await letterOf('Zweitens')).toMatchObject({ generation: 2 });
});

test('who is not concerned is named with the reason, and the others are printed', async () => {
  const { db } = house.database;
  const active = await newcomer('Eigenes');
  await query(sql`update member set state = 'active', password_access = false where id = ${active.id}`);
  await query(
    sql`update access_letter set state = 'redeemed', redeemed_at = now() where member_id = ${active.id}`,
  );
  const suspended = await newcomer('Gesperrt');
  await query(
    sql`update member set state = 'suspended', state_before = 'created' where id = ${suspended.id}`,
  );
  const withEmail = await insertPerson(db, { area: 'werk-nord', role: 'member', state: 'created' });
  const shared = await insertPerson(db, { area: 'werk-nord', more: ['werk-sued'], role: 'member' });
  const fine = await newcomer('Betroffen');
  const ids = [active.id, suspended.id, withEmail, shared, fine.id];
  const page = await askFor('print', ids, 'nora.nord');
  const reasons = [...page.text.matchAll(/<strong>1 ×<\/strong> ([^;:<]+)/g)].map(([, reason]) => reason);
  expect(reasons.toSorted()).toEqual([
    'Das geht über Ihre Rechte hinaus',
    'Hat eine E-Mail-Adresse und wird eingeladen',
    'Hat schon ein eigenes Passwort',
    'Ist gesperrt',
  ]);
  const answer = await ask('/admin/letters/prints', formOf(page, '/prints'), 'nora.nord');
  expect(answer.status).toBe(303);
  expect(await letterOf('Betroffen')).toMatchObject({ state: 'printed' });
  expect(await letterOf('Eigenes')).toMatchObject({ state: 'redeemed', generation: 1 });
});

test('people of other areas are nobody, picked by id or by a print that somebody else made', async () => {
  const foreign = await newcomer('Fremd', { area: 'werk-sued' });
  const own = await newcomer('Meins');
  expect((await askFor('print', [foreign.id], 'nora.nord')).text).toContain('Niemand ist ausgewählt');
  const print = (await printed([own.id])).split('/').at(-1);
  const page = await ask(`/admin/letters/ask?act=print&print=${print}`, undefined, 'nora.nord');
  expect(page.text).toContain('Niemand ist ausgewählt');
});

test('ticked off is what was printed; a second press changes nothing and says so', async () => {
  const [out, not] = [await newcomer('Raus'), await newcomer('Drin')];
  await printed([out.id]);
  const page = await askFor('handOut', [out.id, not.id]);
  expect(page.text).toContain('1 Zugangsbrief abhaken');
  expect(page.text).toContain('Ist noch nicht gedruckt');
  const form = formOf(page, '/handed-out');
  const [first, second] = [
    await ask('/admin/letters/handed-out', form),
    await ask('/admin/letters/handed-out', form),
  ];
  expect((await ask(first.location)).text).toContain('1 Zugangsbrief ist als ausgehändigt abgehakt');
  expect((await ask(second.location)).text).toContain('waren schon abgehakt');
  expect([(await letterOf('Raus')).state, (await letterOf('Drin')).state]).toEqual(['handed_out', 'created']);
  const due = await ask('/admin/letters?letter=due');
  expect([due.text.includes('Raus, Paula'), due.text.includes('Drin, Paula')]).toEqual([true, false]);
});

test('somebody without a letter gets one by printing', async () => {
  const { id } = await newcomer('Altbestand');
  await query(sql`delete from access_letter where member_id = ${id}`);
  const location = await printed([id]);
  expect(await letterOn((await ask(`${location}/letters.pdf`)).bytes)).toMatchObject({
    username: 'paula.altbestand',
  });
});

test('a print that is over an hour old, or overtaken, gives no file: a page says so and leads on', async () => {
  const { id } = await newcomer('Verspätet');
  const location = await printed([id]);
  const printId = location.split('/').at(-1) ?? '';
  await query(sql`update letter_print set made_at = now() - interval '61 minutes' where id = ${printId}`);
  for (const name of ['letters.pdf', 'letters.xlsx', 'list.pdf']) {
    const late = await ask(`${location}/${name}`);
    expect([late.status, late.headers.get('content-disposition')]).toEqual([410, null]);
    expect(late.text).toContain('Neu drucken');
  }
  expect((await ask(location)).text).toContain('älter als eine Stunde');
  await query(sql`update letter_print set made_at = now() where id = ${printId}`);
  await printed([id]);
  const overtaken = await ask(`${location}/letters.pdf`);
  expect([overtaken.status, overtaken.text]).toEqual([410, expect.stringContaining('neueren Druck')]);
});

test('the page of a print counts what Keycloak has, and what is on its way while nobody carries it', async () => {
  const { id } = await newcomer('Unterwegs');
  await until('Keycloak has the first', async () => {
    const rows = await query(
      sql`select 1 from member where id = ${id} and password_due is null and keycloak_user_id is not null`,
    );
    return rows.length === 1;
  });
  await printed([id]);
  await house.worker().stop();
  const location = await printed([id]);
  const page = await ask(location);
  expect(page.text).toContain('0 von 1');
  expect(page.text).toContain('1 Passwort ist noch unterwegs');
  expect(page.text).toContain('every 2s');
  house.restartWorker();
  await until('the page says so', async () => (await ask(location)).text.includes('Alle Passwörter gelten'));
});

test('other pages lead to letters: the list of people, inviting everybody new, the page of a person', async () => {
  const { id } = await newcomer('Wegweiser');
  const bulk = await ask(`/admin/bulk-acts/new?act=letters&list=q%3DWegweiser&all=1`);
  expect(bulk.location).toBe('/admin/letters/ask?act=print&list=q%3DWegweiser&all=1&from=members');
  expect((await ask(bulk.location)).text).toContain('1 Zugangsbrief drucken');
  const link =
    /href="(\/admin\/letters\/ask[^"]*)"/.exec((await ask('/admin/campaigns/new')).text)?.[1] ?? '';
  const page = await ask(link.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='));
  expect(page.text).toMatch(/\d+ Zugangsbriefe drucken/);
  expect((await ask(`/admin/members/${id}`)).text).toContain('Brief drucken');
});
