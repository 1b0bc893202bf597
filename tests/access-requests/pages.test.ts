import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { ask, areaId, formOf, house, query } from '../credentials/letter-site.ts';
import { askers, endsOf, opponents, race } from '../faults/_approvers.ts';
import { randomFrom } from '../faults/_run.ts';
import { secondWeb } from '../faults/single-use.ts';
import { applicant } from '../support/applicants.ts';

const path = '/admin/requests';
const stateOf = async (id: string) =>
  (await query(sql<{ state: string }>`select state from access_request where id = ${id}`))[0]?.state;

test('the inbox shows what waits, the oldest first, to those who decide there and to nobody else', async () => {
  const [first, second, south] = [
    await applicant(house, { message: 'Ich bin seit Mai in der Gießerei <b>' }),
    await applicant(house),
    await applicant(house, { area: 'werk-sued' }),
  ];
  const nora = await ask(path, undefined, 'nora.nord');
  expect(nora.text.indexOf(first.lastName)).toBeGreaterThan(0);
  expect(nora.text.indexOf(second.lastName)).toBeGreaterThan(nora.text.indexOf(first.lastName));
  expect(nora.text).toContain('Gießerei &lt;b&gt;');
  expect(nora.text).not.toContain(south.lastName);
  expect(nora.text).toContain('2 warten');
  expect((await ask(path)).text).toContain('3 warten');
  expect((await ask(`${path}/${south.requestId}`, undefined, 'nora.nord')).status).toBe(404);
  const found = await ask(`${path}?q=${second.lastName}`);
  expect([found.text.includes(second.email), found.text.includes(first.email)]).toEqual([true, false]);
  const table = await ask(`${path}/export.csv`, undefined, 'nora.nord');
  expect([table.text.includes(first.email), table.text.includes(south.email)]).toEqual([true, false]);
});

test('the page of a request, and the dialog that keeps what was chosen', async () => {
  const kim = await applicant(house, { answers: [{ question: 'Abteilung?', answer: 'Gießerei' }] });
  const page = `${path}/${kim.requestId}`;
  const shown = await ask(page, undefined, 'nora.nord');
  for (const words of [kim.email, 'Abteilung?', 'Gießerei', 'Bitte um Zugang', 'Annehmen und freischalten'])
    expect(shown.text).toContain(words);
  const north = await areaId('werk-nord');
  const wrong = { [`role.${north}`]: 'editor', endsAt: '31.02.2031' };
  const refused = await ask(`${page}/approve`, wrong, 'nora.nord');
  expect([
    refused.status,
    refused.text.includes('href="#endsAt"'),
    refused.text.includes('31.02.2031'),
  ]).toEqual([422, true, true]);
  expect(refused.text).toMatch(new RegExp(`name="role.${north}" value="editor" checked`));
  const done = await ask(`${page}/approve`, { ...wrong, endsAt: '31.12.2031' }, 'nora.nord');
  expect(done.location).toBe(`${page}?note=approved`);
  const after = await ask(done.location, undefined, 'nora.nord');
  for (const words of [
    'Der Zugang ist in wenigen Sekunden offen',
    'bis 31.12.2031',
    'Zugangsanfrage angenommen',
  ])
    expect(after.text).toContain(words);
  const late = await ask(`${page}/approve`, wrong, 'netz.manager');
  expect([late.status, late.text.includes('Schon bearbeitet von Nora Nord')]).toEqual([422, true]);
  const second = await ask(`${page}/approve`, { [`role.${north}`]: 'member' }, 'netz.manager');
  expect([second.status, second.text.includes('Schon bearbeitet von Nora Nord')]).toEqual([409, true]);
  expect(second.text).not.toContain('Annehmen und freischalten');
});

test('several at once: the page names them, a reason is needed, its preview is the mail, and what was decided meanwhile is counted', async () => {
  const people = [await applicant(house), await applicant(house), await applicant(house)];
  const ids = people.map(({ requestId }) => requestId);
  const asking = `${path}/selected?act=reject&${ids.map((id) => `id=${id}`).join('&')}`;
  const asked = await ask(asking, undefined, 'nora.nord');
  expect(asked.text).toContain('3 Anfragen ablehnen');
  const form = formOf(asked, '/selected');
  const none = await ask(`${path}/selected`, [...form, ['words', ' ']], 'nora.nord');
  expect([none.status, none.text.includes('href="#words"')]).toEqual([422, true]);
  const words = `Leider nicht ${randomUUID()}`;
  const preview = await ask(
    `${path}/selected`,
    [...form, ['words', words], ['intent', 'preview']],
    'nora.nord',
  );
  expect(preview.text).toContain(`Begründung: ${words}`);
  expect(await Promise.all(ids.map(stateOf))).toEqual(['pending', 'pending', 'pending']);
  await ask(`${path}/selected`, [
    ['act', 'approve'],
    ['id', ids[0] ?? ''],
  ]);
  const done = await ask(`${path}/selected`, [...form, ['words', words]], 'nora.nord');
  expect(done.location).toBe(`${path}?note=rejected&done=2&already=1&refused=0`);
  expect(await Promise.all(ids.map(stateOf))).toEqual(['approved', 'rejected', 'rejected']);
  const list = await ask(done.location, undefined, 'nora.nord');
  for (const text of ['2 Anfragen sind abgelehnt', '1 Anfrage war schon bearbeitet'])
    expect(list.text).toContain(text);
  const decided = await ask(`${path}?tab=decided`, undefined, 'nora.nord');
  expect(decided.text).toContain('von Nadja Netz');
  const one = await ask(`${path}/selected?act=reject&id=${ids[1]}`);
  expect(one.text).toContain('Keine der ausgewählten Anfragen wartet noch');
});

test('somebody who is suspended may be rejected, but not approved', async () => {
  const kim = await applicant(house);
  await query(sql`update member set state_before = state, state = 'suspended' where id = ${kim.memberId}`);
  const page = await ask(`${path}/${kim.requestId}`, undefined, 'nora.nord');
  expect(page.text).toContain('Diese Person ist gesperrt');
  expect(page.text).not.toContain('Annehmen und freischalten');
  expect(page.text).toContain(`act&#x3D;reject&amp;id&#x3D;${kim.requestId}`);
});

test('an approval at the same moment as another one, a rejection, a withdrawal or the expiry, over two web processes: one of them counts', async () => {
  const second = await secondWeb(house);
  try {
    const webs = [house.url, second.route(new URL(house.url)).origin] as const;
    const site = { house, webs, random: randomFrom(5) };
    const asking = await askers(house, 12);
    for (const [nth, against] of opponents.entries()) {
      const some = asking.slice(nth * 3, nth * 3 + 3);
      await race(site, some, against);
      const { ends, wrong } = await endsOf(house, some);
      expect([against, wrong, ends['pending'] ?? 0]).toEqual([against, 0, 0]);
    }
  } finally {
    await second.process.stop();
  }
});
