import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { fileRequest } from '../../sidecar/access-requests/file.service.ts';
import { adminOfMaster } from '../keycloak/realm-fixture.ts';
import { areaOf } from '../support/area-of.ts';
import { employee } from '../support/employee.ts';
import { expectPeople } from '../support/expected-people.ts';
import { httpBrowser } from '../support/http-browser.ts';
import type { Installation } from '../support/installation.ts';
import { decideAll, makeLinks } from '../support/link-people.ts';
import { linkIn, mailTo } from '../support/mailbox.ts';
import { until } from '../support/processes.ts';
import { provenPeople } from '../support/proven-people.ts';
import { workbook } from '../support/workbook.ts';

/** Letters only, so that no rule for user names takes any of it away. */
export const newMark = (): string =>
  `zq${[...randomBytes(9)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('')}`;
export type Canary = { mark: string; email: string };
const canary = (mark: string, who: string): Canary => ({ mark, email: `${who}.${mark}@kanarie.example` });
const password = `Kanarie-${randomUUID()}`;

export async function memberOf({ database: { db } }: Installation, email: string): Promise<string> {
  const { id } = await db
    .selectFrom('member')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow();
  return id;
}

/** Imported with a row nobody can store, invited by mail, in the app, at /admin and /me, with everything that can happen to an employee. */
export async function imported(
  house: Installation,
  mark: string,
  post: (path: string, form: Record<string, string>) => Promise<void>,
) {
  const { db } = house.database;
  const { email } = canary(mark, 'ada');
  const file = join(mkdtempSync(join(tmpdir(), 'einlass-canary-')), 'personal.xlsx');
  const titles = ['Anrede', 'Vorname', 'Nachname', 'E-Mail', 'Personalnummer', 'Bereich', 'Rolle'];
  const rows = [
    ['Frau', `Ada${mark}`, `Lau${mark}`, email, `N${mark}`, 'Werk Nord', 'Newsroom-Manager'],
    ['Herr', `Dee${mark}`, `Weg${mark}`, canary(mark, 'dee').email, `D${mark}`, 'Werk Mond', 'Mitglied'],
    ['Frau', 'Andere', 'Person', `andere.${randomUUID()}@kanarie.example`, '', 'Werk Mond', 'Mitglied'],
  ];
  writeFileSync(file, await workbook(titles, rows));
  await house.command('import', file, '--as', 'netz.manager').catch(() => 'rows were left out');
  const memberId = await memberOf(house, email);
  const formKey = randomUUID();
  await post('/admin/bulk-acts', { act: 'invite', id: memberId, formKey, people: '1', applies: '1' });
  const redeem = employee(house.appUrl);
  const ended = await redeem(linkIn(await mailTo(email)), password);
  if (ended.end !== 'app') throw new Error(`the link led to ${JSON.stringify(ended)}`);
  const { username } = await db
    .selectFrom('member')
    .select('username')
    .where('id', '=', memberId)
    .executeTakeFirstOrThrow();
  for (const [place, typed] of [
    ['/me', 'wrong'],
    ['/me', password],
    ['/admin', password],
  ] as const) {
    const browser = httpBrowser();
    const page = await browser.follow(await browser.get(`${house.url}${place}`));
    await browser.follow(await browser.submit(page, { username, password: typed }));
  }
  await atKeycloak(house, memberId, mark);
  await besides(house, memberId, mark);
  return { memberId, email };
}

/** Somebody changes the name in the console, which the feed notices. */
async function atKeycloak(house: Installation, memberId: string, mark: string): Promise<void> {
  const { db } = house.database;
  // What is still on its way to the account would write our name over the console's.
  const id = await until('the account is as we want it', async () => {
    const states = sql<{ id: string; done: boolean }>`
      select keycloak_user_id as id, sync_state = 'done' as done from member where id = ${memberId}`;
    const [row] = (await states.execute(db)).rows;
    return row?.done && row.id;
  });
  const { users } = await adminOfMaster();
  const at = { realm: house.realm, id };
  const account = await users.findOne(at);
  await users.update(at, { ...account, lastName: `Konsole${mark}` });
  await until(
    'the deviation',
    async () =>
      (
        await sql`select from deviation where member_id = ${memberId} and keycloak_value like ${`%${mark}%`}`.execute(
          db,
        )
      ).rows[0],
    60,
  );
}

/** What somebody writes, is asked, gets on paper and does not get by mail. */
async function besides(house: Installation, memberId: string, mark: string): Promise<void> {
  const { db } = house.database;
  const areaId = await areaOf(db, 'werk-sued');
  const answers = [{ question: 'Wer sind Sie?', answer: `Antwort ${mark}` }];
  const form = { origin: 'mismatch' as const, message: `Bitte ${mark}`, answers };
  const facts = { firstName: `Ada${mark}` };
  const filing = { memberId, areaId, form, facts, publicUrl: house.url, now: new Date() };
  const filed = await db.transaction().execute((trx) => fileRequest(trx, filing));
  await sql`update access_request set state = 'rejected', reason = ${`Nein ${mark}`} where id = ${filed?.requestId ?? ''}`.execute(
    db,
  );
  await sql`insert into account_merge (request_id, applicant_id, existing_id, grants, key_id, lookup, expires_at)
    values (${filed?.requestId ?? ''}, ${memberId}, ${memberId}, '[]', 1, 'x', now())`.execute(db);
  await sql`update message set state = 'bounced', response = ${`550 ${mark}`} where member_id = ${memberId}`.execute(
    db,
  );
  await sql`with letter as (insert into access_letter (member_id, key_id, format, state, created_at, expires_at)
      values (${memberId}, 1, 'x', 'withdrawn', now(), now()) returning id),
    print as (insert into letter_print (id, made_by, made_at) values (gen_random_uuid(), ${memberId}, now()) returning id)
    insert into letter_print_item (print_id, letter_id, generation) select print.id, letter.id, 1 from letter, print`.execute(
    db,
  );
}

/** By stored facts and by a link that was mailed to them; both are let in by the worker. */
export async function registered(house: Installation, mark: string): Promise<string[]> {
  const { db } = house.database;
  const facts = { firstName: `Bea${mark}`, lastName: `Reg${mark}`, employeeNumber: `B${mark}` };
  await db.updateTable('network_setting').set({ keep_criteria: true }).execute();
  await expectPeople(house, [facts]);
  const [linkId = ''] = await makeLinks(house, 1);
  const [bea, cem] = [canary(mark, 'bea').email, canary(mark, 'cem').email];
  await sql`update access_link set first_name = ${`Cem${mark}`}, last_name = ${mark}, email = ${cem}, locale = 'de' where id = ${linkId}`.execute(
    db,
  );
  const linked = { firstName: `Cem${mark}`, lastName: `Link${mark}` };
  const ids = [
    ...(await provenPeople(house, 'criteria', [{ id: randomUUID(), email: bea, values: facts }])),
    ...(await provenPeople(house, 'link', [
      { id: randomUUID(), email: cem, values: linked, access_link_id: linkId, access_link_generation: 1 },
    ])),
  ];
  const { ends } = await decideAll(house, ids);
  await sql`insert into near_miss (near, since) select near, now() from criteria_near on conflict do nothing`.execute(
    db,
  );
  await strangerMail(house, bea.toUpperCase());
  if (ends['ready'] !== 2) throw new Error(`they ended as ${JSON.stringify(ends)}`);
  return [bea, cem];
}

const strangerMail = ({ database: { db } }: Installation, to: string) =>
  db
    .insertInto('message')
    .values({ kind: 'emailCode', locale: 'de', to_address: to, state: 'sent', header_id: randomUUID() })
    .execute();

/** Nobody: expected in vain, refused, mailed a link that nobody opened, in a row of a file that could not be stored. Answers the address and the number. */
export async function nobody(house: Installation, mark: string): Promise<string[]> {
  const { db } = house.database;
  const { email } = canary(mark, 'dee');
  const facts = { firstName: `Dee${mark}`, lastName: `Weg${mark}`, employeeNumber: `D${mark}` };
  await expectPeople(house, [facts]);
  const [linkId = ''] = await makeLinks(house, 1);
  await sql`update access_link set first_name = ${`Dee${mark}`}, email = ${email}, locale = 'de' where id = ${linkId}`.execute(
    db,
  );
  const person = { id: randomUUID(), email, values: { ...facts, employeeNumber: `X${mark}` } };
  await decideAll(house, await provenPeople(house, 'criteria', [person]));
  await strangerMail(house, email);
  // Given up in the middle.
  await sql`insert into registration (way, state, locale, browser, visitor, own_start, email, "values", created_at, expires_at)
    values ('criteria', 'expired', 'de', 'b', 'v', true, ${email}, ${JSON.stringify(facts)}, now(), now())`.execute(
    db,
  );
  return [email, `D${mark}`];
}
