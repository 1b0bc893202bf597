import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { httpBrowser } from '../support/http-browser.ts';
import { freshAddress } from './registrant.ts';
import { person, type WebHouse, webHouse } from './web-house.ts';

let house: WebHouse;
beforeAll(async () => {
  house = await webHouse();
});
afterAll(() => house?.close());

const other = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
const past = (id: string, column: 'code_sent_at' | 'expires_at', seconds: number) =>
  sql`update registration set ${sql.ref(column)} = now() - ${`${seconds} seconds`}::interval where id = ${id}`.execute(
    house.db,
  );

test('five wrong codes, then not even the right one opens; a new one can be asked for, but not within a minute', async () => {
  const { browser, url, id, code } = await house.sent();
  const type = (text: string) => browser.post(`${url}/code`, { code: text });
  for (let nth = 1; nth <= 5; nth += 1) expect((await type(other(code))).status).toBe(422);
  const sixth = await type(code);
  expect([sixth.status, sixth.text]).toEqual([422, expect.stringContaining('zu oft falsch')]);
  const soon = await browser.follow(await browser.post(`${url}/resend`));
  expect((await house.rowOf(id)).code_generation).toBe(1);
  expect(soon.text).toContain('Noch keine weitere E-Mail');
  await past(id, 'code_sent_at', 61);
  expect((await browser.follow(await browser.post(`${url}/resend`))).text).toContain(
    'noch eine E-Mail geschickt',
  );
  await house.send(id);
  const next = await house.codeNow(id);
  expect((await type(code)).status).toBe(next === code ? 303 : 422);
  expect((await type(`${next.slice(0, 3)} ${next.slice(3)}`)).location?.searchParams.get('prompt')).toBe(
    'none',
  );
  expect((await house.rowOf(id)).state).toBe('proven');
});

test('of many codes at once five are compared, whatever they are', async () => {
  const { browser, url, id, code } = await house.sent();
  await Promise.all(Array.from({ length: 24 }, () => browser.post(`${url}/code`, { code: other(code) })));
  expect((await house.rowOf(id)).code_tries).toBe(5);
  expect((await browser.post(`${url}/code`, { code })).status).toBe(422);
});

test('a code is good for ten minutes, for its own registration and in its own browser', async () => {
  const [one, two] = [await house.sent(), await house.sent()];
  const strange = await httpBrowser().post(`${one.url}/code`, { code: one.code });
  expect(strange.status).toBe(404);
  if (one.code !== two.code)
    expect((await two.browser.post(`${two.url}/code`, { code: one.code })).status).toBe(422);
  await past(one.id, 'code_sent_at', 601);
  const late = await one.browser.post(`${one.url}/code`, { code: one.code });
  expect([late.status, late.text]).toEqual([422, expect.stringContaining('gilt nicht mehr')]);
});

test('four mails at most, resent or to another address; a form sent twice at once mails once', async () => {
  const { browser, url, id } = await house.begin();
  await Promise.all([1, 2, 3].map(() => browser.post(url, person(freshAddress()))));
  expect((await house.rowOf(id)).code_generation).toBe(1);
  for (let nth = 2; nth <= 6; nth += 1) {
    await house.send(id);
    await browser.post(url, person(`anders.${nth}@muster.example`));
  }
  const row = await house.rowOf(id);
  expect([row.code_generation, row.email]).toEqual([4, 'anders.4@muster.example']);
  await house.send(id);
  await past(id, 'code_sent_at', 61);
  const page = await browser.follow(await browser.post(`${url}/resend`));
  expect((await house.rowOf(id)).code_generation).toBe(4);
  expect(page.text).toContain('schon mehrere E-Mails');
});

test('an address that has an account: the same pages, no code that opens, and the mail goes to its owner', async () => {
  const [known, unknown] = [freshAddress(), freshAddress()];
  await sql`insert into member (first_name, last_name, username, origin, state, email, sync_state, activated_at)
    values ('Karla', 'Bekannt', ${known}, 'import', 'active', ${known}, 'done', now())`.execute(house.db);
  const seen = [];
  for (const email of [known, unknown]) {
    const { browser, url, id } = await house.begin();
    const posted = await browser.post(url, person(email));
    await house.send(id);
    const page = await browser.get(url);
    const wrong = await browser.post(`${url}/code`, { code: other(await house.codeNow(id)) });
    const plain = (text: string) => text.replaceAll(id, 'ID').replaceAll(email, 'E-MAIL');
    const headers = (answer: typeof posted) => [...answer.headers.keys()].sort();
    seen.push([posted, page, wrong].map((one) => [one.status, headers(one), plain(one.text)]));
    const right = await browser.post(`${url}/code`, { code: await house.codeNow(id) });
    expect(right.status).toBe(email === known ? 422 : 303);
    const { rows } = await sql`select kind from message where to_address = ${email}`.execute(house.db);
    expect(rows).toEqual([{ kind: email === known ? 'duplicateRegistration' : 'emailCode' }]);
  }
  expect(seen[0]).toEqual(seen[1]);
});

test('a code that was mailed to nobody, because its address had its share, fits nothing', async () => {
  const { browser, url, id } = await house.begin();
  await browser.post(url, person(freshAddress()));
  const code = await house.codeNow(id);
  await house.send(id, async () => false);
  const typed = await browser.post(`${url}/code`, { code });
  expect([typed.status, (await house.rowOf(id)).state]).toEqual([422, 'sent']);
});

test('after 25 minutes nothing is taken any more, and what was typed is forgotten', async () => {
  const { browser, url, id, code } = await house.sent();
  await past(id, 'expires_at', 1);
  const answer = await browser.follow(await browser.post(`${url}/code`, { code }));
  expect(answer.text).toContain('Die Zeit ist abgelaufen');
  const { expireRegistrations } = await import('../../sidecar/registration/expire.service.ts');
  expect(await expireRegistrations(house.db, new Date(), 100)).toBeGreaterThanOrEqual(1);
  const { state, values, email, answer: kept } = await house.rowOf(id);
  expect([state, values, email, kept]).toEqual(['expired', null, null, null]);
  expect((await browser.get(url)).text).toContain('href="/join"');
  await sql`update registration set area_id = (select id from area where slug = 'muster') where id = ${id}`.execute(
    house.db,
  );
  const anew = await browser.get(url);
  expect(anew.text).toContain('Die Zeit ist abgelaufen');
  expect(anew.text).toContain('href="/join/muster"');
});
