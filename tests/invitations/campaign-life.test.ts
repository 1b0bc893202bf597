import { afterEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import * as life from '../../sidecar/invitations/campaign-life.service.ts';
import { readPeople } from '../../sidecar/invitations/campaign-people.read-model.ts';
import { advanceCampaigns } from '../../sidecar/invitations/campaign.store.ts';
import { invitationCauses } from '../../sidecar/invitations/cause.store.ts';
import { inviteAllNew } from '../../sidecar/invitations/invite-all.service.ts';
import { revokeInvitation } from '../../sidecar/invitations/invite-one.service.ts';
import { endInvitations } from '../../sidecar/invitations/life.store.ts';
import { invitationOf } from '../../sidecar/invitations/person.read-model.ts';
import { actOnQueue } from '../../sidecar/mail/queue.service.ts';
import { endUnsent } from '../../sidecar/invitations/unsent.service.ts';
import { grantsOf, namesOf } from '../../sidecar/members/member.store.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { northManager } from '../members/import-fixtures.ts';
import * as people from './campaign-people.ts';
import { admin, complaints, person } from './life.ts';
import { database, fresh, keycloak } from './one-invited.ts';

// What one test left waiting is none of the next one's business.
afterEach(() => people.forgetWaiting(database.db));

const deps = (own: people.House) => ({ db: database.db, clock: own.clock, nudgeEnding: async () => {} });
const acts = async (id: string) =>
  (
    await database.db
      .selectFrom('audit')
      .select(['act', 'details'])
      .where('subject_id', '=', id)
      .orderBy('id')
      .execute()
  ).map(({ act }) => act);

test('a planned campaign fixes its people now, mails nobody before its start and counts validity from there', async () => {
  const own = fresh();
  const startsAt = addSeconds(own.clock(), 3 * 3600);
  const { id, people: invited } = await people.campaignOf(database.db, own, 4, {
    startsAt,
    perMinute: 2,
    validDays: 10,
  });
  expect(await people.campaignState(database.db, id)).toBe('planned');
  expect(await people.sendDue(database.db, own)).toBe(0);
  await advanceCampaigns(database.db, own.clock());
  expect(await people.campaignState(database.db, id)).toBe('planned');
  const late = await person(database.db);
  own.pass(3 * 3600);
  await advanceCampaigns(database.db, own.clock());
  expect(await people.campaignState(database.db, id)).toBe('running');
  expect(await people.sendDue(database.db, own)).toBe(1);
  own.pass(60);
  expect(await people.sendDue(database.db, own)).toBe(2);
  own.pass(60);
  expect(await people.sendDue(database.db, own)).toBe(1);
  await advanceCampaigns(database.db, own.clock());
  expect(await people.campaignState(database.db, id)).toBe('done');
  expect((await people.figures(database.db, id)).counts).toMatchObject({ total: 4, sent: 4 });
  expect(await people.memberState(database.db, late.memberId)).toBe('created');
  const { rows } = await sql<{
    ends: Date;
  }>`select distinct expires_at as ends from invitation where member_id = any(${sql.val(invited)}::uuid[])`.execute(
    database.db,
  );
  expect(rows).toEqual([{ ends: addSeconds(startsAt, 10 * 24 * 3600) }]);
  await inviteAllNew(own.invite, admin);
});

test('one form sent many times at once makes one campaign; the id of somebody else makes none', async () => {
  const own = fresh();
  await person(database.db);
  const key = crypto.randomUUID();
  const pressed = await Promise.all(
    Array.from({ length: 6 }, () => inviteAllNew(own.invite, admin, people.plan(), key)),
  );
  expect(new Set(pressed)).toEqual(new Set([key]));
  expect((await people.figures(database.db, key)).counts.total).toBe(1);
  expect(await acts(key)).toEqual(['campaign.started']);
  await person(database.db);
  await expect(inviteAllNew(own.invite, northManager, people.plan(), key)).rejects.toMatchObject({
    code: 'conflict',
  });
  await inviteAllNew(own.invite, admin);
});

test('paused nothing leaves; of many pauses at once one counts; resumed at another pace the rest leaves', async () => {
  const own = fresh();
  const { id } = await people.campaignOf(database.db, own, 4);
  const flying = await people.claimMails(database.db, own, 1);
  const pressed = await Promise.allSettled(
    Array.from({ length: 5 }, () => life.pauseCampaign(deps(own), admin, id)),
  );
  expect(pressed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await people.endMails(database.db, own, flying, { state: 'sent', response: '250 OK' });
  own.pass(60);
  expect(await people.sendDue(database.db, own)).toBe(0);
  expect((await people.figures(database.db, id)).counts).toMatchObject({ queued: 3, sent: 1 });
  await life.changeCampaign(deps(own), admin, id, { perMinute: 1, reminder: null });
  await life.changeCampaign(deps(own), admin, id, { perMinute: 1, reminder: null });
  await life.resumeCampaign(deps(own), admin, id);
  await expect(life.resumeCampaign(deps(own), admin, id)).rejects.toMatchObject({ code: 'conflict' });
  expect(await people.sendDue(database.db, own)).toBe(1);
  own.pass(59);
  expect(await people.sendDue(database.db, own)).toBe(0);
  own.pass(120);
  expect(await people.sendDue(database.db, own)).toBe(2);
  expect(await acts(id)).toEqual([
    'campaign.started',
    'campaign.paused',
    'campaign.changed',
    'campaign.resumed',
  ]);
  await expect(life.pauseCampaign(deps(own), northManager, id)).rejects.toMatchObject({ code: 'not_found' });
});

test('cancelled in the middle: only what was in flight leaves, whose mail never left is new again and in the next campaign', async () => {
  const own = fresh();
  const { id, people: invited } = await people.campaignOf(database.db, own, 6);
  const flying = await people.claimMails(database.db, own, 3);
  const [arrives, turnedBack, refused] = flying;
  if (!arrives || !turnedBack || !refused) throw new Error('nothing is in flight');
  await life.cancelCampaign(deps(own), admin, id);
  for (const act of [life.cancelCampaign, life.pauseCampaign, life.resumeCampaign])
    await expect(act(deps(own), admin, id)).rejects.toMatchObject({ code: 'conflict' });
  await expect(
    life.changeCampaign(deps(own), admin, id, { perMinute: 5, reminder: null }),
  ).rejects.toMatchObject({ code: 'conflict' });
  expect(await Promise.all([endUnsent(deps(own)), endUnsent(deps(own))])).toContain(3);
  expect((await people.figures(database.db, id)).counts).toMatchObject({ sending: 3, cancelled: 3 });
  await people.endMails(database.db, own, [arrives], { state: 'sent', response: '250 OK' });
  await people.endMails(database.db, own, [turnedBack], {
    state: 'queued',
    response: '451 later',
    dueAt: own.clock(),
  });
  await people.endMails(database.db, own, [refused], { state: 'failed', response: '550 no' });
  own.pass(3600);
  expect(await people.sendDue(database.db, own)).toBe(0);
  expect(await endUnsent(deps(own))).toBe(1);
  expect((await people.figures(database.db, id)).counts).toMatchObject({ sent: 1, failed: 1, cancelled: 4 });
  const reader = { memberId: admin.actor.memberId, seesAll: true, areaIds: [] };
  const rows = await readPeople(database.db, reader, id, { q: '', limit: 10, offset: 0 });
  expect(rows.filter(({ invitationState }) => invitationState === 'unsent')).toHaveLength(4);
  const left = new Set([arrives.memberId, refused.memberId]);
  for (const memberId of invited)
    expect(await people.memberState(database.db, memberId)).toBe(left.has(memberId) ? 'invited' : 'created');
  expect(await complaints(database.db, keycloak.open)).toEqual([]);
  const next = await inviteAllNew(own.invite, admin);
  expect((await people.figures(database.db, next ?? '')).counts.total).toBe(4);
});

test('who was withdrawn by hand stays so, also where a later campaign took an unsent invitation back', async () => {
  const own = fresh();
  const { id, people: invited } = await people.campaignOf(database.db, own, 2);
  await revokeInvitation(own.invite, admin, invited[0] ?? '');
  await life.cancelCampaign(deps(own), admin, id);
  expect(await endUnsent(deps(own))).toBe(1);
  const next = await inviteAllNew(own.invite, admin);
  expect((await people.figures(database.db, next ?? '')).counts.total).toBe(1);
  expect(await people.memberState(database.db, invited[0])).toBe('created');
});

test('more people than a statement takes values are no more trouble than few', async () => {
  const ids = Array.from({ length: 70_000 }, () => crypto.randomUUID());
  expect((await grantsOf(database.db, ids)).size).toBe(ids.length);
  expect((await namesOf(database.db, ids)).size).toBe(0);
});

test('whose address is corrected before the planned start is invited by the next campaign, at the new one', async () => {
  const own = fresh();
  const startsAt = addSeconds(own.clock(), 3600);
  const { id, people: invited } = await people.campaignOf(database.db, own, 2, { startsAt });
  const [memberId = ''] = invited;
  await database.db.transaction().execute(async (trx) => {
    const actor = { kind: 'system' } as const;
    await trx.updateTable('member').set({ email: 'neu@example.com' }).where('id', '=', memberId).execute();
    await endInvitations(trx, [memberId], { ending: 'obsolete', actor, now: own.clock() });
  });
  expect((await people.figures(database.db, id)).counts).toMatchObject({ queued: 1, cancelled: 1 });
  expect(await invitationOf(database.db, memberId)).toMatchObject({ state: 'none', canInvite: true });
  const next = (await inviteAllNew(own.invite, admin)) ?? '';
  expect((await people.figures(database.db, next)).counts.total).toBe(1);
  expect(await people.sendDue(database.db, own)).toBe(1);
  const [sent] = await database.db
    .selectFrom('message')
    .select('to_address')
    .where('batch_id', '=', next)
    .execute();
  expect(sent).toEqual({ to_address: 'neu@example.com' });
  own.pass(3600);
  expect(await people.sendDue(database.db, own)).toBe(1);
});

test('a waiting invitation that is taken back in the outbox makes its person new again; one that left keeps its link', async () => {
  const own = fresh();
  const { id, people: invited } = await people.campaignOf(database.db, own, 3);
  const [left] = await people.claimMails(database.db, own, 1);
  if (!left) throw new Error('nothing is in flight');
  await people.endMails(database.db, own, [left], { state: 'sent', response: '250 OK' });
  const queue = { db: database.db, clock: own.clock, causes: invitationCauses, nudge: async () => {} };
  const actor = { kind: 'administrator', memberId: admin.actor.memberId } as const;
  const anything = { domain: '', q: '' };
  const waiting = await database.db
    .selectFrom('message')
    .select(['id', 'member_id as memberId'])
    .where('batch_id', '=', id)
    .where('state', '=', 'queued')
    .execute();
  await actOnQueue(queue, actor, { ...anything, act: 'cancel', asked: 1, id: waiting[0]?.id ?? '' });
  expect(await endUnsent(deps(own))).toBe(1);
  const states = await Promise.all(invited.map((memberId) => people.memberState(database.db, memberId)));
  expect(states.sort()).toEqual(['created', 'invited', 'invited']);
  expect(await people.memberState(database.db, waiting[0]?.memberId ?? undefined)).toBe('created');
  const next = (await inviteAllNew(own.invite, admin)) ?? '';
  expect((await people.figures(database.db, next)).counts.total).toBe(1);
});
