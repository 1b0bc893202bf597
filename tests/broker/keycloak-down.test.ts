import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { adminOfMaster } from '../keycloak/realm-fixture.ts';
import { signInAdministrator } from '../support/administrator.ts';
import { employee } from '../support/employee.ts';
import { type FaultProxy, openFaultProxy } from '../support/fault-proxy.ts';
import { type Answer, type HttpBrowser, httpBrowser } from '../support/http-browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { acceptances, invitationState, type InvitedPerson, invitePeople } from '../support/invited-people.ts';
import { until } from '../support/processes.ts';
import { servers } from '../support/servers.ts';

/** Keycloak is down for everything that Einlass asks of it, and comes back; one story, told in the order of the tests. */
let proxy: FaultProxy;
let house: Installation;
let manager: HttpBrowser;
let people: InvitedPerson[];

beforeAll(async () => {
  proxy = await openFaultProxy(servers().keycloakUrl);
  house = await installation({ KEYCLOAK_INTERNAL_URL: proxy.url });
  manager = (await signInAdministrator(house)).browser;
  people = await invitePeople(house, 3);
  await proxy.down();
});
afterAll(async () => {
  await house?.close();
  await proxy?.close();
});

const personAt = (index: number): InvitedPerson => {
  const person = people[index];
  if (!person) throw new Error('invite more people');
  return person;
};
const wayOn = (page: Answer): string | undefined =>
  /<a class="einlass-button" href="([^"]+)">(?:Noch einmal versuchen|Try again)</.exec(page.text)?.[1];
/** A page of ours, once what Keycloak answered a moment ago is no longer believed. */
const unavailable = (what: string, ask: () => Promise<Answer>): Promise<Answer> =>
  until(what, async () => {
    const answer = await ask();
    return answer.status === 503 && answer;
  });

test.each([
  ['de', 'Anmeldung gerade nicht erreichbar'],
  ['en', 'Sign-in cannot be reached'],
])(
  'the button of an invitation says so in %s, with the way on, and the link stays unspent',
  async (lang, title) => {
    const [browser, person] = [httpBrowser(), personAt(0)];
    expect((await browser.get(person.link, { 'accept-language': lang })).status).toBe(200);
    const page = await unavailable('the button', () =>
      browser.post(person.link, {}, { 'sec-fetch-site': 'same-origin', 'accept-language': lang }),
    );
    expect(page.location).toBeUndefined();
    expect(page.headers.getSetCookie()).toEqual([]);
    expect(page.text).toContain(title);
    expect(wayOn(page)).toBe(new URL(person.link).pathname);
    expect(await invitationState(house, person.id)).toBe('open');
  },
);

test('the sign-in of an administrator says so, and trying again leads to the page that was asked for', async () => {
  const browser = httpBrowser();
  const back = `/admin/members/${personAt(1).memberId}`;
  const page = await unavailable('the sign-in', async () =>
    browser.follow(await browser.get(house.url + back), (next) => next.origin === house.url),
  );
  expect(page.text).toContain('Anmeldung gerade nicht erreichbar');
  const again = wayOn(page)?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ?? '';
  expect(new URL(again, house.url).searchParams.get('back')).toBe(back);
});

async function lastName(userId: string): Promise<string | undefined> {
  return (await (await adminOfMaster()).users.findOne({ realm: house.realm, id: userId }))?.lastName;
}
const syncState = async ({ memberId }: InvitedPerson) =>
  (await house.query(`select sync_state from member where id = '${memberId}'`)).rows[0]?.['sync_state'];

test('who is signed in goes on: a person’s page answers, an edit is stored', async () => {
  const person = personAt(1);
  const address = `${house.url}/admin/members/${person.memberId}`;
  expect(await manager.get(address)).toMatchObject({ status: 200 });
  const { text } = await manager.get(`${address}/edit`);
  const saved = await manager.post(`${address}/edit`, {
    version: /name="version" value="(\d+)"/.exec(text)?.[1] ?? '',
    firstName: 'Erika',
    lastName: 'Später',
    email: person.email,
    locale: 'de',
  });
  expect(saved).toMatchObject({ status: 303, location: { pathname: `/admin/members/${person.memberId}` } });
  expect((await manager.get(address)).text).toContain('Später');
  const { rows } = await house.query(
    `select sync_error from member where id = '${person.memberId}' and last_name = 'Später'`,
  );
  expect(rows).toHaveLength(1);
  // The worker has tried in vain.
  await until('a failed try', async () => {
    const tried = await house.query(
      `select 1 from member where id = '${person.memberId}' and sync_error is not null`,
    );
    return tried.rows.length === 1;
  });
  expect(await syncState(person)).not.toBe('done');
  expect(await lastName(person.userId)).not.toBe('Später');
});

test('an answer that is an error, or none at all, is as good as down', async () => {
  await proxy.up();
  for (const fault of [503, 500, 404, 'timeout'] as const) {
    proxy.plan(({ path }) => (path.endsWith('/certs') ? fault : undefined));
    const page = await unavailable(`the button, ${fault}`, () => httpBrowser().post(personAt(0).link));
    expect(page.location).toBeUndefined();
  }
  expect(await invitationState(house, personAt(0).id)).toBe('open');
  proxy.plan(() => undefined);
});

test('Keycloak is back: every link works, the administrator gets in, the edit arrives', async () => {
  for (const person of people) {
    const redeem = employee(house.appUrl);
    expect(await redeem(person.link, 'Ein-eigenes-Passwort-7')).toEqual({ end: 'app' });
    expect([await invitationState(house, person.id), await acceptances(house, person.id)]).toEqual([
      'accepted',
      1,
    ]);
  }
  await signInAdministrator(house);
  const person = personAt(1);
  await until('the edit arrives', async () => (await lastName(person.userId)) === 'Später');
  await until('nothing is left to do', async () => (await syncState(person)) === 'done');
});
