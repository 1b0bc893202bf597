import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  countRequests,
  countWaiting,
  decidableAreas,
  listRequests,
  readRequests,
} from '../../sidecar/access-requests/inbox.read-model.ts';
import { ageText, excerpt, inboxNotes, shownGrants } from '../../sidecar/access-requests/inbox-page.rules.ts';
import { inboxFilter, inboxQuery } from '../../sidecar/access-requests/inbox.schema.ts';
import { addRejectModule } from '../../sidecar/access-requests/reject-module.service.ts';
import { endRequests } from '../../sidecar/access-requests/request.store.ts';
import { commonModules } from '../../sidecar/access-requests/selected-page.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { texts } from '../members/import-fixtures.ts';
import { type RequestHouse, requestHouse } from './request-house.ts';

let house: RequestHouse;
let nora: AdminScope;
let boss: AdminScope;
let ids: string[];

const file = (memberId: string, areaId: string, message: string) => {
  const form = { origin: 'openRegistration' as const, message, answers: [] };
  return house.filed(memberId, areaId, { form });
};
/** The messages on a page of somebody's list. */
async function listed(scope: AdminScope, wanted: Record<string, string> = {}, page = 1): Promise<string[]> {
  const filter = inboxFilter.parse(wanted);
  const areaIds = decidableAreas(scope);
  const counts = await countRequests(house.db, areaIds, filter);
  const { rows } = await listRequests(house.db, areaIds, filter, counts[filter.tab], page);
  return rows.map(({ message }) => message ?? '');
}

beforeAll(async () => {
  house = await requestHouse();
  [nora, boss] = [await house.scope(house.nora), await house.scope(house.boss)];
  ids = [];
  for (const [area, message] of [
    [house.north, 'eins'],
    [house.south, 'zwei'],
    [house.north, 'drei 100%'],
    [house.north, 'vier'],
  ] as const) {
    ids.push(await file(await house.applicant(), area, message));
    house.advance(1);
  }
});
afterAll(() => house.close());

test('who waits longest comes first, and only where one decides', async () => {
  expect(await listed(boss)).toEqual(['eins', 'zwei', 'drei 100%', 'vier']);
  expect(await listed(nora)).toEqual(['eins', 'drei 100%', 'vier']);
  expect(await listed(nora, { area: house.south })).toEqual([]);
  expect(await listed(nora, { q: 'zwei' })).toEqual([]);
  expect(await listed(boss, { area: house.south })).toEqual(['zwei']);
  const counts = await countRequests(house.db, decidableAreas(nora), inboxFilter.parse({}));
  expect(counts).toEqual({ pending: 3, decided: 0 });
  // a page beyond the last is the last
  expect(await listed(nora, {}, 99)).toHaveLength(3);
  const foreign = await readRequests(house.db, decidableAreas(nora), ids);
  expect(foreign.map(({ id }) => id)).toEqual([ids[0], ids[2], ids[3]]);
});

test('a search means what it says, in any order of its words', async () => {
  expect(await listed(boss, { q: '100%' })).toEqual(['drei 100%']);
  expect(await listed(boss, { q: '%' })).toEqual(['drei 100%']);
  expect(await listed(boss, { q: 'neu kim vier' })).toEqual(['vier']);
  expect(await listed(boss, { q: 'web.example zwei' })).toEqual(['zwei']);
});

test('the navigation counts what waits for others to decide, not what is one’s own', async () => {
  expect([await countWaiting(house.db, nora), await countWaiting(house.db, boss)]).toEqual([3, 4]);
  await file(house.boss, house.north, 'meine');
  expect([await countWaiting(house.db, nora), await countWaiting(house.db, boss)]).toEqual([4, 4]);
});

test('what is decided moves to the other tab, the newest first, and says by whom', async () => {
  for (const [id, decidedBy] of [
    [ids[0], house.nora],
    [ids[2], house.boss],
  ] as const) {
    house.advance(1);
    await house.db
      .transaction()
      .execute((trx) =>
        endRequests(trx, [id ?? ''], { state: 'rejected', decidedBy, reason: 'Nein' }, house.clock()),
      );
  }
  expect(await listed(nora)).not.toContain('eins');
  expect(await listed(nora, { tab: 'decided' })).toEqual(['drei 100%', 'eins']);
  const rows = await readRequests(house.db, decidableAreas(nora), [ids[0] ?? '']);
  expect(rows[0]).toMatchObject({ state: 'rejected', decidedByName: 'nora.nord Test', reason: 'Nein' });
});

test('of several areas only those text modules are offered that count in each of them', async () => {
  const by = { kind: 'administrator', memberId: house.boss } as const;
  const text = { de: 'Nein', en: 'No' };
  await addRejectModule(house.db, { areaId: house.north, by }, { name: 'Nord', text });
  await addRejectModule(house.db, { areaId: house.root, by }, { name: 'Alle', text });
  const names = async (areas: string[]) =>
    (await commonModules(house.db, boss, areas)).map(({ name }) => name);
  expect(await names([house.north])).toEqual(['Nord', 'Alle']);
  expect(await names([house.north, house.south])).toEqual(['Alle']);
  expect(await names([])).toEqual([]);
});

test('what was granted in areas of others is not told', () => {
  const granted = [house.north, house.south].map((areaId) => ({
    areaId,
    role: 'member' as const,
    endsAt: null,
  }));
  const words = { t: texts.translate('de'), locale: 'de' } as const;
  const told = (scope: AdminScope) => shownGrants({ ...scope, ...words }, granted).length;
  expect([told(boss), told(nora)]).toEqual([2, 1]);
});

test('words of a row: age by its largest unit, the beginning of a message, and what a press on several did', () => {
  const now = new Date('2026-03-10T12:00:00Z');
  const ago = (seconds: number) => ageText('de', addSeconds(now, -seconds), now);
  expect([ago(20), ago(150), ago(7300), ago(3 * 24 * 3600)]).toEqual([
    'in dieser Minute',
    'vor 2 Minuten',
    'vor 2 Stunden',
    'vor 3 Tagen',
  ]);
  expect(excerpt(`${'ä'.repeat(150)}`)).toBe(`${'ä'.repeat(140)} …`);
  expect(excerpt(`${'a'.repeat(139)}😀 und mehr`)).toBe(`${'a'.repeat(139)} …`);
  expect([excerpt(' \n '), excerpt(null), excerpt('a\n b')]).toEqual([null, null, 'a b']);
  const query = inboxQuery.parse({ note: 'approved', done: '2', already: '1', refused: 'x' });
  expect(inboxNotes(texts.translate('de'), 'de', query).map(({ kind }) => kind)).toEqual([
    'success',
    'warning',
  ]);
});
