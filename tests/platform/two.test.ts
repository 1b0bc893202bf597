import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signInAdministrator } from '../support/administrator.ts';
import { type Installation, installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { cookieOf } from '../support/sessions.ts';

let house: Installation;
beforeAll(async () => {
  house = await installation({}, 2);
});
afterAll(() => house?.close());

const page = (origin: string, cookie: string) =>
  fetch(`${origin}/admin/members`, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
/** What each web process answers by itself. */
const statuses = (cookie: string) =>
  Promise.all(house.webOrigins.map(async (origin) => (await page(origin, cookie)).status));

test('a sign-in whose steps go to both web processes in turn; it holds at both, and so does its end', async () => {
  const { browser } = await signInAdministrator(house);
  const cookie = `einlass_session=${browser.cookie('einlass_session')}`;
  expect(await statuses(cookie)).toEqual([200, 200]);
  const { rows } = await house.query(`select keycloak_user_id from member where username = 'netz.manager'`);
  await house.logoutAtKeycloak(String(rows[0]?.['keycloak_user_id']));
  await until('out at both', async () => (await statuses(cookie)).every((status) => status === 303));
});

test('whoever stands behind our own proxy is who it says, not who they say', async () => {
  const [origin = ''] = house.webOrigins;
  const visitorOf = async (forwarded: string): Promise<string> => {
    const headers = { 'sec-fetch-site': 'same-origin', 'x-forwarded-for': forwarded };
    await fetch(`${origin}/join/werk-nord`, { method: 'POST', redirect: 'manual', headers });
    const { rows } = await house.query(
      `select encode(visitor, 'hex') as visitor from registration order by created_at desc limit 1`,
    );
    return String(rows[0]?.['visitor']);
  };
  const [one, claiming, other] = [
    await visitorOf('203.0.113.1'),
    await visitorOf('198.51.100.7, 203.0.113.1'),
    await visitorOf('203.0.113.2'),
  ];
  expect(claiming).toBe(one);
  expect(other).not.toBe(one);
});

test('one web process and one worker killed: pages answer on, and accounts are made on', async () => {
  const cookie = await cookieOf(house, 'netz.manager');
  await Promise.all([house.webs.each()[0]?.stop('SIGKILL'), house.workers.each()[1]?.stop('SIGKILL')]);
  for (let nth = 0; nth < 6; nth += 1) expect((await page(house.url, cookie)).status).toBe(200);
  await house.query(`insert into member (first_name, last_name, username, email, origin)
    select 'Zwei', 'Fach', 'zwei.fach', 'zwei.fach@muster.example', 'manual'`);
  await until('the worker that is left has made the account', async () => {
    const { rows } = await house.query(
      `select 1 from member where username = 'zwei.fach' and sync_state = 'done' and keycloak_user_id is not null`,
    );
    return rows.length === 1;
  });
});
