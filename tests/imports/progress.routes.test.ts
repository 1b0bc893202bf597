import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { firstPace, nextPace, secondsLeft } from '../../sidecar/imports/pace.rules.ts';
import { pauseImport } from '../../sidecar/imports/pause.service.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { id as uuid, insertAreas, networkManager, scopeWith } from '../members/import-fixtures.ts';
import { launch, newBrowser } from '../support/browser.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { workbook } from './cells.ts';
import { importer, importOf } from './import-flow.ts';
import { importSite } from './import-site.ts';

const me = networkManager.actor.memberId;
const titles = ['Nachname', 'Vorname', 'Personalnummer', 'Bereich'];
const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => [`M${index}`, 'Jo', String(index), 'Werk Nord']);

let opened: TestDatabase;
let db: Db;
let flow: ReturnType<typeof importer>;
let site: Awaited<ReturnType<typeof importSite>>;
const actors: Record<string, AdminScope> = {
  admin: networkManager,
  other: scopeWith([], uuid(902)),
};
beforeEach(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
  flow = importer(db, networkManager);
  site = await importSite(db, flow, actors);
});
afterEach(async () => {
  await site.close();
  await opened.close();
});

/** An import whose rows are stored and whose accounts are still to be made. */
async function running(count: number): Promise<string> {
  const id = await flow.upload(await workbook([titles, ...rows(count)]), me);
  const nudge = await flow.start(id, me);
  if (nudge) await flow.job.handle(nudge);
  return id;
}
const eventsOf = (id: string, state: string, as = 'admin') =>
  site.ask(`/admin/imports/${id}/events?state=${state}`, { as });
/** Reads on until this text was seen, or to the end. */
async function readUntil(events: AsyncIterator<Uint8Array> | undefined, text?: string): Promise<string> {
  let seen = '';
  const decoder = new TextDecoder();
  for (let next = await events?.next(); next && !next.done; next = await events?.next()) {
    seen += decoder.decode(next.value, { stream: true });
    if (text !== undefined && seen.includes(text)) return seen;
  }
  return seen;
}
const accounts = (made: number) =>
  db
    .updateTable('member')
    .set({ sync_state: 'done' })
    .where(
      'employee_number',
      'in',
      Array.from({ length: made }, (_, index) => String(index)),
    )
    .execute();

test('figures come at once and as they change, uncompressed; at the end the stream says so and ends', async () => {
  const id = await running(4);
  const answer = await eventsOf(id, 'running');
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  expect(answer.headers.get('content-encoding')).toBeNull();
  const events = answer.body?.[Symbol.asyncIterator]() as AsyncIterator<Uint8Array> | undefined;
  // The head of the answer is there before the first figures are.
  const first = await readUntil(events, 'event: figures');
  expect(first).toContain('retry: 1000');
  await accounts(3);
  await accounts(4);
  flow.wait(5);
  await flow.sweep();
  expect((await importOf(db, id)).state).toBe('done');
  const seen = first + (await readUntil(events));
  expect(seen).toContain('"rows":"4 von 4","accounts":"0 von 4"');
  expect(seen.trimEnd().endsWith('event: end\ndata: ""')).toBe(true);
});

test('a stream opened for another state than the import is in ends at once, so that the page is loaded anew', async () => {
  const id = await running(2);
  expect(await (await eventsOf(id, 'paused')).text()).toContain('event: end');
  await accounts(2);
  flow.wait(5);
  await flow.sweep();
  expect(await (await eventsOf(id, 'running')).text()).toContain('event: end');
  const polled = await site.ask(`/admin/imports/${id}/progress?state=running`);
  expect(await polled.json()).toMatchObject({ ended: true });
});

test('whoever has to ask gets the same figures; a foreign import is not found on either way', async () => {
  const id = await running(3);
  await accounts(1);
  const figures = (await (await site.ask(`/admin/imports/${id}/progress?state=running`)).json()) as object;
  expect(figures).toMatchObject({
    ended: false,
    bars: { rows: { value: 3, max: 3 }, accounts: { value: 1, max: 3 } },
    texts: { rows: '3 von 3', accounts: '1 von 3', failed: '' },
  });
  for (const path of ['events', 'progress'])
    expect((await site.ask(`/admin/imports/${id}/${path}`, { as: 'other' })).status).toBe(404);
});

test('a stop of the process ends open streams within its grace', async () => {
  const id = await running(2);
  const answer = await eventsOf(id, 'running');
  const text = answer.text();
  await site.close();
  // A stream that nobody ends is broken off once the grace is over, and its text never comes whole.
  expect(await text).not.toContain('event: end');
  site = await importSite(db, flow, actors);
});

test.each([true, false])('in a browser the page moves on by itself (stream allowed: %s)', async (stream) => {
  const browser = await launch();
  try {
    const id = await running(3);
    const context = await newBrowser(browser, 'de-DE', { viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    if (!stream) await page.route('**/events?*', (route) => route.fulfill({ status: 429, body: '' }));
    await page.goto(`${site.origin}/admin/imports/${id}`);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await page.getByText('0 von 3').waitFor();
    await accounts(2);
    await page.getByText('2 von 3').waitFor();
    await accounts(3);
    flow.wait(5);
    await flow.sweep();
    await page.getByText('Der Import ist fertig').waitFor();
    await page.getByRole('link', { name: 'Import zurücknehmen' }).click();
    await page.getByText('3 angelegte Personen werden gelöscht').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Import zurücknehmen' }).click();
    await page.getByText('Der Import wird zurückgenommen').waitFor();
    for (const nudge of site.nudges.splice(0)) await flow.job.handle(nudge);
    await page.getByText('Der Import wurde zurückgenommen').waitFor();
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
  }
});

test('pausing, resuming and ending by the buttons; another administrator finds nothing there', async () => {
  const id = await flow.upload(await workbook([titles, ...rows(3)]), me);
  await flow.start(id, me);
  const post = (act: string, as = 'admin') => site.ask(`/admin/imports/${id}/${act}`, { method: 'POST', as });
  for (const act of ['pause', 'resume', 'stop', 'undo', 'run'])
    expect((await post(act, 'other')).status).toBe(404);
  expect((await post('pause')).status).toBe(303);
  expect((await importOf(db, id)).state).toBe('paused');
  const paused = await (await site.ask(`/admin/imports/${id}`)).text();
  expect(paused).toContain('Angehalten; 3 Zeilen sind noch nicht gespeichert.');
  expect((await post('resume')).status).toBe(303);
  expect((await importOf(db, id)).state).toBe('running');
  await pauseImport(db, id, { kind: 'administrator', memberId: me });
  expect((await post('stop')).status).toBe(303);
  for (const nudge of site.nudges.splice(0)) await flow.job.handle(nudge);
  const html = await (await site.ask(`/admin/imports/${id}`)).text();
  expect(html).toContain('Fehlerdatei herunterladen (3 Zeilen)');
  const file = await site.ask(`/admin/imports/${id}/errors`);
  expect(file.headers.get('content-disposition')).toContain('a-Fehler.xlsx');
  expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(1000);
  expect((await site.ask(`/admin/imports/${id}/errors`, { as: 'other' })).status).toBe(404);
});

test('the pace is smoothed, and knows nothing before something moves', () => {
  const start = firstPace({ at: 0, done: 0 }, { at: 10_000, done: 100 });
  expect(secondsLeft(start, 50)).toBe(5);
  const jumped = nextPace(start, { at: 11_000, done: 200 });
  expect(jumped.perSecond).toBeGreaterThan(10);
  expect(jumped.perSecond).toBeLessThan(20);
  expect(secondsLeft(firstPace({ at: 0, done: 0 }, { at: 1000, done: 0 }), 5)).toBeUndefined();
  expect(nextPace(start, { at: 10_000, done: 500 })).toEqual(start);
});
