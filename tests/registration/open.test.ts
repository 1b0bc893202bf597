import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { markSignedIn } from '../../sidecar/members/first-sign-in.store.ts';
import { httpBrowser } from '../support/http-browser.ts';
import { type OpenHouse, openHouse } from './open-house.ts';
import { freshAddress } from './registrant.ts';
import { person } from './web-house.ts';

let house: OpenHouse;
let areaId: string;
beforeAll(async () => {
  house = await openHouse();
  ({ areaId } = house);
});
afterAll(() => house?.close());
beforeEach(() => house.setArea({ open_registration: true }));

async function expectClosed({ browser, url }: Awaited<ReturnType<OpenHouse['begin']>>) {
  const page = await browser.get(url);
  expect(page.text).toContain('Die Registrierung ist hier nicht mehr offen');
  expect(page.text).toContain('href="/join/offen"');
}

test('a network without stored facts: straight to name and e-mail, and an account without any grant that stays registered after its first sign-in', async () => {
  const begun = await house.begin('offen');
  expect(await house.rowOf(begun.id)).toMatchObject({ way: 'open', area_id: areaId });
  expect(begun.page.text).toContain('fact-firstName');
  expect(begun.page.text).not.toMatch(/fact-employeeNumber|Mit hinterlegten Angaben/);
  await house.prove(begun);
  await house.decideNow(begun.id);
  const row = await house.rowOf(begun.id);
  expect(row).toMatchObject({ state: 'admitting', values: null, email: null });
  const member = await house.member(row.member_id);
  expect(member).toMatchObject({
    state: 'registered',
    origin: 'openRegistration',
    first_name: 'Erika',
    email_verified: true,
    employee_number: null,
  });
  const { id } = member;
  const grants = await house.db.selectFrom('grant').selectAll().where('member_id', '=', id).execute();
  expect(grants).toEqual([]);
  const signIn = () => house.db.transaction().execute((trx) => markSignedIn(trx, { id: [id] }, new Date()));
  expect([(await signIn()).length, (await signIn()).length]).toEqual([1, 0]);
  const inside = await house.member(id);
  expect([inside.state, inside.activated_at !== null]).toEqual(['registered', true]);
});

test('only open areas are ever offered, and several are chosen among; one that is not open stays with stored facts', async () => {
  expect((await house.rowOf((await house.begin('muster')).id)).way).toBe('criteria');
  const alone = await house.begin();
  expect(await house.rowOf(alone.id)).toMatchObject({ way: 'open', area_id: areaId });
  const also = await house.addSite('auch-offen');
  await house.addSite('zu');
  await house.setArea({ open_registration: true }, also);
  const { browser, page, url, id } = await house.begin();
  expect(page.text).toContain('Werk auch-offen');
  expect(page.text).not.toMatch(/Werk zu|Muster AG<\/option>/);
  await browser.post(url, person(freshAddress()));
  await browser.post(`${url}/way`, { way: 'open', area: 'zu' });
  expect(await house.rowOf(id)).toMatchObject({ state: 'started', area_id: null });
  await browser.post(`${url}/way`, { way: 'open', area: 'offen' });
  expect(await house.rowOf(id)).toMatchObject({ state: 'started', way: 'open', area_id: areaId });
  await house.setArea({ open_registration: false }, also);
});

test('switched off in the middle: the form, and what was on its way already, end with a page that says so, without an account', async () => {
  const [atForm, onItsWay] = [await house.begin('offen'), await house.begin('offen')];
  await house.prove(onItsWay);
  await house.setArea({ open_registration: false });
  await expectClosed(atForm);
  const sent = await atForm.browser.post(atForm.url, person(freshAddress()));
  expect([sent.status, (await house.rowOf(atForm.id)).state]).toEqual([303, 'started']);
  await house.decideNow(onItsWay.id);
  expect(await house.rowOf(onItsWay.id)).toMatchObject({
    state: 'refused',
    outcome: 'closed',
    member_id: null,
    email: null,
  });
  await expectClosed(onItsWay);
});

test('with stored facts in the network both ways are offered, on the page before and on the form, and the way is chosen only at the start', async () => {
  await house.store({ firstName: 'Eva', lastName: 'Echt' });
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
  const begun = await house.begin('offen');
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
  // The next hour would let in again.
  const decide = house.decideAt(new Date());
  for (let n = 0; n < 4; n++) {
    const begun = await house.begin('offen');
    await begun.browser.post(`${begun.url}/way`, { way: 'open' });
    await house.prove(begun, `lager+${n}@muster.example`);
    await decide(begun.id);
    ids.push(begun.id);
  }
  const rows = await Promise.all(ids.map(house.rowOf));
  expect(rows.map(({ state }) => state)).toEqual(['admitting', 'admitting', 'admitting', 'refused']);
  expect(rows[3]?.outcome).toBe('tooMany');
});
