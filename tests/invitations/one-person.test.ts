import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { inviteAllNew } from '../../sidecar/invitations/invite-all.service.ts';
import { inviteMember, revokeInvitation } from '../../sidecar/invitations/invite-one.service.ts';
import { endInvitations } from '../../sidecar/invitations/life.store.ts';
import { sendPasswordMails } from '../../sidecar/invitations/password-mail.service.ts';
import { invitationOf } from '../../sidecar/invitations/person.read-model.ts';
import { claim, redeem } from '../../sidecar/invitations/redemption.service.ts';
import { requestAnew } from '../../sidecar/invitations/request.service.ts';
import { AppError } from '../../sidecar/platform/errors.ts';
import { north, northManager, office, scopeWith, south } from '../members/import-fixtures.ts';
import { admin, invitationsOf, liveMails, person, silent } from './life.ts';
import { actsOf, database, fresh, keycloak, month, newest, set } from './one-invited.ts';

test('whom one may not act on answers like nobody, for inviting as for withdrawing', async () => {
  const own = fresh();
  const { memberId } = await person(database.db);
  const colleague = { areaId: south.id, role: 'newsroom_manager' } as const;
  const equal = scopeWith([{ areaId: north.id, role: 'member' }]);
  for (const scope of [scopeWith([colleague]), equal]) {
    await expect(inviteMember(own.invite, scope, memberId)).rejects.toMatchObject({ code: 'not_found' });
    await expect(revokeInvitation(own.invite, scope, memberId)).rejects.toMatchObject({ code: 'not_found' });
  }
  await expect(inviteMember(own.invite, admin, randomUUID())).rejects.toMatchObject({ code: 'not_found' });
  await inviteMember(own.invite, northManager, memberId);
  await database.db
    .insertInto('grant')
    .values({ member_id: memberId, area_id: office.id, role: 'member', origin: 'test' })
    .execute();
  await expect(revokeInvitation(own.invite, northManager, memberId)).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await invitationsOf(database.db, memberId)).toMatchObject([{ state: 'open' }]);
});

test('nobody is invited who has no address, or is in, or is suspended; the box says why', async () => {
  const own = fresh();
  for (const [values, whyNot] of [
    [{ email: null }, 'noEmail'],
    [{ state: 'active' }, 'active'],
    [{ state: 'suspended' }, 'suspended'],
  ] as const) {
    const { memberId } = await person(database.db);
    await set(memberId, values);
    await expect(inviteMember(own.invite, admin, memberId)).rejects.toMatchObject({ code: 'not_invitable' });
    expect(await invitationOf(database.db, memberId)).toMatchObject({ canInvite: false, whyNot });
    expect(await invitationsOf(database.db, memberId)).toEqual([]);
  }
});

test('a mail that has not left is cancelled with its link; states and audit rows follow', async () => {
  const own = fresh();
  const { memberId } = await person(database.db);
  await inviteMember(own.invite, admin, memberId, '');
  expect(await liveMails(database.db, memberId)).toEqual([(await newest(memberId)).id]);
  expect(await invitationOf(database.db, memberId)).toMatchObject({ state: 'open', canRevoke: true });
  await revokeInvitation(own.invite, admin, memberId);
  expect(await liveMails(database.db, memberId)).toEqual([]);
  expect(await invitationOf(database.db, memberId)).toMatchObject({ state: 'revoked', canRevoke: false });
  await revokeInvitation(own.invite, admin, memberId);
  // The form that still shows the first link does nothing any more.
  await inviteMember(own.invite, admin, memberId, '');
  expect(await liveMails(database.db, memberId)).toEqual([]);
  await inviteMember(own.invite, admin, memberId, (await newest(memberId)).id);
  expect(await liveMails(database.db, memberId)).toEqual([(await newest(memberId)).id]);
  expect(await actsOf(memberId)).toEqual(['invitation.created', 'invitation.revoked', 'invitation.created']);
});

test('a suspended person keeps the link, and it opens nothing; not even to who is at it already', async () => {
  const own = fresh();
  const { memberId, userId } = await person(database.db);
  await inviteMember(own.invite, admin, memberId);
  const { id } = await newest(memberId);
  expect(await claim(own.redemption, id, 'browser')).toHaveProperty('subject');
  await set(memberId, { state: 'suspended' });
  await expect(redeem(own.redemption, id, 'browser')).rejects.toMatchObject({ code: 'gone' });
  expect(keycloak.open.has(userId)).toBe(false);
  expect(await claim(own.redemption, id, 'browser')).toEqual({ gone: 'revoked' });
  expect(await invitationsOf(database.db, memberId)).toMatchObject([{ state: 'open' }]);
});

test('who asks gets a new link after expiry, once an hour; nothing while one is open or after it was withdrawn', async () => {
  const own = fresh();
  const { memberId } = await person(database.db);
  await inviteMember(own.invite, admin, memberId);
  const first = await newest(memberId);
  await requestAnew(own.invite, first);
  expect(await invitationsOf(database.db, memberId)).toHaveLength(1);
  own.pass(month);
  // All at once, the sweep included.
  await Promise.all([...Array.from({ length: 10 }, () => requestAnew(own.invite, first)), own.sweep()]);
  expect((await invitationsOf(database.db, memberId)).map(({ state }) => state)).toEqual(['expired', 'open']);
  own.pass(1800);
  await database.db
    .updateTable('invitation')
    .set({ expires_at: own.clock() })
    .where('id', '=', (await newest(memberId)).id)
    .execute();
  await requestAnew(own.invite, first);
  expect(await invitationsOf(database.db, memberId)).toHaveLength(2);
  own.pass(1801);
  await requestAnew(own.invite, first);
  expect(await invitationsOf(database.db, memberId)).toHaveLength(3);
  await revokeInvitation(own.invite, admin, memberId);
  own.pass(7200);
  await requestAnew(own.invite, first);
  expect((await invitationsOf(database.db, memberId)).at(-1)).toMatchObject({ state: 'revoked' });
});

test('who redeemed and has no password gets the mail for one, once an hour, and through every outage once', async () => {
  const own = fresh();
  const { memberId, userId } = await person(database.db);
  await inviteMember(own.invite, admin, memberId);
  const link = await newest(memberId);
  await claim(own.redemption, link.id, 'browser');
  await redeem(own.redemption, link.id, 'browser');
  const sent: string[] = [];
  let failures = 1;
  const directory = {
    async sendPasswordMail(user: string) {
      if (failures-- > 0) throw new AppError('keycloak_unavailable');
      sent.push(user);
    },
  };
  const send = () => sendPasswordMails({ db: database.db, directory, clock: own.clock, log: silent });
  await Promise.all(Array.from({ length: 5 }, () => requestAnew(own.invite, link)));
  await Promise.all([send(), send()]);
  expect(sent).toEqual([]);
  own.pass(120);
  await Promise.all([send(), send(), send()]);
  expect(sent).toEqual([userId]);
  await requestAnew(own.invite, link);
  await send();
  expect(sent).toEqual([userId]);
  own.pass(3600);
  await requestAnew(own.invite, link);
  await set(memberId, { state: 'suspended' });
  await send();
  expect(sent).toEqual([userId]);
  expect((await actsOf(memberId)).slice(2)).toEqual([
    'invitation.requested',
    'invitation.passwordMailed',
    'invitation.requested',
  ]);
});

test('a campaign invites whose link expired, and leaves whose link was withdrawn', async () => {
  const own = fresh();
  const [expired, withdrawn] = [await person(database.db), await person(database.db)];
  await inviteMember(own.invite, admin, expired.memberId);
  own.pass(month);
  await own.sweep();
  await inviteMember(own.invite, admin, withdrawn.memberId);
  await revokeInvitation(own.invite, admin, withdrawn.memberId);
  expect(await inviteAllNew(own.invite, admin)).toBeTruthy();
  const states = async (memberId: string) =>
    (await invitationsOf(database.db, memberId)).map(({ state, generation }) => `${generation} ${state}`);
  expect(await states(expired.memberId)).toEqual(['1 expired', '2 open']);
  expect(await states(withdrawn.memberId)).toEqual(['1 revoked']);
});

test('a sweep that looked before a newer link was made does not end that one', async () => {
  const own = fresh();
  const { memberId } = await person(database.db);
  await inviteMember(own.invite, admin, memberId);
  const ended = await database.db
    .transaction()
    .execute((trx) =>
      endInvitations(trx, [memberId], { ending: 'expired', actor: { kind: 'system' }, now: own.clock() }),
    );
  expect(ended).toEqual([]);
  expect(await invitationsOf(database.db, memberId)).toMatchObject([{ state: 'open' }]);
});
