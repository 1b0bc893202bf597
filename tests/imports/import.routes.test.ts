import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { Db } from '../../sidecar/platform/db.ts';
import {
  id as uuid,
  insertAreas,
  networkManager,
  northManager,
  scopeWith,
} from '../members/import-fixtures.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { launch, newBrowser, picture } from '../support/browser.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { workbook } from './cells.ts';
import { importer, importOf } from './import-flow.ts';
import { importSite } from './import-site.ts';

const titles = ['Vorname', 'Nachname', 'E-Mail-Adresse', 'Bereich', 'Werk Süd'];
const erika = ['Erika', 'Müller', 'erika@example.com', 'Werk Nord', 'Redakteur'];
const file = workbook([titles, erika, ['Uwe', 'Muster', 'uwe@', 'Werk West', '']]);

let browser: Browser;
let opened: TestDatabase;
let db: Db;
let flow: ReturnType<typeof importer>;
let site: Awaited<ReturnType<typeof importSite>>;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => browser?.close());
beforeEach(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
  flow = importer(db, networkManager);
  const other = scopeWith(northManager.actor.grants as never, uuid(902));
  site = await importSite(db, flow, { admin: networkManager, north: northManager, other });
});
afterEach(async () => {
  await site.close();
  await opened.close();
});

/** Does what the queue would. */
async function work(): Promise<void> {
  for (const nudge of site.nudges.splice(0)) await flow.job.handle(nudge);
}
async function pathOf(response: Response): Promise<string> {
  expect(response.status).toBe(303);
  return response.headers.get('location') ?? '';
}
const text = async (response: Response) => ({ status: response.status, html: await response.text() });

test('from upload to result: the pages say what is there, and a second press does nothing', async () => {
  const path = await pathOf(await site.upload(await file));
  const staged = await text(await site.ask(path));
  expect(staged.html).toContain('hx-trigger="every 2s"');
  expect(staged.html).toContain('<noscript><meta http-equiv="refresh"');
  await work();
  const ready = await text(await site.ask(path));
  expect(ready.html).not.toContain('http-equiv="refresh"');
  for (const words of [
    'erika.mueller (vorgeschlagen)',
    '</span> · Mitglied',
    '1 neu anlegen',
    'Blatt „Personen“, Zeile 3, Spalte C „E-Mail-Adresse“',
    'Gefunden: „uwe@“',
    'Eine Zeile ist fehlerhaft',
  ]) {
    expect(ready.html).toContain(words);
  }
  const blocked = await text(await site.ask(`${path}?show=blocked`));
  expect(blocked.html).not.toContain('erika.mueller');
  expect(blocked.html).toContain('Werk West');
  for (const _ of [1, 2]) expect(await pathOf(await site.ask(`${path}/run`, { method: 'POST' }))).toBe(path);
  expect(site.nudges).toHaveLength(1);
  await work();
  expect((await text(await site.ask(path))).html).toContain('0 von 1');
  await db.updateTable('member').set({ sync_state: 'done' }).execute();
  flow.wait(5);
  expect((await text(await site.ask(path))).status).toBe(200);
  await work();
  expect((await importOf(db, path.split('/').at(-1) ?? '')).state).toBe('done');
  expect((await text(await site.ask(path))).html).toContain(
    '1 angelegt, 0 geändert, 0 unverändert, 1 ausgelassen.',
  );
  expect((await text(await site.ask('/admin/imports'))).html).toContain('Personal.xlsx');
});

test('one sees the own imports, a network manager all; a foreign id answers like an unknown one', async () => {
  const path = await pathOf(await site.upload(await file, 'Nord.xlsx', 'north'));
  const unknown = `/admin/imports/${uuid(77)}`;
  for (const target of [path, unknown, '/admin/imports/1', '/admin/imports/%00']) {
    expect((await site.ask(target, { as: 'other' })).status).toBe(404);
    expect((await site.ask(`${target}/run`, { method: 'POST', as: 'other' })).status).toBe(404);
  }
  const bodies = await Promise.all(
    [path, unknown].map(async (target) => (await site.ask(target, { as: 'other' })).text()),
  );
  expect(bodies[0]?.replaceAll(path, '')).toBe(bodies[1]?.replaceAll(unknown, ''));
  const lists = await Promise.all(
    ['admin', 'north', 'other'].map(async (as) => (await site.ask('/admin/imports', { as })).text()),
  );
  expect(lists.map((html) => html.includes('Nord.xlsx'))).toEqual([true, true, false]);
  expect((await site.ask(path)).status).toBe(200);
});

test('what is no workbook is refused at once and not kept', async () => {
  const answers = [
    await site.upload(Buffer.from('%PDF-1.7')),
    await site.upload(Buffer.alloc(0)),
    await site.ask('/admin/imports', { method: 'POST', body: new FormData() }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([415, 422, 422]);
  expect(await db.selectFrom('import').select('id').execute()).toEqual([]);
});

test('what people typed is text on every page', async () => {
  const evil = '<img src=x onerror=alert(1)>{{7*7}}';
  const rows = [titles, [evil, '=HYPERLINK("http://x")', 'e@example.com', evil, '']];
  const path = await pathOf(await site.upload(await workbook(rows, '<b>S'), `${evil}.xlsx`));
  await work();
  for (const page of [path, '/admin/imports']) {
    const { html } = await text(await site.ask(page));
    expect(html).not.toContain('<img src=x');
    expect(html).not.toContain('<b>S');
    expect(html).toContain('&lt;img src');
  }
});

test('the template is an attachment in the language of the page', async () => {
  const answer = await site.ask('/admin/imports/template.xlsx');
  expect(answer.headers.get('content-type')).toContain('spreadsheetml');
  expect(answer.headers.get('content-disposition')).toContain('Einlass-Import.xlsx');
});

test('filters and pages stay in the address', async () => {
  const many = Array.from({ length: 120 }, (_, index) => [
    `V${index}`,
    'N',
    `v${index}@example.com`,
    'Werk Nord',
    '',
  ]);
  const path = await pathOf(await site.upload(await workbook([titles, ...many])));
  await work();
  const { html } = await text(await site.ask(`${path}?show=new&page=2`));
  expect(html).toContain(`${path}?show&#x3D;new&amp;page&#x3D;3`);
  expect(html).toContain('51 – 100 von 120');
  expect((await site.ask(`${path}?show=nonsense&page=-1`)).status).toBe(200);
});

test.each([
  ['de-DE', { width: 1280, height: 900 }, 'light'],
  ['en-GB', { width: 320, height: 640 }, 'dark'],
] as const)('every state in %s at %j, %s, is accessible', async (locale, viewport, colorScheme) => {
  const context = await newBrowser(browser, locale, { viewport, colorScheme });
  const page = await context.newPage();
  // What is looked at holds still: what the page asks by itself brings nothing new.
  await page.route('**/*', (route) =>
    route.request().headers()['hx-request'] ? route.fulfill({ status: 204 }) : route.continue(),
  );
  const complaints: string[] = [];
  let pictures = 0;
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  const look = async (path: string): Promise<void> => {
    await page.goto(`${site.origin}${path}`);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await picture(page, `import-${locale}-${(pictures += 1)}`);
    // The page follows the import by itself, and must not do so while the next one is on its way.
    await page.goto('about:blank');
  };
  await look('/admin/imports');
  const refused = await pathOf(await site.upload(await workbook([titles])));
  await work();
  await look(refused);
  const unclear = await pathOf(await site.upload(await workbook([['Gehalt', ...titles.slice(1)], erika])));
  await work();
  await look(unclear);
  const path = await pathOf(await site.upload(await file));
  await look(path);
  await work();
  await look(path);
  await pathOf(await site.ask(`${path}/run`, { method: 'POST' }));
  await work();
  await look(path);
  await db.updateTable('member').set({ sync_state: 'failed', sync_error: 'conflict' }).execute();
  flow.wait(5);
  await flow.sweep();
  await look(path);
  await look('/admin/imports');
  expect(complaints).toEqual([]);
  await context.close();
});

test('without JavaScript a person gets from the file to the result; with it the page moves on by itself', async () => {
  const folder = await file;
  for (const javaScriptEnabled of [false, true]) {
    const context = await newBrowser(browser, 'de-DE', { javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(`${site.origin}/admin/imports`);
    await page
      .getByLabel('Excel-Arbeitsmappe')
      .setInputFiles({ name: 'P.xlsx', mimeType: 'application/zip', buffer: folder });
    await page.getByRole('button', { name: 'Hochladen und prüfen' }).click();
    await page.getByText('Die Datei wird gelesen und geprüft').waitFor();
    await work();
    await page.getByText('Geprüft, noch nichts gespeichert').waitFor();
    if (!javaScriptEnabled) {
      await page.getByRole('button', { name: '1 neu anlegen' }).click();
      await page.getByText('Der Import läuft').waitFor();
      await work();
      await db.updateTable('member').set({ sync_state: 'done' }).execute();
      flow.wait(5);
      await flow.sweep();
      await page.getByText('Der Import ist fertig').waitFor();
    }
    await context.close();
  }
});
