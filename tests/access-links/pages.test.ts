import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { foundIn, tracesOf } from '../credentials/canary.ts';
import { areaId, ask, formOf, house, query } from '../credentials/letter-site.ts';
import { once, redeemLinkAtOnce, secondWorker } from '../faults/_link-redeemers.ts';
import { linkIn, mailsTo, mailTo } from '../support/mailbox.ts';
import { readPdf } from '../support/pdf.ts';
import { until } from '../support/processes.ts';

const path = '/admin/access-links';
const secrets: string[] = [];

async function form(more: Record<string, string> = {}): Promise<Record<string, string>> {
  const area = await areaId('werk-nord');
  return { areaId: area, role: 'member', purpose: 'Messe', days: '30', formKey: randomUUID(), ...more };
}
const addressesIn = (text: string): string[] =>
  [...text.matchAll(/https?:(?:\/|&#x2F;)+[^\s<"]+?\/l\/[A-Za-z0-9_-]{43}/g)].map(([address]) => address);

test('a batch shows its links to who made it and to nobody else, and after a quarter of an hour not even there', async () => {
  const wanted = await form({ links: '9', purpose: 'Neue im Lager' });
  const made = await ask(`${path}/batches`, wanted);
  expect(made.status).toBe(303);
  // the same form once more makes nothing
  expect((await ask(`${path}/batches`, wanted)).location).toBe(made.location);
  const page = await ask(made.location);
  const addresses = addressesIn(page.text);
  expect(new Set(addresses).size).toBe(9);
  expect(page.headers.get('cache-control')).toBe('no-store');
  secrets.push(...addresses.map((address) => address.split('/l/')[1] ?? ''));

  const pdf = await readPdf((await ask(`${made.location}/sheet.pdf`)).bytes);
  expect(pdf.pages).toBe(2);
  const printed = `${await pdf.text(1)}\n${await pdf.text(2)}`.replaceAll('\n', '');
  for (const address of addresses) expect(printed).toContain(address);
  const code = await pdf.qr(2);
  expect(addresses).toContain(code?.text);
  expect(code?.side).toBeGreaterThanOrEqual(25);
  const table = await ask(`${made.location}/links.xlsx`);
  expect([table.status, table.bytes.subarray(0, 2).toString()]).toEqual([200, 'PK']);

  const other = await ask(made.location, undefined, 'nora.nord');
  expect([other.status, addressesIn(other.text)]).toEqual([200, []]);
  expect((await ask(`${made.location}/links.xlsx`, undefined, 'nora.nord')).status).toBe(404);

  await query(
    sql`update access_link_batch set shown_until = now() where id = ${made.location.split('/').at(-1)}`,
  );
  expect(addressesIn((await ask(made.location)).text)).toEqual([]);
  const gone = await ask(`${made.location}/sheet.pdf`);
  expect([gone.status, gone.text.includes('werden nicht mehr gezeigt')]).toEqual([410, true]);
  const list = await ask(`${path}/export.csv`);
  expect(list.text).toContain('Neue im Lager');
  expect(addressesIn(list.text)).toEqual([]);
});

test('hidden at once by who made it, and by nobody else', async () => {
  const { location } = await ask(`${path}/batches`, await form({ links: '1' }));
  secrets.push(...addressesIn((await ask(location)).text).map((address) => address.split('/l/')[1] ?? ''));
  await ask(`${location}/hide`, {}, 'nora.nord');
  expect(addressesIn((await ask(location)).text)).toHaveLength(1);
  await ask(`${location}/hide`, {});
  expect(addressesIn((await ask(location)).text)).toEqual([]);
});

test('a mailed link is in the mail alone; sent again, however often pressed, the old one dies and one mail leaves', async () => {
  const email = `link.${randomUUID().slice(0, 8)}@muster.example`;
  const person = { salutation: 'Frau', firstName: 'Erika', lastName: 'Muster', email, locale: 'de' };
  // why is asked for, but who it is for says enough
  const sent = await ask(path, await form({ ...person, purpose: ' ' }));
  expect(sent.location).toBe(`${path}?note=mailed`);
  const first = await mailTo(email);
  expect(first.text).toContain('Werk Nord');
  const page = await ask(`${path}?q=${encodeURIComponent(email)}`);
  expect([page.status, addressesIn(page.text)]).toEqual([200, []]);
  expect(page.text).toContain(`…${linkIn(first).slice(-4)}`);
  expect(page.text).toContain('>Einzelner Link</a>');
  const again = formOf(page, '/send-again');
  const action = /action="([^"]*\/send-again)"/.exec(page.text)?.[1] ?? '';
  const answers = await Promise.all([1, 2, 3].map(() => ask(action, again)));
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
  const mails = await until('the second mail', async () => {
    const all = await mailsTo(email);
    return all.length >= 2 && all;
  });
  const links = mails.map(linkIn);
  expect(new Set(links).size).toBe(2);
  secrets.push(...links.map((link) => link.split('/l/')[1] ?? ''));
  const [row] = await query(sql<{ generation: number; mails: number }>`
    select l.generation, count(*)::int as mails from access_link l join message m on m.subject_id = l.id
    where l.email = ${email} group by 1`);
  expect(row).toEqual({ generation: 2, mails: 2 });
});

test('taken back by number: the page says how many, and more than that are not touched', async () => {
  const purpose = `Rückruf ${randomUUID().slice(0, 6)}`;
  const { location } = await ask(`${path}/batches`, await form({ links: '3', purpose }));
  const asked = await ask(`${path}/revoke?batch=${location.split('/').at(-1)}`);
  expect(asked.text).toContain('3 Links sperren');
  const sent = Object.fromEntries(formOf(asked, '/revoke'));
  const refused = await ask(`${path}/revoke`, { ...sent, asked: '2' });
  expect([refused.status, refused.text.includes('3 Links sperren')]).toEqual([409, true]);
  expect((await ask(`${path}/revoke`, sent)).location).toContain('note=revoked&count=3');
  const [row] = await query(sql<{ open: number; acts: number }>`
    select count(*) filter (where l.state = 'open')::int as open, count(a.id)::int as acts from access_link l
      join access_link_batch b on b.id = l.batch_id left join audit a on a.subject_id = l.id and a.act = 'accessLink.revoked'
    where b.purpose = ${purpose}`);
  expect(row).toEqual({ open: 0, acts: 3 });
});

test('nobody makes links for areas and roles that are not theirs to give, and foreign batches are not there', async () => {
  const south = { areaId: await areaId('werk-sued'), links: '1' };
  const foreign = await ask(`${path}/batches`, await form(south), 'nora.nord');
  expect([foreign.status, foreign.text.includes('href="#areaId"')]).toEqual([422, true]);
  const above = await ask(
    `${path}/batches`,
    await form({ role: 'network_manager', links: '1' }),
    'nora.nord',
  );
  expect([above.status, above.text.includes('href="#role"')]).toEqual([422, true]);
  const { location } = await ask(`${path}/batches`, await form({ ...south, purpose: 'Nur im Süden' }));
  expect((await ask(location, undefined, 'nora.nord')).status).toBe(404);
  expect((await ask(path, undefined, 'nora.nord')).text).not.toContain('Nur im Süden');
  const wrong = await ask(`${path}/batches`, await form({ links: '5001', days: '0', purpose: ' ' }));
  expect(wrong.status).toBe(422);
  for (const field of ['links', 'days', 'purpose']) expect(wrong.text).toContain(`href="#${field}"`);
});

test('60 people with proven addresses hold one link, two workers decide: one account, 59 kind refusals, one audit row', async () => {
  const second = secondWorker(house);
  try {
    expect(await redeemLinkAtOnce(house, 60)).toEqual(once(60));
  } finally {
    await second.stop();
  }
});

test('no secret of a link stands anywhere in clear: database, Redis, queues, logs, events', async () => {
  expect(secrets.length).toBeGreaterThanOrEqual(12);
  const traces = await tracesOf(house);
  expect(foundIn(traces, ['Neue im Lager'])).toEqual(['table access_link_batch']);
  expect(foundIn(traces, secrets)).toEqual([]);
});
