import { beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { grantEndMessages } from '../../sidecar/members/grant-end.message.ts';
import { endGrants } from '../../sidecar/members/grant-end.service.ts';
import { tellEnds } from '../../sidecar/members/grant-notice.service.ts';
import { prolongGrants } from '../../sidecar/members/grant-prolong.service.ts';
import { prolonged } from '../../sidecar/members/grant-term.rules.ts';
import type { MessageContent } from '../../sidecar/mail/kind.ts';
import { acts, database, grants, house, row } from './person-house.ts';

const days = (count: number): Date => new Date(Date.now() + count * 86_400_000);
let nudges = 0;
const deps = () => ({
  ...house.deps,
  publicUrl: 'https://einlass.example',
  noticeDays: async () => 14,
  nudge: async () => void (nudges += 1),
  nudgeMail: async () => {},
});

async function ending(name: string, endsAt: Date, areas: readonly string[] = [house.north]): Promise<string> {
  const given = areas.map((areaId) => ({ areaId, role: 'member' as const, endsAt }));
  const id = await house.person(name, given);
  await sql`update member set email = ${`${name}@muster.example`}, sync_state = 'done' where id = ${id}`.execute(
    database.db,
  );
  await sql`update "grant" set granted_at = ${new Date(endsAt.getTime() - 100 * 86_400_000)} where member_id = ${id}`.execute(
    database.db,
  );
  return id;
}
const held = (memberId: string) =>
  database.db.selectFrom('grant').selectAll().where('member_id', '=', memberId).execute();
const mails = (memberId: string) =>
  database.db
    .selectFrom('message')
    .select(['id', 'kind', 'subject_id as subjectId', 'due_at as dueAt', 'to_address as toAddress'])
    .where('member_id', '=', memberId)
    .orderBy('id')
    .execute();
/** What a message says if it leaves now. */
async function content<K extends 'grantEnds' | 'grantsEnd'>(name: K, memberId: string) {
  const messages = (await mails(memberId)).map((message) => ({ ...message, memberId }));
  const kind = grantEndMessages({ origin: 'https://einlass.example' }).find((one) => one.name === name);
  const loaded = await kind?.load(database.db, messages as never);
  return [...(loaded?.values() ?? [])] as MessageContent[K][];
}

beforeEach(async () => {
  await sql`delete from "grant" where ends_at is not null`.execute(database.db);
  await sql`delete from message`.execute(database.db);
  await sql`delete from grant_digest`.execute(database.db);
});

describe('the end', () => {
  test('comes once, however many workers see it, with its row in the log, and has the account follow', async () => {
    const gone = await ending('geht.jetzt', days(-0.001), [house.north, house.south]);
    const stays = await ending('bleibt.noch', days(0.001));
    const always = { member_id: gone, area_id: house.root, role: 'member', origin: 'test' };
    await database.db.insertInto('grant').values(always).execute();
    const before = await row(gone);
    nudges = 0;
    const ended = await Promise.all(Array.from({ length: 8 }, () => endGrants(deps())));
    expect(ended.reduce((sum, one) => sum + one)).toBe(2);
    expect(nudges).toBe(1);
    expect(await held(gone)).toMatchObject([always]);
    expect(await held(stays)).toHaveLength(1);
    expect((await acts(gone)).filter((act) => act === 'grant.ended')).toHaveLength(2);
    expect(await row(gone)).toMatchObject({ sync_state: 'pending', sync_version: before.sync_version + 1 });
    expect(await row(stays)).toMatchObject({ sync_state: 'done' });
  });

  test('waits for whoever changes the person, and what they prolonged stays', async () => {
    const id = await ending('wird.geaendert', days(-0.001));
    await database.db.transaction().execute(async (trx) => {
      await sql`select 1 from member where id = ${id} for no key update`.execute(trx);
      expect(await endGrants(deps())).toBe(0);
      await trx
        .updateTable('grant')
        .set({ ends_at: days(1) })
        .where('member_id', '=', id)
        .execute();
    });
    expect(await endGrants(deps())).toBe(0);
    expect(await held(id)).toHaveLength(1);
  });

  test('is never set for who manages the network, by no way in', async () => {
    const forced = sql`update "grant" set ends_at = now() where role = 'network_manager'`;
    await expect(forced.execute(database.db)).rejects.toThrow('grant_network_manager_stays');
  });
});

describe('the notice', () => {
  test('goes once an end to the person, and once a day to each manager, who reads what ends when it leaves', async () => {
    await sql`update member set email = 'nora@muster.example' where id = ${house.nora}`.execute(database.db);
    const soon = days(13);
    const id = await ending('endet.bald', soon, [house.north, house.south]);
    const later = await ending('endet.spaeter', days(15));
    await Promise.all(Array.from({ length: 4 }, () => tellEnds(deps())));
    await tellEnds(deps());
    expect([(await mails(id)).length, (await mails(later)).length]).toEqual([1, 0]);
    const [told] = await content('grantEnds', id);
    expect(told?.data).toMatchObject({ firstName: 'endet.bald', area: 'Werk Nord, Werk Süd' });
    const other = await ending('endet.auch', days(12));
    await tellEnds(deps());
    expect(await mails(other)).toHaveLength(1);
    const digests = (await mails(house.nora)).filter(({ kind }) => kind === 'grantsEnd');
    expect(digests).toHaveLength(2);
    const [first, second] = digests.map(({ dueAt }) => dueAt.getTime()).sort((a, b) => a - b);
    expect((second ?? 0) - (first ?? 0)).toBe(86_400_000);
    const [digest] = await content('grantsEnd', house.nora);
    expect(digest?.data).toMatchObject({ count: 2, areas: ['Werk Nord'] });
  });

  test('of a short term comes when half of it is over, and not of an end that was moved away', async () => {
    const id = await ending('kurz.da', days(5));
    await sql`update "grant" set term_from = now() - interval '4 days' where member_id = ${id}`.execute(
      database.db,
    );
    await tellEnds(deps());
    expect(await mails(id)).toHaveLength(0);
    await sql`update "grant" set term_from = now() - interval '6 days' where member_id = ${id}`.execute(
      database.db,
    );
    await tellEnds(deps());
    expect(await mails(id)).toHaveLength(1);
    await grants(house.boss, id, [{ areaId: house.north, role: 'member', endsAt: days(90) }]);
    expect(await content('grantEnds', id)).toEqual([]);
  });
});

describe('prolonging', () => {
  const seen = async (id: string) =>
    (await held(id)).map((grant) => ({ id: grant.id, endsAt: grant.ends_at ?? days(0) }));

  test('happens once, by the length of the term before, from the end that was seen', async () => {
    const endsAt = days(10);
    const id = await ending('bleibt.laenger', endsAt);
    await sql`update "grant" set end_told_at = now() where member_id = ${id}`.execute(database.db);
    const [scope, form] = [await house.scope(house.boss), await seen(id)];
    const version = (await row(id)).sync_version;
    const presses = Array.from({ length: 6 }, () => prolongGrants(database.db, scope, form, 'same'));
    const outcomes = (await Promise.all(presses)).flat().sort();
    expect(outcomes).toEqual([...Array.from({ length: 5 }, () => 'already'), 'prolonged']);
    const until = prolonged({ from: new Date(endsAt.getTime() - 100 * 86_400_000), endsAt }, 'same').endsAt;
    expect(await held(id)).toMatchObject([{ ends_at: until, term_from: endsAt, end_told_at: null }]);
    expect(await row(id)).toMatchObject({ sync_state: 'done', sync_version: version + 1 });
    expect((await acts(id)).filter((act) => act === 'grant.prolonged')).toHaveLength(1);
    await prolongGrants(database.db, scope, await seen(id), 'half');
    expect((await held(id))[0]?.ends_at).toEqual(prolonged({ from: endsAt, endsAt: until }, 'half').endsAt);
  });

  test('and the end at the same moment leave either the grant with its new end, or none', async () => {
    const scope = await house.scope(house.boss);
    const last = Date.now() + 2_000;
    const people = await Promise.all(
      Array.from({ length: 30 }, async (_, nth) => {
        const id = await ending(`rennt.${nth}`, new Date(last - 50 * nth));
        return { id, form: await seen(id) };
      }),
    );
    const ends = (async () => {
      while (Date.now() < last) await endGrants(deps());
    })();
    // Each is prolonged about when it ends.
    const outcomes = await Promise.all(
      people.map(async ({ id, form }) => {
        const at = (form[0]?.endsAt.getTime() ?? 0) - 3;
        while (Date.now() < at) await row(id);
        return { id, outcome: (await prolongGrants(database.db, scope, form, 'same'))[0] };
      }),
    );
    await ends;
    await endGrants(deps());
    for (const { id, outcome } of outcomes) {
      const audited = (await acts(id)).filter((act) => act !== 'member.created' && act !== 'grant.added');
      expect(audited).toEqual([outcome === 'prolonged' ? 'grant.prolonged' : 'grant.ended']);
      expect(await held(id)).toHaveLength(outcome === 'prolonged' ? 1 : 0);
    }
  });

  test('does nothing where somebody gave another end meanwhile', async () => {
    const id = await ending('anders.da', days(10));
    const form = await seen(id);
    await grants(house.boss, id, [{ areaId: house.north, role: 'member', endsAt: days(20) }]);
    const [before] = await held(id);
    expect(await prolongGrants(database.db, await house.scope(house.boss), form, 'same')).toEqual([
      'changed',
    ]);
    expect(await held(id)).toEqual([before]);
  });

  test("is refused for another's area and for oneself, and an unknown grant answers as a foreign one does in the list", async () => {
    const id = await ending('fremd.da', days(10), [house.south]);
    const nora = await house.scope(house.nora);
    const form = await seen(id);
    expect(await prolongGrants(database.db, nora, form, 'same')).toEqual(['refused']);
    const own = await house.person('selbst.da', [
      { areaId: house.north, role: 'newsroom_manager', endsAt: days(3) },
    ]);
    expect(await prolongGrants(database.db, await house.scope(own), await seen(own), 'same')).toEqual([
      'refused',
    ]);
    expect((await held(id))[0]?.ends_at).toEqual(form[0]?.endsAt);
  });
});

test.each([
  ['2026-07-01T09:30', '2027-01-01T00:00', '2027-07-01T00:00'],
  ['2026-08-31T09:30', '2026-09-30T00:00', '2026-10-30T00:00'],
  ['2026-03-01T00:00', '2026-04-01T00:00', '2026-05-01T00:00'],
  ['2026-03-28T12:00', '2026-03-30T18:00', '2026-04-01T18:00'],
  ['2026-05-04T08:00', '2026-05-04T17:00', '2026-05-05T17:00'],
])('a term from %s to %s is prolonged to %s', (from, endsAt, until) => {
  expect(prolonged({ from: new Date(from), endsAt: new Date(endsAt) }, 'same').endsAt).toEqual(
    new Date(until),
  );
});
