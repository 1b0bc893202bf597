import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exportBox, personExportRoutes } from '../../sidecar/me/person-export.routes.ts';
import { systemClock } from '../../sidecar/platform/clock.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';
import { network, type Network } from '../members/person-fixture.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let muster: Network;
beforeAll(async () => {
  database = await testDatabase();
  muster = await network(database.db);
});
afterAll(() => database?.close());

const { translate } = openTexts(new URL('../../sidecar/', import.meta.url).pathname);

/** What the page answers when this administrator asks for this person's data. */
async function fetchedBy(actorId: string, id: string, mayExport = true) {
  const none = async () => [];
  const [route] = personExportRoutes({
    db: database.db,
    clock: systemClock,
    directory: { getUser: async () => undefined, sessionsOf: none, passkeysOf: none, eventsOf: none },
    mayExport: async () => mayExport,
    settings: async () => ({ companyName: 'Muster AG', accent: '#0066cc' }),
  });
  const scope = await muster.scope(actorId);
  const context = { ...scope, params: { id }, body: { format: 'json' }, t: translate('de'), locale: 'de' };
  return (await route?.handler(context as never)) as { file: Buffer; fileName: string };
}

const noted = (memberId: string) =>
  database.db
    .selectFrom('audit')
    .select(['actor_id as by', 'details'])
    .where('act', '=', 'member.exported')
    .where('member_id', '=', memberId)
    .execute();

test('whoever may act on somebody’s identity gets their data as a file, noted; nobody else does', async () => {
  const kim = await muster.person('kim.auskunft', [{ areaId: muster.north, role: 'member' }]);
  const { file, fileName } = await fetchedBy(muster.nora, kim);
  expect(JSON.parse(file.toString())).toMatchObject({
    format: 'einlass-export',
    person: { username: 'kim.auskunft' },
    areas: [{ area: 'Werk Nord', role: 'member' }],
    keycloak: null,
  });
  expect(fileName).toMatch(/kim\.auskunft.*\.json$/);
  expect(await noted(kim)).toEqual([{ by: muster.nora, details: { format: 'json' } }]);

  const peer = await muster.person('noch.eine', [{ areaId: muster.north, role: 'newsroom_manager' }]);
  const foreign = await muster.person('in.sued', [{ areaId: muster.south, role: 'member' }]);
  await expect(fetchedBy(muster.nora, peer)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(fetchedBy(muster.nora, foreign)).rejects.toMatchObject({ code: 'not_found' });
  await expect(fetchedBy(muster.nora, kim, false)).rejects.toMatchObject({ code: 'too_many' });
  expect([await noted(peer), await noted(foreign), (await noted(kim)).length]).toEqual([[], [], 1]);
  const scope = await muster.scope(muster.nora);
  expect(exportBox(await muster.member(peer), scope)).toBeUndefined();
  expect(exportBox(await muster.member(kim), scope)).toBeDefined();
});
