import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { authorizeUrl } from '../support/authorize-url.ts';
import { httpBrowser } from '../support/http-browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { linkIn, mailsTo } from '../support/mailbox.ts';
import { until } from '../support/processes.ts';
import { servers } from '../support/servers.ts';

/** What an invited person, or anybody else, might try to set a password without the link; all of it against a real Keycloak. */
const unique = Date.now().toString(36);
const address = `frieda.${unique}@muster.example`;
const username = `frieda.${unique}`;
const memberId = randomUUID();
const ownPassword = 'Ein-eigenes-Passwort-8';

let house: Installation;
let admin: Awaited<ReturnType<typeof connectAdmin>>;
let manager: ReturnType<typeof httpBrowser>;
/** Mails that this person has had so far. */
let mails = 0;

beforeAll(async () => {
  house = await installation();
  const { keycloakUrl: url, keycloakAdminUsername, keycloakAdminPassword: password } = servers();
  admin = await connectAdmin({ url, username: keycloakAdminUsername, password });
  await house.query(`insert into member (id, first_name, last_name, email, username, origin)
    values ('${memberId}', 'Frieda', 'Früh', '${address}', '${username}', 'test')`);
  await house.query(`insert into "grant" (member_id, area_id, role, origin)
    select '${memberId}', id, 'member', 'test' from area where slug = 'werk-nord'`);
  await until('an account', async () => (await member())['sync_state'] === 'done');
  manager = httpBrowser();
  const login = await manager.follow(await manager.get(`${house.url}/admin`));
  await manager.follow(await manager.submit(login, { username: 'netz.manager', password: house.password }));
});

afterAll(() => house?.close());

async function member(): Promise<Record<string, unknown>> {
  const { rows } = await house.query(`select * from member where id = '${memberId}'`);
  return rows[0] ?? {};
}
const userId = async () => String((await member())['keycloak_user_id']);
const press = async (act: string): Promise<void> => {
  const answer = await manager.post(`${house.url}/admin/members/${memberId}/${act}`);
  expect(answer.status).toBe(303);
};
async function newLink(): Promise<string> {
  mails += 1;
  const found = await until('the mail', async () => {
    const all = await mailsTo(address);
    return all.length >= mails && all;
  });
  expect(found).toHaveLength(mails);
  return linkIn(found[0] as (typeof found)[number]);
}

/** The login page of the app, in a browser of its own. */
async function loginPage(more: Record<string, string> = {}, path = 'auth') {
  const browser = httpBrowser();
  const issuer = `${house.keycloakUrl}/realms/${house.realm}`;
  const address = authorizeUrl(issuer, `${house.appUrl}/callback`, more, path);
  const page = await browser.follow(await browser.get(address), (next) => next.origin !== house.appUrl);
  return { browser, page };
}

const offersPassword = (text: string) => /password-new/.test(text);

async function askForReset(login: string): Promise<string> {
  const { browser, page } = await loginPage();
  const href = /href="([^"]*reset-credentials[^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&');
  const form = await browser.get(new URL(String(href), page.url));
  return (await browser.follow(await browser.submit(form, { username: login }))).text;
}

/** Mails of somebody who may reset come through the same server, later than any of these would have. */
async function othersResetArrived(): Promise<void> {
  const other = 'max.mitglied@muster.example';
  const count = async () => (await mailsTo(other)).filter(({ text }) => text.includes(house.realm)).length;
  const before = await count();
  await askForReset('max.mitglied');
  await until('the reset mail of somebody else', async () => (await count()) > before);
}

async function nothingLetsIn(): Promise<void> {
  for (const login of [address, username]) expect(offersPassword(await askForReset(login))).toBe(false);
  for (const [more, path] of [
    [{}, 'registrations'],
    [{ prompt: 'create' }, 'auth'],
    [{ kc_idp_hint: 'access' }, 'auth'],
    [{ kc_idp_hint: 'access', flow: 'made-up', login_hint: address }, 'auth'],
  ] as const) {
    const { page } = await loginPage(more, path);
    // A registration of whoever it is, which asks for everything anew.
    expect(page.url.href).toMatch(new RegExp(`^${house.url}/registration/[0-9a-f-]{36}$`));
    expect(page.text).toContain('name="email"');
    expect(page.text).not.toContain(address);
  }
  const action = await loginPage({ kc_action: 'UPDATE_PASSWORD', login_hint: address });
  expect(action.page.url.origin).toBe(new URL(house.keycloakUrl).origin);
  expect(offersPassword(action.page.text)).toBe(false);
  const { browser, page } = await loginPage();
  for (const password of ['', ' ', username, house.password]) {
    const refused = await browser.submit(page, { username: address, password });
    expect(refused.location?.href ?? '').not.toContain('code=');
  }
  const account = httpBrowser();
  const issuer = `${house.keycloakUrl}/realms/${house.realm}`;
  const console = await account.follow(
    await account.get(authorizeUrl(issuer, `${issuer}/account/`, { client_id: 'account-console' })),
  );
  expect(console.text).toContain('kc-login');
  const id = await userId();
  for (const actions of [['UPDATE_PASSWORD'], ['VERIFY_EMAIL']])
    await expect(admin.users.executeActionsEmail({ realm: house.realm, id, actions })).rejects.toMatchObject({
      response: { status: 400 },
    });
  await othersResetArrived();
  expect(await mailsTo(address)).toHaveLength(mails);
  expect((await admin.users.getCredentials({ realm: house.realm, id })).length).toBe(0);
  expect(await house.keycloakUser(id)).toMatchObject({ enabled: false });
}

/** The button of the link, and what it leads to. */
async function pressed(link: string) {
  const browser = httpBrowser();
  const page = await browser.follow(await browser.post(link));
  return { browser, page };
}

test('before the invitation', nothingLetsIn);

test('while the link is open, nobody without it', async () => {
  await press('invite');
  await newLink();
  await nothingLetsIn();
});

test('after the link was withdrawn, not even with it', async () => {
  const link = linkIn((await mailsTo(address))[0] as never);
  await press('invitation/revoke');
  expect((await pressed(link)).page.status).toBe(410);
  await nothingLetsIn();
});

test('after it expired; asking for a new link sends one to the address on file', async () => {
  await press('invite');
  const link = await newLink();
  await house.query(`update invitation set expires_at = now() where state = 'open'`);
  expect((await pressed(link)).page.status).toBe(410);
  await until('expired', async () => (await member())['state'] === 'created');
  await nothingLetsIn();
  const answer = await httpBrowser().post(`${link}/new`);
  expect(answer.status).toBe(200);
  const again = await newLink();
  expect(again).not.toBe(link);
  await nothingLetsIn();
});

test('only the link opens the password page; whoever leaves there is rescued by a reset', async () => {
  const link = linkIn((await mailsTo(address))[0] as never);
  const { page } = await pressed(link);
  expect(offersPassword(page.text)).toBe(true);
  expect(await house.keycloakUser(await userId())).toMatchObject({ enabled: true, emailVerified: true });
  await askForReset(address);
  mails += 1;
  const mail = await until('the reset mail', async () => {
    const all = await mailsTo(address);
    return all.length === mails && all[0];
  });
  const reset = /https?:\/\/\S+action-token\S+/.exec(mail.text)?.[0] ?? '';
  const browser = httpBrowser();
  let form = await browser.follow(await browser.get(reset));
  const go = /href="([^"]*action-token[^"]*)"/.exec(form.text)?.[1]?.replaceAll('&amp;', '&');
  if (!offersPassword(form.text) && go) form = await browser.follow(await browser.get(new URL(go, form.url)));
  expect(offersPassword(form.text)).toBe(true);
  await browser.follow(
    await browser.submit(form, { 'password-new': ownPassword, 'password-confirm': ownPassword }),
    (next) => next.origin !== house.appUrl,
  );
  const own = await loginPage();
  const signedIn = await own.browser.submit(own.page, { username: address, password: ownPassword });
  expect(signedIn.location?.href).toContain('code=');
  expect((await pressed(link)).page.status).toBe(410);
});

test('a reset mail from before a suspension opens nothing after it', async () => {
  await askForReset(address);
  mails += 1;
  const mail = await until('the reset mail', async () => {
    const all = await mailsTo(address);
    return all.length === mails && all[0];
  });
  const reset = /https?:\/\/\S+action-token\S+/.exec(mail.text)?.[0] ?? '';
  // The feed writes down the sign-in of the test before and then the proven address, and a page from before that would be refused.
  await until('the first sign-in is known', async () => {
    const { db } = house.database;
    const { state, proven } = await db
      .selectFrom('member')
      .select(['state', 'email_verified as proven'])
      .where('id', '=', memberId)
      .executeTakeFirstOrThrow();
    return state === 'active' && proven;
  });
  const page = await manager.get(`${house.url}/admin/members/${memberId}`);
  const version = /name="version" value="(\d+)"/.exec(page.text)?.[1] ?? '';
  const answer = await manager.post(`${house.url}/admin/members/${memberId}/suspend`, { version });
  expect(answer.status).toBe(303);
  await until('closed', async () => (await house.keycloakUser(await userId())).enabled === false);
  const browser = httpBrowser();
  const opened = await browser.follow(await browser.get(reset));
  expect(offersPassword(opened.text)).toBe(false);
  const go = /href="([^"]*action-token[^"]*)"/.exec(opened.text)?.[1]?.replaceAll('&amp;', '&');
  if (go)
    expect(offersPassword((await browser.follow(await browser.get(new URL(go, opened.url)))).text)).toBe(
      false,
    );
});
