import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { letterOn } from '../support/letter.ts';
import { acts, addForm, ask, carried, formOf, letterOf, newcomer, passwordOn, query } from './letter-site.ts';

test('added by hand, the password is shown once: not to a reload, not to a second press at the same time', async () => {
  const form = await addForm('Einmal');
  const answers = await Promise.all([ask('/admin/members', form), ask('/admin/members', form)]);
  const passwords = answers.map(passwordOn);
  expect(passwords.filter(Boolean)).toHaveLength(1);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  const again = await ask('/admin/members', form);
  expect([again.status, passwordOn(again)]).toEqual([409, undefined]);
  expect(again.text).toContain('erscheint kein zweites Mal');
  const { id, generation } = await letterOf('Einmal');
  expect([generation, await acts(id)]).toEqual([1, ['issued', 'shown']]);
  expect(answers.every(({ headers }) => headers.get('cache-control') === 'no-store')).toBe(true);
});

test.each([
  ['close', '/admin/members?made='],
  ['another', '/admin/members/new?area='],
  ['grants', '/grants?note=made'],
])('the button %s loses neither the password nor the next step', async (intent, next) => {
  const shown = await ask('/admin/members', await addForm(`Knopf${intent}`, { intent }));
  const [, main = ''] = shown.text.split('<h1');
  const primary = /<a class="pf-v6-c-button pf-m-primary" href="([^"]*)"/.exec(main)?.[1] ?? '';
  expect(primary.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')).toContain(next);
  const { id } = await letterOf(`Knopf${intent}`);
  const print = await ask(`/admin/members/${id}/letter/print`, formOf(shown, '/letter/print'));
  expect(decodeURIComponent(print.location)).toContain(next);
  expect((await ask(print.location)).text).toContain('Weiter</span>');
  const pdf = await ask(`${print.location.split('?')[0]}/letters.pdf`);
  expect((await letterOn(pdf.bytes)).password).toBe(passwordOn(shown));
});

test('with an e-mail address there is no password to see', async () => {
  const answer = await ask('/admin/members', await addForm('Postfach', { email: 'postfach@muster.example' }));
  expect([answer.status, answer.location]).toEqual([303, expect.stringContaining('?made=')]);
});

test('who adds somebody as high as themselves is told whom to ask for the letter', async () => {
  const form = await addForm('Ebenbürtig', { role: 'newsroom_manager' });
  const answer = await ask('/admin/members', form, 'nora.nord');
  expect([answer.status, passwordOn(answer)]).toEqual([200, undefined]);
  expect(answer.text).toContain('druckt ein Netzwerkmanager');
});

test('a new password is shown once a page; five presses at once raise it once', async () => {
  const { id } = await newcomer('Nochmal');
  await ask(`/admin/members/${id}/letter/show`, { seen: '1-unknown' });
  const page = await ask(`/admin/members/${id}/letter?act=show`);
  expect(page.text).toContain('gilt dann nicht mehr');
  const form = formOf(page, '/letter/show');
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => ask(`/admin/members/${id}/letter/show`, form)),
  );
  expect(answers.filter(passwordOn)).toHaveLength(1);
  expect(await letterOf('Nochmal')).toMatchObject({ generation: 2, shown: true });
});

test('forgotten: one print however often the button is pressed, and the person reads what Keycloak knows', async () => {
  const { id } = await newcomer('Vergessen');
  await carried(id);
  await query(sql`update member set state = 'active', password_access = false where id = ${id}`);
  await query(sql`update access_letter set state = 'redeemed', redeemed_at = now() where member_id = ${id}`);
  const page = await ask(`/admin/members/${id}/letter?act=print`);
  expect(page.text).toContain('laufenden Sitzungen enden');
  const form = formOf(page, '/letter/print');
  const press = () => ask(`/admin/members/${id}/letter/print`, form);
  const answers = [...(await Promise.all([press(), press(), press()])), await press()];
  expect(new Set(answers.map(({ status, location }) => `${status} ${location}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(303);
  expect(await letterOf('Vergessen')).toMatchObject({ generation: 2, state: 'printed' });
  expect((await ask(`${answers[0]?.location}/letters.pdf`)).status).toBe(200);
});

test('a page that was overtaken ends no password: it says so and shows how the letter stands now', async () => {
  const { id } = await newcomer('Überholt');
  const [one, other] = [await ask(`/admin/members/${id}`), await ask(`/admin/members/${id}`)];
  const first = await ask(`/admin/members/${id}/letter/print`, formOf(one, '/letter/print'));
  const second = await ask(`/admin/members/${id}/letter/print`, formOf(other, '/letter/print'));
  expect([first.status, second.status]).toEqual([303, 409]);
  expect(second.text).toContain('hat sich inzwischen geändert');
  expect(await letterOf('Überholt')).toMatchObject({ generation: 1 });
});

test('nobody gives themselves a letter', async () => {
  const [me] = await query(sql<{ id: string }>`select id from member where username = 'netz.manager'`);
  for (const act of ['print', 'show']) {
    const form = { seen: 'none', formKey: crypto.randomUUID() };
    expect((await ask(`/admin/members/${me?.id}/letter/${act}`, form)).status).toBe(403);
  }
});
