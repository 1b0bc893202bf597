import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openGateway } from '../../sidecar/keycloak/gateway.ts';
import { type LiveKeys, openKeys } from '../../sidecar/platform/keys.ts';
import { isPasswordPage, walkUp } from '../faults/single-use.ts';
import { type HttpBrowser, httpBrowser } from '../support/http-browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { type InvitedPerson, invitePeople } from '../support/invited-people.ts';
import { until } from '../support/processes.ts';

let house: Installation;
let keys: LiveKeys;
let sentBefore: InvitedPerson[];
beforeAll(async () => {
  house = await installation();
  keys = await openKeys(
    String(house.env['KEYS_DIR']),
    () => new Date(),
    () => {},
  );
  sentBefore = await invitePeople(house, 2);
});
afterAll(async () => {
  keys?.close();
  await house?.close();
});

/** A new service token each time, signed with the key of this moment. */
function askKeycloak(): Promise<number> {
  const issuer = `${house.keycloakUrl}/realms/${house.realm}`;
  const currentKey = () => {
    const [key] = keys.signing;
    if (!key) throw new Error('no key');
    return key;
  };
  return openGateway({ url: house.keycloakUrl, realm: house.realm, issuer, currentKey }).userCount();
}

async function published(): Promise<string[]> {
  const answer = (await (await fetch(`${house.url}/op/jwks`)).json()) as { keys: { kid: string }[] };
  return answer.keys.map((key) => key.kid);
}

async function administrator(): Promise<HttpBrowser> {
  const browser = httpBrowser();
  const login = await browser.follow(await browser.get(`${house.url}/admin`));
  const done = await browser.submit(login, { username: 'netz.manager', password: house.password });
  expect((await browser.follow(done)).url.pathname).toBe('/admin');
  return browser;
}

const redeem = async ({ link }: InvitedPerson): Promise<boolean> => {
  const browser = httpBrowser();
  return isPasswordPage(await browser.follow(await browser.get(await walkUp(browser, link))));
};

test('rotation under way: the new key is published first, and not one call or sign-in fails while it takes over', async () => {
  const early = await administrator();
  const [old] = await published();
  expect(await askKeycloak()).toBeGreaterThan(0);
  const said = await house.command('keys', 'rotate', '--after', '30');
  const usedFrom = new Date(/\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(said)?.[0] ?? '');
  await until('both keys in the JWKS', async () => (await published()).length === 2, 28);
  expect((await published())[0]).toBe(old);
  expect(await redeem(sentBefore[0] as InvitedPerson)).toBe(true);
  const answers: unknown[] = [];
  await until('the new key to sign', async () => {
    answers.push(await askKeycloak().catch((error: unknown) => error));
    return keys.signing[0]?.kid !== old;
  });
  expect(answers.filter((people) => !(Number(people) > 0))).toEqual([]);
  expect(Date.now()).toBeGreaterThanOrEqual(usedFrom.getTime());
  // At once, without any grace for Keycloak to notice.
  expect(await askKeycloak()).toBeGreaterThan(0);
  expect((await published())[0]).not.toBe(old);
  expect(await published()).toContain(old);
  await administrator();
  expect((await early.get(`${house.url}/admin/members`)).status).toBe(200);
});

test('links sent before the rotation open, and lead to the password page', async () => {
  expect(await redeem(sentBefore[1] as InvitedPerson)).toBe(true);
});

test('people invited after it are provisioned, invited under the new secret and let in', async () => {
  const [person] = await invitePeople(house, 1);
  const { rows } = await house.query(`select key_id from invitation where id = '${person?.id}'`);
  expect(rows[0]?.['key_id']).toBe(2);
  expect(await redeem(person as InvitedPerson)).toBe(true);
});

test('a second rotation has to wait, and says how long', async () => {
  await expect(house.command('keys', 'rotate')).rejects.toThrow(/has not settled; try again after \d{4}-/);
  await expect(house.command('keys', 'rotate', '--after', '3')).rejects.toThrow(/at least 20/);
  expect(await published()).toHaveLength(2);
});
