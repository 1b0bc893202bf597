import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openStrategy } from '../../sidecar/access-requests/open.strategy.ts';
import { criteriaWay } from '../../sidecar/app-registration.ts';
import { insertArea } from '../../sidecar/areas/area.store.ts';
import { insertRecords } from '../../sidecar/criteria/record.store.ts';
import { markSignedIn } from '../../sidecar/members/first-sign-in.store.ts';
import { openDecide } from '../../sidecar/registration/decide.service.ts';
import { openTries } from '../../sidecar/registration/tries.store.ts';
import { httpBrowser } from '../support/http-browser.ts';
import { freshAddress, idOf } from './registrant.ts';
import { nobodyThere, person, requestOf, type WebHouse, webHouse } from './web-house.ts';

let house: WebHouse;
let areaId: string;
beforeAll(async () => {
  house = await webHouse();
  const network = await sql<{ id: string }>`select id from area`.execute(house.db);
  areaId = await insertArea(house.db, {
    slug: 'offen',
    name: 'Werk Offen',
    kind: 'site',
    parentId: network.rows[0]?.id ?? '',
  });
}, 120_000);
afterAll(() => house?.close());
beforeEach(() => setOpen(true));

const setOpen = (open: boolean) =>
  house.db.updateTable('area').set({ open_registration: open }).where('id', '=', areaId).execute();

const decideNow = (id: string) => {
  const { keys, clock } = house.op.services;
  const { ring } = keys;
  const criteria = criteriaWay(house.op.services, house.op.url);
  const strategies = { criteria, link: criteria, open: openStrategy(openTries(ring)) };
  const quiet = { nudgeAdmission: async () => {}, nudgeMail: async () => {}, inviteAgain: async () => [] };
  return openDecide({
    db: house.db,
    clock,
    ring,
    origin: house.op.url,
    strategies,
    leaseSeconds: 60,
    ...quiet,
  })(id);
};

const begin = async (flow?: string) => {
  const browser = httpBrowser();
  const { url } = requestOf(house.op, randomUUID(), flow === undefined ? {} : { flow });
  const page = await browser.follow(await browser.get(url));
  return { browser, page, id: idOf(page), url: page.url.href };
};
type Begun = Awaited<ReturnType<typeof begin>>;

/** The address is proven and nobody else is there: the worker's turn. */
const prove = async ({ browser, url, id }: Begun, email = freshAddress()) => {
  await browser.post(url, person(email));
  await house.send(id);
  const asked = await browser.post(`${url}/code`, { code: await house.codeNow(id) });
  await browser.get(nobodyThere(house, asked));
};

const members = async (id: string | null) =>
  house.db
    .selectFrom('member')
    .selectAll()
    .where('id', '=', id ?? randomUUID())
    .execute();

async function expectClosed({ browser, url }: Begun) {
  const page = await browser.get(url);
  expect(page.text).toContain('Die Registrierung ist hier nicht mehr offen');
  expect(page.text).toContain('href="/join/offen"');
}

test('a network without stored facts: straight to name and e-mail, and an account without any grant that stays registered after its first sign-in', async () => {
  const begun = await begin('offen');
  expect(await house.rowOf(begun.id)).toMatchObject({ way: 'open', area_id: areaId });
  expect(begun.page.text).toContain('fact-firstName');
  expect(begun.page.text).not.toMatch(/fact-employeeNumber|Mit hinterlegten Angaben/);
  await prove(begun);
  await decideNow(begun.id);
  const row = await house.rowOf(begun.id);
  expect(row).toMatchObject({ state: 'admitting', values: null, email: null });
  const [member] = await members(row.member_id);
  expect(member).toMatchObject({
    state: 'registered',
    origin: 'openRegistration',
    first_name: 'Erika',
    email_verified: true,
    employee_number: null,
  });
  const id = member?.id ?? '';
  const grants = await house.db.selectFrom('grant').selectAll().where('member_id', '=', id).execute();
  expect(grants).toEqual([]);
  const signIn = () => house.db.transaction().execute((trx) => markSignedIn(trx, { id: [id] }, new Date()));
  expect([(await signIn()).length, (await signIn()).length]).toEqual([1, 0]);
  const [inside] = await members(id);
  expect([inside?.state, inside?.activated_at !== null]).toEqual(['registered', true]);
});

test('only open areas are ever offered, and several are chosen among; one that is not open stays with stored facts', async () => {
  expect((await house.rowOf((await begin('muster')).id)).way).toBe('criteria');
  const alone = await begin();
  expect(await house.rowOf(alone.id)).toMatchObject({ way: 'open', area_id: areaId });
  const parentId = (
    await house.db.selectFrom('area').select('parent_id').where('id', '=', areaId).executeTakeFirst()
  )?.parent_id;
  for (const slug of ['auch-offen', 'zu'])
    await insertArea(house.db, { slug, name: `Werk ${slug}`, kind: 'site', parentId: parentId ?? null });
  await house.db
    .updateTable('area')
    .set({ open_registration: true })
    .where('slug', '=', 'auch-offen')
    .execute();
  const { browser, page, url, id } = await begin();
  expect(page.text).toContain('Werk auch-offen');
  expect(page.text).not.toMatch(/Werk zu|Muster AG<\/option>/);
  await browser.post(url, person(freshAddress()));
  await browser.post(`${url}/way`, { way: 'open', area: 'zu' });
  expect(await house.rowOf(id)).toMatchObject({ state: 'started', area_id: null });
  await browser.post(`${url}/way`, { way: 'open', area: 'offen' });
  expect(await house.rowOf(id)).toMatchObject({ state: 'started', way: 'open', area_id: areaId });
  await house.db
    .updateTable('area')
    .set({ open_registration: false })
    .where('slug', '=', 'auch-offen')
    .execute();
});

test('switched off in the middle: the form, and what was on its way already, end with a page that says so, without an account', async () => {
  const [atForm, onItsWay] = [await begin('offen'), await begin('offen')];
  await prove(onItsWay);
  await setOpen(false);
  await expectClosed(atForm);
  const sent = await atForm.browser.post(atForm.url, person(freshAddress()));
  expect([sent.status, (await house.rowOf(atForm.id)).state]).toEqual([303, 'started']);
  await decideNow(onItsWay.id);
  expect(await house.rowOf(onItsWay.id)).toMatchObject({
    state: 'refused',
    outcome: 'closed',
    member_id: null,
    email: null,
  });
  await expectClosed(onItsWay);
});

test('with stored facts in the network both ways are offered, on the page before and on the form, and the way is chosen only at the start', async () => {
  const { ring } = house.op.services.keys;
  const record = {
    facts: { firstName: 'Eva', lastName: 'Echt' },
    grants: [{ areaId, role: 'member' as const }],
    endsAt: null,
    origin: 'manual' as const,
    createdBy: null,
  };
  await house.db.transaction().execute((trx) => insertRecords(trx, ring, [record]));
  const browser = httpBrowser();
  expect((await browser.get(`${house.op.url}/join/offen`)).text).toContain(
    'Ohne hinterlegte Angaben registrieren',
  );
  expect((await browser.get(`${house.op.url}/join/muster`)).text).not.toContain('Ohne hinterlegte Angaben');
  await browser.post(`${house.op.url}/join/offen`, { way: 'open' });
  const [newest] = await house.db
    .selectFrom('registration')
    .select(['way', 'area_id'])
    .orderBy('created_at', 'desc')
    .limit(1)
    .execute();
  expect(newest).toEqual({ way: 'open', area_id: areaId });
  const begun = await begin('offen');
  expect(begun.page.text).toMatch(/Ohne hinterlegte Angaben/);
  expect((await house.rowOf(begun.id)).way).toBe('criteria');
  const choose = (way: string) => begun.browser.post(`${begun.url}/way`, { way });
  await choose('open');
  expect((await begun.browser.get(begun.url)).text).toContain('Mit hinterlegten Angaben');
  await begun.browser.post(begun.url, person(freshAddress()));
  await choose('criteria');
  expect(await house.rowOf(begun.id)).toMatchObject({ way: 'open', state: 'sent' });
});

test('one mailbox makes three accounts an hour whatever its suffixes, and is told to wait like everybody', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 4; n++) {
    const begun = await begin('offen');
    await begun.browser.post(`${begun.url}/way`, { way: 'open' });
    await prove(begun, `lager+${n}@muster.example`);
    await decideNow(begun.id);
    ids.push(begun.id);
  }
  const rows = await Promise.all(ids.map(house.rowOf));
  expect(rows.map(({ state }) => state)).toEqual(['admitting', 'admitting', 'admitting', 'refused']);
  expect(rows[3]?.outcome).toBe('tooMany');
});
