import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import { openErasure } from '../../sidecar/app-erasure.ts';
import { sweepErasures } from '../../sidecar/erasure/erase.service.ts';
import { askErasure } from '../../sidecar/members/erase.store.ts';
import { setDeleted } from '../../sidecar/members/person.store.ts';
import { systemClock } from '../../sidecar/platform/clock.ts';
import type { Services } from '../../sidecar/services.ts';
import { seedAll } from '../me/export-house.ts';
import { network } from '../members/person-fixture.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let muster: Awaited<ReturnType<typeof network>>;
let erasure: ReturnType<typeof openErasure>;
const ring = { current: 1, keys: new Map([[1, Buffer.alloc(32, 1)]]) };

beforeAll(async () => {
  database = await testDatabase();
  muster = await network(database.db);
  const log = pino({ level: 'silent' });
  erasure = openErasure({ db: database.db, clock: systemClock, keys: { ring }, log } as unknown as Services);
});
afterAll(() => database?.close());

const db = () => database.db;
const audited = (memberId: string) =>
  db()
    .selectFrom('audit')
    .select(['actor_kind as kind', 'actor_id as by', 'details'])
    .where('act', '=', 'member.erased')
    .where('member_id', '=', memberId)
    .execute();
const erased = (memberId: string) =>
  db()
    .transaction()
    .execute((trx) => erasure.erase(trx, memberId, { origin: 'manual' }));
type State = { state?: 'deleted'; sync_state?: 'done' | 'pending'; erased_at?: null; erase_asked_by?: null };
const set = (memberId: string, values: State) =>
  db().updateTable('member').set(values).where('id', '=', memberId).execute();

/** Every text of every row of the database. */
async function everything(): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db());
  const texts = await Promise.all(
    rows.map(async ({ name }) => {
      const all = await sql<{
        row: string;
      }>`select to_jsonb(t)::text as row from ${sql.table(name)} t`.execute(db());
      return all.rows.map(({ row }) => `${name}: ${row}`).join('\n');
    }),
  );
  return texts.join('\n');
}

test('of every column in which a person stands, what is not an id, a code or a date goes', async () => {
  const me = randomUUID();
  const people = { me, colleague: muster.nora, area: muster.north };
  const { seeded } = await seedAll(database, people);
  await set(me, { state: 'deleted', erased_at: null, erase_asked_by: null });
  await db().deleteFrom('grant').where('member_id', '=', me).execute();
  const before = await everything();
  expect(await erased(me)).toBe(true);
  const after = await everything();
  const left = seeded.flatMap(({ table, row }) =>
    Object.entries(row).flatMap(([name, value]) => {
      const text = typeof value === 'string' ? (/\w+ \w+ [0-9a-f]{8}/.exec(value)?.[0] ?? '') : '';
      if (text === '') return [];
      if (table !== 'grant') expect(before).toContain(text);
      return after.includes(text) ? [`${table}.${name}`] : [];
    }),
  );
  // The list of links keeps what kind each was; the log holds codes only.
  expect(left).toEqual(['member.origin', 'access_link.role', 'access_link.last_four', 'audit.details']);
  expect(await audited(me)).toEqual([{ kind: 'system', by: null, details: { origin: 'manual' } }]);
});

async function gone(values: State = { sync_state: 'done' }): Promise<string> {
  const id = await muster.person(`weg.${randomUUID().slice(0, 8)}`, []);
  await set(id, { state: 'deleted', ...values });
  return id;
}

test('nobody is erased who is there, or whose account may still be', async () => {
  const there = await muster.person('noch.da', [{ areaId: muster.north, role: 'member' }]);
  await set(there, { sync_state: 'done' });
  const waiting = await gone({ sync_state: 'pending' });
  expect([await erased(there), await erased(waiting)]).toEqual([false, false]);
  expect((await muster.member(there)).username).toBe('noch.da');
  expect(await audited(waiting)).toEqual([]);
});

test('of many who erase one person at once, one does', async () => {
  const id = await gone();
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => erased(id)));
  expect(outcomes.filter(Boolean)).toEqual([true]);
  expect(await audited(id)).toHaveLength(1);
});

test('the sweep erases whom somebody asked for, in their name, as soon as the account is gone', async () => {
  const [asked, waiting, other] = [await gone(), await gone({ sync_state: 'pending' }), await gone()];
  await db()
    .transaction()
    .execute((trx) => askErasure(trx, [asked, waiting], muster.boss, new Date()));
  expect(await erasure.sweep()).toBe(1);
  expect(await audited(asked)).toEqual([
    { kind: 'administrator', by: muster.boss, details: { origin: 'manual' } },
  ]);
  await set(waiting, { sync_state: 'done' });
  expect([await erasure.sweep(), await erasure.sweep()]).toEqual([1, 0]);
  expect(await audited(other)).toEqual([]);
});

test('one who cannot be erased keeps nobody waiting behind them', async () => {
  const [stuck, next] = [await gone(), await gone()];
  for (const id of [stuck, next])
    await db()
      .transaction()
      .execute((trx) => askErasure(trx, [id], muster.boss, new Date()));
  const eraser = async (_trx: unknown, { memberIds }: { memberIds: readonly string[] }) => {
    if (memberIds.includes(stuck)) throw new Error('in the way');
  };
  const deps = { db: db(), clock: systemClock, erasers: [eraser] };
  await expect(sweepErasures(deps)).rejects.toThrow('in the way');
  expect([await audited(stuck), await audited(next)]).toEqual([[], [expect.anything()]]);
  expect(await erasure.sweep()).toBe(1);
});

test('what was mailed to the address before there was an account goes, too', async () => {
  const id = await muster.person(`post.${randomUUID().slice(0, 8)}`, []);
  const email = `Post.${randomUUID().slice(0, 8)}@a.example`;
  await db().updateTable('member').set({ email }).where('id', '=', id).execute();
  await db()
    .insertInto('message')
    .values({ kind: 'emailCode', locale: 'de', to_address: email.toUpperCase(), header_id: randomUUID() })
    .execute();
  await db()
    .transaction()
    .execute((trx) => setDeleted(trx, id, new Date()));
  await set(id, { sync_state: 'done' });
  expect(await erased(id)).toBe(true);
  expect((await everything()).toLowerCase()).not.toContain(email.toLowerCase());
});

test('an address that somebody else has by now keeps what was mailed to it', async () => {
  const id = await gone();
  const email = `info.${randomUUID().slice(0, 8)}@a.example`;
  const mail = (memberId: string | null, to: string) =>
    db()
      .insertInto('message')
      .values({
        kind: 'invitation',
        member_id: memberId,
        locale: 'de',
        to_address: to,
        header_id: randomUUID(),
      })
      .execute();
  await mail(id, email);
  await mail(null, email.toUpperCase());
  const left = () => sql`select from message where lower(to_address) = ${email}`.execute(db());
  const heir = await muster.person(`erbe.${randomUUID().slice(0, 8)}`, []);
  await db().updateTable('member').set({ email }).where('id', '=', heir).execute();
  expect(await erased(id)).toBe(true);
  expect((await left()).rows).toHaveLength(1);
});

test('who begins anew with the address of somebody deleted before loses nothing that is still going on', async () => {
  const id = await gone();
  const email = `wieder.${randomUUID().slice(0, 8)}@a.example`;
  const [before, later] = [new Date(Date.now() - 864e5), new Date(Date.now() + 60_000)];
  await sql`update member set erase_address = ${email}, deleted_at = now() where id = ${id}`.execute(db());
  const begin = async (at: Date) => {
    await sql`insert into registration (way, state, locale, browser, visitor, own_start, email, created_at, expires_at)
      values ('open', 'sent', 'de', 'b', 'v', true, ${email}, ${at}, ${later}), ('open', 'refused', 'de', 'b', 'v', true, ${email}, ${at}, ${later})`.execute(
      db(),
    );
    await sql`insert into message (kind, locale, to_address, header_id, state, created_at)
      select 'emailCode', 'de', ${email}, gen_random_uuid(), state, ${at} from unnest(array['queued', 'sent']) as s (state)`.execute(
      db(),
    );
    await sql`with batch as (insert into access_link_batch (created_at, purpose, area_id, role, links, expires_at)
        values (${at}, 'x', ${muster.north}, 'member', 1, ${later}) returning id)
      insert into access_link (id, batch_id, number, area_id, role, key_id, lookup, last_four, expires_at, email)
      select gen_random_uuid(), id, 1, ${muster.north}, 'member', 1, uuid_send(gen_random_uuid()), 'abcd', ${later}, ${email} from batch`.execute(
      db(),
    );
  };
  await begin(before);
  await begin(later);
  expect(await erased(id)).toBe(true);
  const { rows } = await sql<{ what: string }>`
    select 'registration ' || state as what from registration where email = ${email} and created_at = ${later}
    union all select 'message ' || state from message where to_address = ${email} and created_at = ${later}
    union all select 'link ' || l.state from access_link l join access_link_batch b on b.id = l.batch_id
      where l.email = ${email} and b.created_at = ${later} order by 1`.execute(db());
  expect(rows.map(({ what }) => what)).toEqual(['link open', 'message queued', 'registration sent']);
  const left = await sql<{ n: number }>`
    select (select count(*) from registration where email = ${email}) + (select count(*) from message where to_address = ${email})
      + (select count(*) from access_link where email = ${email}) as n`.execute(db());
  expect(Number(left.rows[0]?.n)).toBe(3);
});
