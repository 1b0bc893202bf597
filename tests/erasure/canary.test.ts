import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { expireLinks } from '../../sidecar/access-links/end.service.ts';
import { retention } from '../../sidecar/app-retention.ts';
import { compose } from '../../sidecar/compose.ts';
import { addDays } from '../../sidecar/platform/clock.ts';
import { parseConfig } from '../../sidecar/platform/config.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { nightOf } from '../../sidecar/retention/night.rules.ts';
import { runNight } from '../../sidecar/retention/run.service.ts';
import { openServices } from '../../sidecar/services.ts';
import { adminOfMaster } from '../keycloak/realm-fixture.ts';
import { freePort } from '../support/free-port.ts';
import { type Installation, installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { cookieOf } from '../support/sessions.ts';
import { imported, memberOf, newMark, nobody, registered } from './canaries.ts';
import { everywhere } from './everywhere.ts';

/** Some of those where it stands before. */
const places = [
  'member.first_name',
  'message.to_address',
  'message.response',
  'import.file',
  'import_row.input',
  'import_words.words',
  'registration.email',
  'criteria_record.values',
  'access_link.email',
  'access_request.message',
  'access_request.reason',
  'deviation.keycloak_value',
  'listed_member.search',
  'keycloak.user_entity.username',
  'keycloak.event_entity.details_json_long_value',
];

let house: Installation;
let metrics: string;
let cookie: string;

beforeAll(async () => {
  const listen = `127.0.0.1:${await freePort()}`;
  house = await installation({ METRICS_LISTEN: listen });
  metrics = `http://${listen}/metrics`;
  cookie = await cookieOf(house, 'netz.manager');
});
afterAll(() => house?.close());

async function post(path: string, form: Record<string, string> | URLSearchParams): Promise<string> {
  const headers = { cookie, 'sec-fetch-site': 'same-origin', 'accept-language': 'de' };
  const body = new URLSearchParams(form);
  const answer = await fetch(house.url + path, { method: 'POST', body, headers, redirect: 'manual' });
  const text = await answer.text();
  if (answer.status >= 400) throw new Error(`${path}: ${answer.status} ${text.slice(0, 500)}`);
  return text;
}

async function deletedByHand(memberId: string, more: Record<string, string> = {}): Promise<void> {
  const { db } = house.database;
  const { sync_version: version } = await db
    .selectFrom('member')
    .select('sync_version')
    .where('id', '=', memberId)
    .executeTakeFirstOrThrow();
  await post(`/admin/members/${memberId}/delete`, { version: String(version), ...more });
}

/** *Auskunft und Entfernen* as the page leads. */
async function removedByText(text: string): Promise<void> {
  const page = await post('/admin/erasure/traces', { text });
  const asked = /name="asked" value="(\d+)"/.exec(page)?.[1];
  if (!asked) throw new Error(`nothing of ${text} can be removed: ${page.slice(-3000)}`);
  await post('/admin/erasure/traces/remove', { text, asked });
}

test('somebody who went every way is nowhere any more once they are erased, but where the page says so', async () => {
  const { db } = house.database;
  const mark = newMark();
  const ada = await imported(house, mark, async (path, form) => void (await post(path, form)));
  const others = await registered(house, mark);
  const texts = await nobody(house, mark);
  const before = await everywhere(house, mark, metrics);
  // The search finds what is there.
  expect(places.filter((place) => !before.includes(place))).toEqual([]);
  expect(before.filter((place) => /log of w|metrics|bull/.test(place))).toEqual([]);

  await deletedByHand(ada.memberId, { erase: '1' });
  const ids = await Promise.all(others.map((email) => memberOf(house, email)));
  const act = { act: 'erase', formKey: crypto.randomUUID(), people: '2', applies: '2' };
  const body = new URLSearchParams(act);
  for (const id of ids) body.append('id', id);
  await post('/admin/bulk-acts', body);
  for (const text of texts) await removedByText(text);
  const all = [ada.memberId, ...ids];
  await until(
    'everybody is erased',
    async () => {
      const left = sql`select from member where id = any(${all}::uuid[]) and erased_at is null`;
      const files = sql`select from import where thinning = 'due'`;
      return (await left.execute(db)).rows.length + (await files.execute(db)).rows.length === 0;
    },
    60,
  );
  const page = readFileSync(new URL('../../docs/data-protection.md', import.meta.url), 'utf8');
  const rest = await everywhere(house, mark, metrics);
  expect(rest.filter((place) => place !== 'log of Keycloak')).toEqual([
    'keycloak.event_entity.details_json_long_value',
  ]);
  expect(page).toContain('cannot reach, then, is: `keycloak.event_entity`,');

  // What ends by its own period.
  await (await adminOfMaster()).realms.clearEvents({ realm: house.realm });
  expect((await everywhere(house, mark, metrics)).filter((place) => place !== 'log of Keycloak')).toEqual([]);
  // Whoever shared a file with them is still in it.
  expect(await everywhere(house, 'andere.', metrics)).toContain('import.file');
});

/** One night after the other, more than a year apart, until every period is over; nobody has to be waited for. */
async function yearsPass(): Promise<void> {
  let at = new Date();
  const services = await openServices(parseConfig(house.env), openLog('silent', 'nights'), () => at);
  try {
    const deps = retention(services, compose(services));
    for (let year = 1; year <= 8; year += 1) {
      at = addDays(at, 400);
      await expireLinks(services);
      expect(await runNight(deps, nightOf(at, deps.hour))).toEqual([]);
    }
  } finally {
    await services.close();
  }
}

test('what is only deleted, and what never became anybody, goes when its period is over', async () => {
  const { db } = house.database;
  const mark = newMark();
  const ada = await imported(house, mark, async (path, form) => void (await post(path, form)));
  const others = await registered(house, mark);
  await nobody(house, mark);
  const all = [ada.memberId, ...(await Promise.all(others.map((email) => memberOf(house, email))))];
  for (const id of all) await deletedByHand(id);
  await until('their accounts are gone', async () => {
    const left = sql`select from member where id = any(${all}::uuid[]) and not (state = 'deleted' and sync_state = 'done')`;
    return (await left.execute(db)).rows.length === 0;
  });
  const before = await everywhere(house, mark, metrics);
  expect(before).toEqual(
    expect.arrayContaining(['member.first_name', 'import.file', 'registration.email', 'access_link.email']),
  );

  await yearsPass();
  const rest = await everywhere(house, mark, metrics);
  expect(rest.filter((place) => !/^log of Keycloak|^keycloak\.event_entity/.test(place))).toEqual([]);
});
