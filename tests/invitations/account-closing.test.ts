import { expect, test } from '@jest/globals';
import { inviteMember, revokeInvitation } from '../../sidecar/invitations/invite-one.service.ts';
import { claim, redeem } from '../../sidecar/invitations/redemption.service.ts';
import { AppError } from '../../sidecar/platform/errors.ts';
import { admin, house, invitationsOf, person } from './life.ts';
import { database, fresh, keycloak, newest, set } from './one-invited.ts';

test('an act whose answer was lost leaves no open account behind', async () => {
  const own = fresh();
  const { memberId, userId } = await person(database.db);
  await inviteMember(own.invite, admin, memberId);
  const { id } = await newest(memberId);
  const lost = {
    ...own.redemption,
    directory: {
      ...keycloak.directory,
      async enableVerified(user: string) {
        await keycloak.directory.enableVerified(user);
        throw new AppError('keycloak_unavailable');
      },
    },
  };
  await claim(lost, id, 'browser');
  await expect(redeem(lost, id, 'browser')).rejects.toMatchObject({ code: 'keycloak_unavailable' });
  expect(keycloak.open.has(userId)).toBe(true);
  own.pass(20);
  await own.sweep();
  expect(keycloak.open.has(userId)).toBe(false);
  await claim(own.redemption, id, 'browser');
  await redeem(own.redemption, id, 'browser');
  own.pass(600);
  await own.sweep();
  expect(keycloak.open.has(userId)).toBe(true);
});

test('who died between opening the account and the confirmation is given back, and the account closed', async () => {
  const own = fresh();
  const { memberId, userId } = await person(database.db);
  await inviteMember(own.invite, admin, memberId);
  const { id } = await newest(memberId);
  await claim(own.redemption, id, 'dies');
  await keycloak.directory.enableVerified(userId);
  await own.sweep();
  expect(keycloak.open.has(userId)).toBe(true);
  own.pass(200);
  await own.sweep();
  expect(keycloak.open.has(userId)).toBe(false);
  expect(await invitationsOf(database.db, memberId)).toMatchObject([{ state: 'open' }]);
});

test('while an account is being closed no link of that person is claimed', async () => {
  const own = fresh();
  const { memberId } = await person(database.db);
  await inviteMember(own.invite, admin, memberId);
  await inviteMember(own.invite, admin, memberId);
  const { id } = await newest(memberId);
  let during: unknown;
  const directory = {
    ...keycloak.directory,
    async setEnabled(user: string, enabled: boolean) {
      during = await claim(own.redemption, id, 'browser');
      await keycloak.directory.setEnabled(user, enabled);
    },
  };
  await house(database.db, directory).sweep();
  expect(during).toEqual({ gone: 'taken' });
  expect(await claim(own.redemption, id, 'browser')).toHaveProperty('subject');
  await redeem(own.redemption, id, 'browser');
});

test('a link that nobody needs any more is ended, and its account stays open', async () => {
  const own = fresh();
  const { memberId, userId } = await person(database.db);
  await inviteMember(own.invite, admin, memberId);
  await keycloak.directory.enableVerified(userId);
  await set(memberId, { state: 'active' });
  await own.sweep();
  expect(await invitationsOf(database.db, memberId)).toMatchObject([{ state: 'revoked' }]);
  expect(keycloak.open.has(userId)).toBe(true);
});

test('a link withdrawn while the answer of Keycloak was lost leaves no open account behind', async () => {
  const own = fresh();
  const { memberId, userId } = await person(database.db);
  await inviteMember(own.invite, admin, memberId);
  const { id } = await newest(memberId);
  const directory = {
    ...keycloak.directory,
    async enableVerified(user: string) {
      await revokeInvitation(own.invite, admin, memberId);
      await own.sweep();
      await keycloak.directory.enableVerified(user);
      throw new AppError('keycloak_unavailable');
    },
  };
  const lost = { ...own.redemption, directory };
  await claim(lost, id, 'browser');
  await expect(redeem(lost, id, 'browser')).rejects.toMatchObject({ code: 'keycloak_unavailable' });
  own.pass(180);
  await own.sweep();
  expect(keycloak.open.has(userId)).toBe(false);
});

test('closing the account waits for whoever is redeeming a newer link', async () => {
  const own = fresh();
  const { memberId, userId } = await person(database.db);
  await inviteMember(own.invite, admin, memberId);
  await inviteMember(own.invite, admin, memberId);
  const { id } = await newest(memberId);
  const directory = {
    ...keycloak.directory,
    async enableVerified(user: string) {
      await keycloak.directory.enableVerified(user);
      await own.sweep();
    },
  };
  const sweeping = { ...own.redemption, directory };
  await claim(sweeping, id, 'browser');
  await redeem(sweeping, id, 'browser');
  expect(keycloak.open.has(userId)).toBe(true);
  own.pass(600);
  await own.sweep();
  expect(keycloak.open.has(userId)).toBe(true);
});

test('who redeemed before keeps the account when a further link is withdrawn', async () => {
  const own = fresh();
  const { memberId, userId } = await person(database.db);
  await inviteMember(own.invite, admin, memberId);
  const { id } = await newest(memberId);
  await claim(own.redemption, id, 'browser');
  await redeem(own.redemption, id, 'browser');
  await inviteMember(own.invite, admin, memberId);
  await revokeInvitation(own.invite, admin, memberId);
  own.pass(600);
  await own.sweep();
  expect(keycloak.open.has(userId)).toBe(true);
  expect((await invitationsOf(database.db, memberId)).map(({ state }) => state)).toEqual([
    'accepted',
    'revoked',
  ]);
});
