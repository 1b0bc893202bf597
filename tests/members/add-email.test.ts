import { expect, test } from '@jest/globals';
import { revertDeviation } from '../../sidecar/members/deviation-decide.service.ts';
import { acts, boss, decide, north, side } from './feed-house.ts';

const record = ({ id }: { id: string }) =>
  side.db
    .selectFrom('member')
    .select(['email', 'email_verified as verified'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();

/** Somebody who is in without an e-mail. */
async function withoutEmail(name: string) {
  const person = await side.person(name, 'nord', 'member', { active: true });
  await side.admin.users.update({ id: person.userId }, { email: '', emailVerified: false });
  await side.feed();
  expect(await record(person)).toEqual({ email: null, verified: false });
  return person;
}
/** What Keycloak holds once a mail link was followed. */
const proven = ({ userId }: { userId: string }, email: string) =>
  side.admin.users.update({ id: userId }, { email, emailVerified: true });

test('an address added by somebody without e-mail arrives, proven, with its audit row', async () => {
  const person = await withoutEmail('Nina Neu');
  const before = (await acts(person)).length;
  await proven(person, 'nina@privat.example');
  await side.feed();
  expect(await record(person)).toEqual({ email: 'nina@privat.example', verified: true });
  expect((await acts(person)).slice(before)).toEqual(['member.changed']);
  expect(await side.open()).toEqual([]);
});

test('the address of another member is a deviation: not taken, not called proven, and taken back', async () => {
  const person = await withoutEmail('Karl Gleich');
  const set = (email: string) =>
    side.db.updateTable('member').set({ email }).where('id', '=', north.id).execute();
  const { email: own } = await record(north);
  await set('Gleich@privat.example');
  await proven(person, 'gleich@privat.example');
  await side.feed();
  expect(await record(person)).toEqual({ email: null, verified: false });
  expect(await side.open()).toMatchObject([{ kind: 'email', keycloak: 'gleich@privat.example', ours: null }]);
  await set(String(own));
  await decide(revertDeviation, boss, 'email');
  await side.feed();
  expect((await side.admin.users.findOne({ id: person.userId }))?.email).toBeUndefined();
  expect(await record(person)).toEqual({ email: null, verified: false });
  expect(await side.open()).toEqual([]);
});
