import { afterEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import * as life from '../../sidecar/invitations/campaign-life.service.ts';
import { readPeople } from '../../sidecar/invitations/campaign-people.read-model.ts';
import { invitationMessages } from '../../sidecar/invitations/invitation.message.ts';
import { invitationOf } from '../../sidecar/invitations/person.read-model.ts';
import { advanceCampaigns } from '../../sidecar/invitations/campaign.store.ts';
import { claim, redeem } from '../../sidecar/invitations/redemption.service.ts';
import { remindDue } from '../../sidecar/invitations/reminder.service.ts';
import { listedRows } from '../../sidecar/members/member-list.read-model.ts';
import { patientDb } from '../support/database.ts';
import * as people from './campaign-people.ts';
import { admin } from './life.ts';
import { ring } from './invited.ts';
import { actsOf, database, fresh, newest, set } from './one-invited.ts';

// What one test left waiting is none of the next one's business.
afterEach(() => people.forgetWaiting(database.db));

const day = 24 * 3600;
const remind = (own: people.House) => remindDue({ ...own.invite, db: database.db });
const reminders = async (campaignId: string) => {
  const { rows } = await sql<{ member: string; n: number }>`
    select member_id as member, count(*)::int as n from message where kind = 'reminder' and batch_id = ${campaignId} group by 1`.execute(
    database.db,
  );
  return new Map(rows.map(({ member, n }) => [member, n]));
};
const setMail = (memberId: string | undefined, state: string, kind = 'invitation') =>
  sql`update message set state = ${state}, response = '550 no such user' where member_id = ${memberId ?? null} and kind = ${kind}`.execute(
    database.db,
  );

test('who did not come in is reminded by the plan, and nobody whom a reminder would not help', async () => {
  const own = fresh();
  const { id, people: all } = await people.campaignOf(database.db, own, 7, {
    validDays: 30,
    reminder: { afterDays: 4, limit: 2 },
  });
  const [waits, accepts, suspended, failed, bounced, revoked, expiring] = all;
  await people.sendDue(database.db, own);
  const link = await newest(accepts ?? '');
  await claim(own.redemption, link.id, 'browser');
  await redeem(own.redemption, link.id, 'browser');
  await set(suspended ?? '', { state: 'suspended' });
  await setMail(failed, 'failed');
  await setMail(bounced, 'bounced');
  await sql`update invitation set state = 'revoked' where member_id = ${revoked ?? null}`.execute(
    database.db,
  );
  await sql`update invitation set expires_at = ${new Date(own.clock().getTime() + 5 * day * 1000)}
    where member_id = ${expiring ?? null}`.execute(database.db);
  own.pass(4 * day - 1);
  expect(await remind(own)).toBe(0);
  own.pass(1);
  expect(await remind(own)).toBe(1);
  expect([...(await reminders(id))]).toEqual([[waits, 1]]);
  await people.sendDue(database.db, own);
  own.pass(4 * day);
  expect(await remind(own)).toBe(1);
  await people.sendDue(database.db, own);
  own.pass(4 * day);
  expect(await remind(own)).toBe(0);
  const { counts, reminders: sent } = await people.figures(database.db, id);
  expect([counts.total, sent.total, sent.sent]).toEqual([7, 2, 2]);
  expect((await actsOf(waits ?? '')).filter((act) => act === 'invitation.reminded')).toHaveLength(2);
});

test('off nobody is reminded; switched on later it counts from the invitation; held while the campaign is paused or cancelled', async () => {
  const own = fresh();
  const deps = { db: database.db, clock: own.clock, nudgeEnding: async () => {} };
  const { id } = await people.campaignOf(database.db, own, 2, { perMinute: 1 });
  await people.sendDue(database.db, own);
  own.pass(3 * day);
  expect(await remind(own)).toBe(0);
  await life.changeCampaign(deps, admin, id, { perMinute: 1, reminder: { afterDays: 2, limit: 1 } });
  await life.pauseCampaign(deps, admin, id);
  expect(await remind(own)).toBe(0);
  await life.resumeCampaign(deps, admin, id);
  expect(await remind(own)).toBe(1);
  await life.cancelCampaign(deps, admin, id);
  expect((await people.figures(database.db, id)).reminders).toMatchObject({ total: 1, cancelled: 1 });
  own.pass(3 * day);
  expect(await remind(own)).toBe(0);
});

test('switched off, also after the last invitation left, no reminder leaves that was waiting', async () => {
  const own = fresh();
  const deps = { db: database.db, clock: own.clock, nudgeEnding: async () => {} };
  const { id } = await people.campaignOf(database.db, own, 3, { reminder: { afterDays: 2, limit: 2 } });
  await people.sendDue(database.db, own);
  await advanceCampaigns(database.db, own.clock());
  own.pass(2 * day);
  await life.changeCampaign(deps, admin, id, { perMinute: 1, reminder: { afterDays: 2, limit: 2 } });
  expect(await remind(own)).toBe(3);
  expect(await people.sendDue(database.db, own)).toBe(1);
  await life.changeCampaign(deps, admin, id, { perMinute: 1, reminder: null });
  own.pass(60);
  expect(await people.sendDue(database.db, own)).toBe(0);
  const { counts, reminders: sent } = await people.figures(database.db, id);
  expect([counts.sent, sent.sent, sent.cancelled]).toEqual([3, 1, 2]);
});

test('many sweeps at once, redemptions and suspensions among them, remind each person exactly once', async () => {
  const own = fresh();
  const { id, people: all } = await people.campaignOf(database.db, own, 24, {
    reminder: { afterDays: 1, limit: 3 },
  });
  await people.sendDue(database.db, own);
  own.pass(day);
  const others = Array.from({ length: 3 }, () => patientDb(database.url, 2));
  const sweeps = [database.db, ...others, ...others].map((db) => remindDue({ ...own.invite, db }));
  const acceptances = all.slice(0, 6).map(async (memberId) => {
    const { id: link } = await newest(memberId);
    await claim(own.redemption, link, 'browser');
    await redeem(own.redemption, link, 'browser');
  });
  const done = await Promise.all(sweeps);
  await Promise.all(acceptances);
  const counted = await reminders(id);
  expect([...counted.values()].every((count) => count === 1)).toBe(true);
  expect(done.reduce((one, other) => one + other, 0)).toBe(counted.size);
  expect(counted.size).toBeGreaterThanOrEqual(18);
  const rows = await database.db
    .selectFrom('invitation')
    .select(['reminders', 'member_id'])
    .where('campaign_id', '=', id)
    .execute();
  for (const row of rows)
    expect([row.member_id, row.reminders]).toEqual([row.member_id, counted.get(row.member_id) ?? 0]);
  await Promise.all(others.map((db) => db.destroy()));
});

test('a reminder never doubles a row or a count; one that came back shows at its person, and is the last', async () => {
  const own = fresh();
  const { id, people: all } = await people.campaignOf(database.db, own, 2, {
    reminder: { afterDays: 1, limit: 5 },
  });
  const [one = ''] = all;
  await people.sendDue(database.db, own);
  own.pass(day);
  expect(await remind(own)).toBe(2);
  const flying = await people.claimMails(database.db, own, 10);
  const kinds = invitationMessages({ ring, origin: own.invite.origin, clock: own.clock });
  const loaded = await kinds[1].load(database.db, flying);
  expect(new Set([...loaded.values()].map(({ link }) => link)).size).toBe(2);
  await people.endMails(database.db, own, flying, { state: 'sent', response: '250 OK' });
  await setMail(one, 'bounced', 'reminder');
  const reader = { memberId: admin.actor.memberId, seesAll: true, areaIds: [] };
  const rows = await readPeople(database.db, reader, id, { q: '', limit: 50, offset: 0 });
  expect(rows).toHaveLength(2);
  expect(rows.find(({ memberId }) => memberId === one)).toMatchObject({
    messageState: 'sent',
    reminders: 1,
    reminderState: 'bounced',
    reminderResponse: '550 no such user',
  });
  expect(await invitationOf(database.db, one)).toMatchObject({
    message: { state: 'sent' },
    reminder: { state: 'bounced' },
  });
  const listed = await listedRows(database.db, { all: true, loose: true, areaIds: [] }, all);
  expect(listed.map((row) => row.mailFailed)).toEqual([true, false]);
  const { rows: kept } = await sql<{ failed: boolean }>`
    select mail_failed as failed from listed_member where member_id = ${one}`.execute(database.db);
  expect(kept).toEqual([{ failed: true }]);
  own.pass(2 * day);
  await remind(own);
  expect(await reminders(id)).toEqual(
    new Map([
      [one, 1],
      [all[1], 2],
    ]),
  );
});

test('a reminder that is sent after its person came in has no content', async () => {
  const own = fresh();
  const { people: all } = await people.campaignOf(database.db, own, 2, {
    reminder: { afterDays: 1, limit: 1 },
  });
  await people.sendDue(database.db, own);
  own.pass(day);
  await remind(own);
  await set(all[0] ?? '', { state: 'active' });
  const flying = await people.claimMails(database.db, own, 10);
  const [, reminder] = invitationMessages({ ring, origin: own.invite.origin, clock: own.clock });
  const loaded = await reminder.load(database.db, flying);
  expect(flying.map(({ id, memberId }) => [memberId === all[0], loaded.has(id)]).sort()).toEqual([
    [false, true],
    [true, false],
  ]);
});
