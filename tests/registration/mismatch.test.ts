import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { expireRegistrations } from '../../sidecar/registration/expire.service.ts';
import { takeForRequest } from '../../sidecar/registration/mismatch.store.ts';
import { registrationSeconds } from '../../sidecar/registration/registration.rules.ts';
import { atOnce } from '../support/at-once.ts';
import { httpBrowser } from '../support/http-browser.ts';
import { type OpenHouse, openHouse } from './open-house.ts';
import { freshAddress } from './registrant.ts';

let house: OpenHouse;
let areaId: string;
beforeAll(async () => {
  house = await openHouse();
  ({ areaId } = house);
  await house.store({ firstName: 'Eva', lastName: 'Echt', employeeNumber: '4711' });
});
afterAll(() => house?.close());
beforeEach(() =>
  house.setArea({ open_registration: false, mismatch_request: true, registration_fields: null }),
);

const offer = 'Sie können den Zugang stattdessen beantragen';
let tries = 0;
/** Near nobody, and of each try its own: what is typed often is slowed. */
const wrong = () => ({
  'fact-firstName': `Ines${++tries}`,
  'fact-lastName': `Irgendwer${tries}`,
  'fact-employeeNumber': `0815${tries}`,
});
const near = { 'fact-firstName': 'Eva', 'fact-lastName': 'Falsch', 'fact-employeeNumber': '4711' };

/** Turned away for facts that match nobody (or those given), with a proven address. */
const refused = async (facts: Record<string, string> = wrong(), flow = 'offen') => {
  const begun = await house.begin(flow);
  const email = freshAddress();
  await house.prove(begun, email, { ...facts, email });
  await house.decideNow(begun.id);
  const ask = (form: Record<string, string> = { message: 'Ich fange am Montag an.' }) =>
    begun.browser.post(`${begun.url}/request`, form);
  return { ...begun, email, ask, end: await begun.browser.get(begun.url) };
};

test('facts that let nobody in become a request: account without a grant, waiting, with what was typed for who decides', async () => {
  const one = await refused(near);
  expect(await house.rowOf(one.id)).toMatchObject({
    state: 'refused',
    outcome: 'mismatch',
    email: one.email,
  });
  expect(one.end.text).toContain(offer);
  expect((await one.browser.get(`${one.url}/request`)).text).toContain('Werk offen');
  const answers = await atOnce(3, () => one.ask());
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
  expect(await house.rowOf(one.id)).toMatchObject({ way: 'open', state: 'deciding', area_id: areaId });
  await house.decideNow(one.id);
  const row = await house.rowOf(one.id);
  // The words are the request's, and go with it.
  const request = { origin: 'mismatch', message: '', answers: [] };
  expect(row).toMatchObject({ state: 'admitting', values: null, email: null, request });
  expect(await house.member(row.member_id)).toMatchObject({
    state: 'waiting',
    origin: 'mismatch',
    first_name: 'Eva',
    last_name: 'Falsch',
    employee_number: null,
    email: one.email,
  });
  expect(await house.requests(row.member_id)).toEqual([
    expect.objectContaining({
      state: 'pending',
      origin: 'mismatch',
      area_id: areaId,
      message: 'Ich fange am Montag an.',
      registration_id: one.id,
      facts: { firstName: 'Eva', lastName: 'Falsch', employeeNumber: '4711' },
    }),
  ]);
  const { rows } = await sql<{ grants: number }>`
    select count(*)::int as grants from "grant" where member_id = ${row.member_id}`.execute(house.db);
  expect(rows[0]?.grants).toBe(0);
});

test('whether asking is offered depends on the area alone: a miss, a used record and a spent budget read alike, and where it is off none is', async () => {
  await sql`update criteria_record set state = 'used'`.execute(house.db);
  const right = { 'fact-firstName': 'Eva', 'fact-lastName': 'Echt', 'fact-employeeNumber': '4711' };
  const plain = (one: Awaited<ReturnType<typeof refused>>) => one.end.text.replaceAll(one.id, 'ID');
  const [missed, used] = [await refused(), await refused(right)];
  expect((await house.rowOf(used.id)).outcome).toBe('used');
  expect(plain(used)).toBe(plain(missed));
  await sql`insert into guess_budget (area_id, month, budget, spent, counted_at)
    select id, date_trunc('month', now() at time zone 'UTC')::date, 20, 20, now() from area
    on conflict (area_id, month) do update set spent = guess_budget.budget`.execute(house.db);
  const held = await refused(right);
  expect((await house.rowOf(held.id)).state).toBe('held');
  expect(held.end.text).toContain(offer);
  await house.setArea({ mismatch_request: false });
  const closed = await refused();
  expect(closed.end.text).not.toContain(offer);
  expect((await held.browser.get(held.url)).text).not.toContain(offer);
  await held.ask();
  expect((await house.rowOf(held.id)).state).toBe('held');
  await house.setArea({ mismatch_request: true });
  await held.ask();
  expect(await house.rowOf(held.id)).toMatchObject({
    state: 'deciding',
    held_area_ids: null,
    record_id: null,
  });
  await sql`delete from guess_budget`.execute(house.db);
});

test('what was typed lives as long as the page: nothing is kept where nothing may be asked, and none of it after 25 minutes', async () => {
  const asking = await refused();
  await house.setArea({ mismatch_request: false });
  const none = await refused();
  expect(await house.rowOf(none.id)).toMatchObject({ values: null, email: null });
  await house.setArea({ mismatch_request: true });
  const over = addSeconds(new Date(), registrationSeconds + 1);
  await expireRegistrations(house.db, new Date(), 200);
  expect((await house.rowOf(asking.id)).email).toBe(asking.email);
  await expireRegistrations(house.db, over, 200);
  expect(await house.rowOf(asking.id)).toMatchObject({ values: null, email: null, answer: null });
  await asking.ask();
  expect((await house.rowOf(asking.id)).state).toBe('refused');
});

test('the area closed meanwhile ends it plainly; a form with mistakes keeps what was typed, and names are asked for where there are none', async () => {
  const one = await refused();
  const long = await one.ask({ message: 'x'.repeat(1001) });
  expect([long.status, long.text.includes('x'.repeat(1001))]).toEqual([422, true]);
  await one.ask();
  await house.setArea({ mismatch_request: false });
  await house.decideNow(one.id);
  expect(await house.rowOf(one.id)).toMatchObject({
    state: 'refused',
    outcome: 'closed',
    values: null,
    email: null,
    request: { message: '' },
  });
  await house.setArea({ mismatch_request: true });
  await sql`update member_field set required = false`.execute(house.db);
  const nameless = await refused({ 'fact-employeeNumber': '999' });
  const unnamed = await nameless.ask();
  expect([unnamed.status, unnamed.text.includes('Ich fange am Montag an.')]).toEqual([422, true]);
  await nameless.ask({ message: '', 'fact-firstName': 'Nora', 'fact-lastName': 'Neu' });
  await house.decideNow(nameless.id);
  const { member_id } = await house.rowOf(nameless.id);
  expect(await house.member(member_id)).toMatchObject({
    first_name: 'Nora',
    last_name: 'Neu',
    state: 'waiting',
  });
});

test('no other browser asks with it, and without an area of its own it is the network that is asked', async () => {
  const one = await refused();
  const foreign = await httpBrowser().post(`${one.url}/request`, { message: 'ich' });
  expect([foreign.status, (await house.rowOf(one.id)).state]).toEqual([404, 'refused']);
  expect((await refused(wrong(), '')).end.text).not.toContain(offer);
  await house.setArea({ mismatch_request: true }, house.networkId);
  const anywhere = await refused(wrong(), '');
  await anywhere.ask();
  expect(await house.rowOf(anywhere.id)).toMatchObject({ state: 'deciding', area_id: house.networkId });
});

test('whoever is signed in asks with the account that they have, once, and gets no second one', async () => {
  const memberId = randomUUID();
  await sql`insert into member (id, first_name, last_name, username, origin, state, email, keycloak_user_id)
    values (${memberId}, 'Kim', 'Kollege', ${memberId}, 'import', 'active', ${`${memberId}@muster.example`}, ${memberId})`.execute(
    house.db,
  );
  const mismatched = async () => {
    const begun = await house.begin('offen');
    await sql`update registration set account_member_id = ${memberId} where id = ${begun.id}`.execute(
      house.db,
    );
    await begun.browser.post(begun.url, wrong());
    await house.decideNow(begun.id);
    return { ...begun, end: (await begun.browser.get(begun.url)).text };
  };
  const one = await mismatched();
  expect(one.end).toContain(offer);
  await one.browser.post(`${one.url}/request`, { message: 'bitte' });
  await house.decideNow(one.id);
  expect(await house.rowOf(one.id)).toMatchObject({
    state: 'done',
    member_id: null,
    values: null,
    request: { answers: [], message: '' },
  });
  expect((await one.browser.get(one.url)).text).toContain('Ihre Anfrage ist gestellt');
  expect(await house.requests(memberId)).toEqual([
    expect.objectContaining({ state: 'pending', origin: 'mismatch' }),
  ]);
  const again = await mismatched();
  expect(again.end).not.toContain(offer);
  expect(again.end).toContain('href="/me/requests"');
  await again.browser.post(`${again.url}/request`, { message: 'noch einmal' });
  expect((await house.rowOf(again.id)).state).toBe('refused');
});

test('whoever a manager lets through, or a worker decides about, in the same moment is not taken for a request', async () => {
  const one = await refused();
  const asked = {
    areaId,
    form: { origin: 'mismatch' as const, message: '', answers: [] },
    facts: {},
    locale: 'de',
  };
  const take = async (change: string) => {
    await sql`update registration set state = 'held', outcome = null, released_at = null, lease_until = null where id = ${one.id}`.execute(
      house.db,
    );
    const row = await house.rowOf(one.id);
    await sql`update registration set ${sql.raw(change)} where id = ${one.id}`.execute(house.db);
    return takeForRequest(house.db, row, asked, new Date());
  };
  expect([
    await take('released_at = now()'),
    await take("lease_until = now() + interval '1 minute'"),
    await take("expires_at = now() - interval '1 minute'"),
  ]).toEqual([false, false, false]);
  // Let through, but turned away again: there is no way but to ask, and it ends at the page as for everybody.
  expect(
    await take(
      "state = 'refused', outcome = 'mismatch', released_at = now(), expires_at = now() + interval '1 minute'",
    ),
  ).toBe(true);
  expect((await house.rowOf(one.id)).released_at).toBeNull();
});
