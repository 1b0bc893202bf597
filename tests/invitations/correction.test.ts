import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { readerOf } from '../../sidecar/invitations/campaign-life.service.ts';
import { countPeople, everybody, readPeople } from '../../sidecar/invitations/campaign-people.read-model.ts';
import type { PersonFilter } from '../../sidecar/invitations/campaign.schema.ts';
import { correctAndInvite } from '../../sidecar/invitations/correction.service.ts';
import { noteOpened } from '../../sidecar/invitations/invitation.store.ts';
import { endInvitations } from '../../sidecar/invitations/life.store.ts';
import { claim, redeem } from '../../sidecar/invitations/redemption.service.ts';
import { north, office, scopeWith, south } from '../members/import-fixtures.ts';
import * as people from './campaign-people.ts';
import { admin, invitationsOf, person } from './life.ts';
import { actsOf, database, fresh, newest, set } from './one-invited.ts';

const deps = (own: people.House) => ({
  ...own.invite,
  person: {
    nudge: async () => {},
    endInvitations: async (trx: never, id: string, actor: never, now: Date) =>
      (await endInvitations(trx, [id], { ending: 'obsolete', actor, now })).length,
  },
});
const versionOf = async (id: string) =>
  Number(
    (
      await database.db
        .selectFrom('member')
        .select('sync_version')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
    ).sync_version,
  );
const bounce = (memberId: string) =>
  sql`update message set state = 'bounced', response = '550 no such user' where member_id = ${memberId}`.execute(
    database.db,
  );

test('a corrected address gets the next link of the campaign, once; the old one dies with the old address', async () => {
  const own = fresh();
  const { id, people: all } = await people.campaignOf(database.db, own, 2, {
    validDays: 5,
    reminder: { afterDays: 2, limit: 1 },
  });
  const [one = '', other = ''] = all;
  await people.sendDue(database.db, own);
  await bounce(one);
  const first = await newest(one);
  const wanted = { email: 'erika.richtig@example.com', version: await versionOf(one), seen: first.id };
  const pressed = await Promise.allSettled(
    Array.from({ length: 4 }, () => correctAndInvite(deps(own), admin, one, wanted)),
  );
  expect(pressed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await invitationsOf(database.db, one)).toMatchObject([{ state: 'revoked' }, { state: 'open' }]);
  const second = await newest(one);
  expect(second.expiresAt.getTime() - own.clock().getTime()).toBe(5 * 24 * 3600 * 1000);
  const { rows } =
    await sql`select to_address as address, urgent from message where subject_id = ${second.id}`.execute(
      database.db,
    );
  expect(rows).toEqual([{ address: wanted.email, urgent: true }]);
  const member = await sql<{ email: string; sync: string }>`
    select email, sync_state as sync from member where id = ${one}`.execute(database.db);
  expect(member.rows).toEqual([{ email: wanted.email, sync: 'pending' }]);
  expect((await actsOf(one)).slice(-3)).toEqual([
    'invitation.revoked',
    'member.changed',
    'invitation.created',
  ]);
  await claim(own.redemption, second.id, 'browser');
  await redeem(own.redemption, second.id, 'browser');
  const { counts, funnel, undelivered } = await people.figures(database.db, id);
  expect(counts).toMatchObject({ total: 2, sent: 1, bounced: 1 });
  expect(funnel).toEqual({ sent: 2, opened: 1, accepted: 1 });
  expect(undelivered).toBe(0);
  // An address that is somebody else's, or none, is refused at its field and changes nothing.
  await bounce(other);
  expect((await people.figures(database.db, id)).undelivered).toBe(1);
  const at = { version: await versionOf(other), seen: (await newest(other)).id };
  await expect(
    correctAndInvite(deps(own), admin, other, { ...at, email: wanted.email }),
  ).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ field: 'email' }],
  });
  await expect(
    correctAndInvite(deps(own), admin, other, { ...at, email: 'x@example.com', seen: first.id }),
  ).rejects.toMatchObject({ code: 'conflict' });
  expect(await invitationsOf(database.db, other)).toMatchObject([{ state: 'open' }]);
});

test('correcting is an act on identity: whom one does not see answers like nobody, a peer and a shared person are refused', async () => {
  const own = fresh();
  const { memberId } = await person(database.db);
  const wanted = { email: 'neu@example.com', version: 1, seen: '' };
  const foreign = scopeWith([{ areaId: south.id, role: 'newsroom_manager' }]);
  await expect(correctAndInvite(deps(own), foreign, memberId, wanted)).rejects.toMatchObject({
    code: 'not_found',
  });
  await database.db
    .insertInto('grant')
    .values({ member_id: memberId, area_id: office.id, role: 'member', origin: 'test' })
    .execute();
  const shared = scopeWith([{ areaId: north.id, role: 'newsroom_manager' }]);
  await expect(correctAndInvite(deps(own), shared, memberId, wanted)).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect(await invitationsOf(database.db, memberId)).toEqual([]);
  await set(memberId, { state: 'active' });
});

test('the list of a campaign finds by state, step and name; who is not in one’s areas has no name in it', async () => {
  const own = fresh();
  const { id, people: all } = await people.campaignOf(database.db, own, 5);
  const [opens = '', accepts = '', fails = '', stranger = ''] = all;
  for (const [memberId, lastName] of [
    [opens, 'Öffner'],
    [accepts, 'Annahme'],
    [fails, '=Fehler()'],
    [stranger, 'Fremd'],
  ] as const)
    await database.db.updateTable('member').set({ last_name: lastName }).where('id', '=', memberId).execute();
  await people.sendDue(database.db, own);
  await noteOpened(database.db, (await newest(opens)).id, own.clock());
  await claim(own.redemption, (await newest(accepts)).id, 'browser');
  await redeem(own.redemption, (await newest(accepts)).id, 'browser');
  await noteOpened(database.db, (await newest(accepts)).id, own.clock());
  await bounce(fails);
  await database.db
    .updateTable('grant')
    .set({ area_id: south.id })
    .where('member_id', '=', stranger)
    .execute();
  const manager = scopeWith([{ areaId: north.id, role: 'newsroom_manager' }], admin.actor.memberId);
  const found = async (show: PersonFilter | undefined, q = '', scope = admin) => {
    const asked = { q, show };
    const rows = await readPeople(database.db, readerOf(scope), id, { ...asked, limit: 50, offset: 0 });
    expect(await countPeople(database.db, readerOf(scope), id, asked)).toBe(rows.length);
    return rows.map(({ name }) => name?.replace('Erika ', '') ?? null);
  };
  expect(await found(undefined)).toEqual(['=Fehler()', 'Annahme', 'Fremd', 'Muster', 'Öffner']);
  expect(await found('sent')).toHaveLength(4);
  expect(await found('bounced')).toEqual(['=Fehler()']);
  expect(await found('opened')).toEqual(['Annahme', 'Öffner']);
  expect(await found('accepted')).toEqual(['Annahme']);
  expect(await found('notAccepted')).toEqual(['Fremd', 'Muster', 'Öffner']);
  expect(await found(undefined, 'erika OFFNER')).toEqual(['Öffner']);
  expect(await found(undefined, '', manager)).toContain(null);
  expect(await found(undefined, '', manager)).toHaveLength(5);
  expect(await found(undefined, 'Fremd', manager)).toEqual([]);
  await sql`update message set response = '550 <fremd@muster.example> unknown' where member_id = ${stranger}`.execute(
    database.db,
  );
  const seen = await readPeople(database.db, readerOf(manager), id, { q: '', limit: 50, offset: 0 });
  expect(seen.filter(({ name }) => name === null)).toMatchObject([
    { memberId: null, email: null, response: null },
  ]);
  const { opened_at: openedAt } = await database.db
    .selectFrom('invitation')
    .select('opened_at')
    .where('member_id', '=', accepts)
    .executeTakeFirstOrThrow();
  expect(openedAt).toBeNull();
});

test('who reads all of a running campaign, some at a time, meets everybody once, whatever leaves or fails meanwhile', async () => {
  const own = fresh();
  const { id, people: all } = await people.campaignOf(database.db, own, 7);
  const found: (string | null)[] = [];
  for await (const part of everybody(database.db, readerOf(admin), id, { q: '', show: 'queued' }, 2)) {
    found.push(...part.map(({ memberId }) => memberId));
    if (found.length === 2) await people.sendDue(database.db, own);
    if (found.length === 4) await bounce(all.find((one) => !found.includes(one)) ?? '');
  }
  expect(found.toSorted()).toEqual(all.toSorted());
});
