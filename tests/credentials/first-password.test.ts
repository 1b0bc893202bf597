import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { expireLetters, withdrawLetters } from '../../sidecar/credentials/letter-life.service.ts';
import { showOnce } from '../../sidecar/credentials/letter.service.ts';
import { type LetterHouse, openLetterHouse } from './letter-house.ts';
import { expireNow } from './run-out.ts';

let house: LetterHouse;
beforeAll(async () => {
  house = await openLetterHouse();
});
afterAll(() => house?.close());

const own = 'Mein-eigenes-Passwort-7';
const other = 'Ein-anderes-Passwort-8';

async function account(memberId: string) {
  const { userId } = await house.member(memberId);
  const found = await house.deps.directory.getUser(userId);
  if (!found) throw new Error('no account');
  return found;
}

/** The days of this letter are over. */
async function runOut(memberId: string): Promise<void> {
  await expireNow(house, memberId);
  await house.admit();
}

/** Somebody who was let in by a letter and is in. */
async function settled(username: string): Promise<string> {
  const memberId = await house.newcomer(username);
  await house.admit();
  const { password } = await showOnce(house.letters, house.boss, memberId);
  expect((await (await house.signIn(username, password)).choose(own)).end).toBe('app');
  await house.feed();
  return memberId;
}

test('who has no e-mail is let in by the initial password, chooses another, and the letter is redeemed', async () => {
  const memberId = await house.newcomer('ohne.mail');
  expect(await house.member(memberId)).toMatchObject({ passwordAccess: true, passwordDue: 'set' });
  await house.admit();
  expect(await house.member(memberId)).toMatchObject({ state: 'created', passwordDue: null });
  expect(await account(memberId)).toMatchObject({ enabled: true });
  expect((await account(memberId)).requiredActions.toSorted()).toEqual(['UPDATE_EMAIL', 'UPDATE_PASSWORD']);
  const links = await house.admin.users.listFederatedIdentities({ id: (await account(memberId)).userId });
  expect(links).toEqual([]);

  const shown = await showOnce(house.letters, house.boss, memberId);
  expect(shown.username).toBe('ohne.mail');
  const page = await house.signIn('ohne.mail', shown.password);
  expect(page.end).toBe('page');
  expect((await page.choose(own)).end).toBe('app');
  await house.feed();
  expect(await house.member(memberId)).toMatchObject({ state: 'active', passwordAccess: false });
  expect(await house.letter(memberId)).toMatchObject({ state: 'redeemed' });
  expect(await house.acts(memberId)).toEqual(['issued', 'shown', 'redeemed']);
  expect((await house.signIn('ohne.mail', own)).end).toBe('app');
  // Last, because Keycloak lets nobody sign in while it still counts a wrong try of theirs.
  expect((await house.signIn('ohne.mail', shown.password)).end).toBe('refused');
  expect(await house.open()).toEqual([]);
});

test('shown again it is another password, and the one before opens nothing any more', async () => {
  const memberId = await house.newcomer('zweimal.gezeigt');
  await house.admit();
  const first = await showOnce(house.letters, house.boss, memberId);
  expect(await house.member(memberId)).toMatchObject({ passwordDue: null });
  const second = await showOnce(house.letters, house.boss, memberId);
  expect(second.password).not.toBe(first.password);
  await house.admit();
  expect((await house.signIn('zweimal.gezeigt', second.password)).end).toBe('page');
  expect((await house.signIn('zweimal.gezeigt', first.password)).end).toBe('refused');
  expect(await house.acts(memberId)).toEqual(['issued', 'shown', 'renewed', 'shown']);
});

test('a password that is renewed while the last one is under way reaches Keycloak, too', async () => {
  const memberId = await house.newcomer('unterwegs');
  await house.admit();
  await showOnce(house.letters, house.boss, memberId);
  await showOnce(house.letters, house.boss, memberId);
  let newest = '';
  const { directory } = house.deps;
  const meanwhile: typeof directory = {
    ...directory,
    async setInitialPassword(userId, credential) {
      if (newest === '') newest = (await showOnce(house.letters, house.boss, memberId)).password;
      await directory.setInitialPassword(userId, credential);
    },
  };
  await house.admit({ directory: meanwhile });
  expect(await house.member(memberId)).toMatchObject({ syncState: 'done', passwordDue: null });
  expect((await house.signIn('unterwegs', newest)).end).toBe('page');
});

test('who forgot the own password gets a new letter: the old one dies, sessions end, the new one is redeemed', async () => {
  const memberId = await settled('hat.vergessen');
  const { userId } = await house.member(memberId);
  expect(await house.admin.users.listSessions({ id: userId })).toHaveLength(1);
  const { password } = await showOnce(house.letters, house.boss, memberId);
  await house.admit();
  expect(await house.admin.users.listSessions({ id: userId })).toHaveLength(0);
  expect((await house.signIn('hat.vergessen', own)).end).toBe('refused');
  await house.feed();
  expect(await house.letter(memberId)).toMatchObject({ state: 'created' });
  expect((await (await house.signIn('hat.vergessen', password)).choose(other)).end).toBe('app');
  await house.feed();
  expect(await house.letter(memberId)).toMatchObject({ state: 'redeemed' });
  expect(await house.member(memberId)).toMatchObject({ state: 'active', passwordAccess: false });
  expect((await house.signIn('hat.vergessen', other)).end).toBe('app');
});

test('an expired initial password is dead at Keycloak, too, and the account closed', async () => {
  const before = house.deps.clock();
  const memberId = await house.newcomer('zu.spaet');
  await house.admit();
  const { password, expiresAt } = await showOnce(house.letters, house.boss, memberId);
  // The letter names the day only, so it counts to the day's end.
  const last = [before, house.deps.clock()].map((now) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + 30, 23, 59, 59, 999).getTime(),
  );
  expect(last).toContain(expiresAt.getTime());
  await expireLetters(house.letters, house.deps.clock());
  expect(await house.letter(memberId)).toMatchObject({ state: 'created' });
  await runOut(memberId);
  expect(await account(memberId)).toMatchObject({ enabled: false });
  expect(await house.deps.directory.passwordLabels((await account(memberId)).userId)).toEqual([]);
  expect((await house.signIn('zu.spaet', password)).end).toBe('refused');
  await house.feed();
  expect(await house.member(memberId)).toMatchObject({ state: 'created', passwordAccess: false });
  expect(await house.open()).toEqual([]);
  // A new letter lets in again.
  const again = await showOnce(house.letters, house.boss, memberId);
  await house.admit();
  expect((await (await house.signIn('zu.spaet', again.password)).choose(own)).end).toBe('app');
});

test('an expired letter never takes a password that the person has just chosen', async () => {
  const memberId = await house.newcomer('gerade.noch');
  await house.admit();
  const { password } = await showOnce(house.letters, house.boss, memberId);
  expect((await (await house.signIn('gerade.noch', password)).choose(own)).end).toBe('app');
  await runOut(memberId);
  expect((await house.signIn('gerade.noch', own)).end).toBe('app');
  expect(await house.letter(memberId)).toMatchObject({ state: 'redeemed' });
  await house.feed();
  expect(await house.member(memberId)).toMatchObject({ state: 'active', passwordAccess: false });
  expect(await house.open()).toEqual([]);
});

test('who is in stays in when a new letter expires unused, without a password', async () => {
  const memberId = await settled('bleibt.drin');
  const { password } = await showOnce(house.letters, house.boss, memberId);
  await house.admit();
  await runOut(memberId);
  expect(await account(memberId)).toMatchObject({ enabled: true });
  expect((await house.signIn('bleibt.drin', password)).end).toBe('refused');
  await house.feed();
  expect(await house.member(memberId)).toMatchObject({ state: 'active', passwordAccess: false });
});

test('who the console shut stays shut when a letter is renewed or ends', async () => {
  const memberId = await house.newcomer('zu.gemacht');
  await house.admit();
  await showOnce(house.letters, house.boss, memberId);
  const { userId } = await house.member(memberId);
  await house.admin.users.update({ id: userId }, { enabled: false });
  await showOnce(house.letters, house.boss, memberId);
  await house.admit();
  expect(await account(memberId)).toMatchObject({ enabled: false });
  await runOut(memberId);
  expect(await account(memberId)).toMatchObject({ enabled: false });
});

test('who gets an address instead is invited: the letter is withdrawn, the account closed and linked', async () => {
  const memberId = await house.newcomer('bekommt.mail');
  await house.admit();
  const { password } = await showOnce(house.letters, house.boss, memberId);
  await house.db.transaction().execute(async (trx) => {
    await trx
      .updateTable('member')
      .set({ email: 'bekommt.mail@muster.example' })
      .where('id', '=', memberId)
      .execute();
    await withdrawLetters(trx, [memberId], { kind: 'operator' }, house.deps.clock());
  });
  await house.admit();
  expect(await house.member(memberId)).toMatchObject({ syncState: 'done' });
  expect(await account(memberId)).toMatchObject({ enabled: false, email: 'bekommt.mail@muster.example' });
  expect((await house.signIn('bekommt.mail', password)).end).toBe('refused');
  expect(await house.deps.directory.findByFederatedSubject(memberId)).toMatchObject({
    username: 'bekommt.mail',
  });
  expect(await house.letter(memberId)).toMatchObject({ state: 'withdrawn' });
});

test('who tried the forgotten password too often is let in by the new letter at once', async () => {
  const memberId = await settled('zu.oft.geraten');
  for (let tries = 0; tries < 12; tries += 1) await house.signIn('zu.oft.geraten', 'Falsch-geraten-1');
  expect((await house.signIn('zu.oft.geraten', own)).end).toBe('refused');
  const { password } = await showOnce(house.letters, house.boss, memberId);
  await house.admit();
  expect((await (await house.signIn('zu.oft.geraten', password)).choose(other)).end).toBe('app');
});
