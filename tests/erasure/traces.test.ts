import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { erasureDeps } from '../../sidecar/app-erasure.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { findTraces, mostTraces } from '../../sidecar/erasure/traces.read-model.ts';
import { eraseDeleted, eraseTraces, removable } from '../../sidecar/erasure/traces.service.ts';
import { systemClock } from '../../sidecar/platform/clock.ts';
import type { Services } from '../../sidecar/services.ts';
import { network } from '../members/person-fixture.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let muster: Awaited<ReturnType<typeof network>>;
let scope: AdminScope;
let deps: ReturnType<typeof erasureDeps>;
const ring = { current: 1, keys: new Map([[1, Buffer.alloc(32, 1)]]) };

beforeAll(async () => {
  database = await testDatabase();
  muster = await network(database.db);
  scope = await muster.scope(muster.boss);
  deps = erasureDeps({ db: database.db, clock: systemClock, keys: { ring } } as unknown as Services);
});
afterAll(() => database?.close());

const address = () => `x.${randomUUID().slice(0, 8)}@web.example`;
const remove = (text: string, asked: number) => eraseTraces(deps, scope, { text, asked });

async function mail(to: string, memberId: string | null = null): Promise<void> {
  const values = {
    kind: 'emailCode',
    member_id: memberId,
    locale: 'de',
    to_address: to,
    header_id: randomUUID(),
  };
  await database.db.insertInto('message').values(values).execute();
}
async function registration(state: string, email: string): Promise<void> {
  await sql`insert into registration (way, state, locale, browser, visitor, own_start, email, created_at, expires_at)
    values ('open', ${state}, 'de', 'b', 'v', true, ${email}, now(), now())`.execute(database.db);
}
const found = async (text: string) =>
  (await findTraces(database.db, text)).map(({ kind, living, busy }) => [kind, living, busy].join(' '));
const noted = async () =>
  (
    await sql<{ n: number }>`select count(*)::int as n from audit where act = 'traces.erased'`.execute(
      database.db,
    )
  ).rows[0]?.n;

test('what belongs to nobody goes, whatever capitals it is in; what is being decided on, and what somebody living has, stays', async () => {
  const text = address();
  const friend = await muster.person(`f.${randomUUID().slice(0, 8)}`, []);
  await mail(text.toUpperCase());
  await mail(text, friend);
  await registration('refused', text);
  await registration('deciding', text);
  expect((await found(text)).toSorted()).toEqual([
    'message false false',
    'message true false',
    'registration false false',
    'registration false true',
  ]);
  expect(await remove(text, 2)).toBe(2);
  expect((await found(text)).toSorted()).toEqual(['message true false', 'registration false true']);
});

test('another number than was shown removes nothing; of many who remove at once, one does', async () => {
  const text = address();
  await mail(text);
  await expect(remove(text, 2)).rejects.toMatchObject({ code: 'conflict' });
  expect(await found(text)).toHaveLength(1);
  const before = Number(await noted());
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => remove(text, 1)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await noted()).toBe(before + 1);
});

test('nothing goes that somebody who is there is known by, nor what many share', async () => {
  const text = address();
  await mail(text);
  const holder = await muster.person(`h.${randomUUID().slice(0, 8)}`, []);
  await database.db.updateTable('member').set({ email: text }).where('id', '=', holder).execute();
  await expect(remove(text, 1)).rejects.toMatchObject({ code: 'conflict' });
  const shared = address();
  for (let nth = 0; nth <= mostTraces; nth += 1) await mail(shared);
  expect(removable(await findTraces(database.db, shared)).tooMany).toBe(true);
  await expect(remove(shared, mostTraces + 1)).rejects.toMatchObject({ code: 'conflict' });
});

test('somebody deleted is found by an address of theirs and goes with it; by hand at once, or as soon as the account is gone', async () => {
  const text = address();
  const ids = await Promise.all(
    ['a', 'b'].map((name) => muster.person(`${name}.${randomUUID().slice(0, 8)}`, [])),
  );
  const [gone = '', waiting = ''] = ids;
  await sql`update member set state = 'deleted', deleted_at = now(), sync_state = 'done' where id = ${gone}`.execute(
    database.db,
  );
  await sql`update member set state = 'deleted', deleted_at = now() where id = ${waiting}`.execute(
    database.db,
  );
  await mail(text, gone);
  expect(await found(text)).toEqual(['deleted false false', 'message false false']);
  expect(await remove(text, 2)).toBe(2);
  expect(await eraseDeleted(deps, scope, waiting)).toBe('waits');
  const rows = await sql<{ name: string; asked: boolean }>`
    select last_name as name, erase_asked_at is not null as asked from member where id = any(${ids}::uuid[]) order by id = ${waiting}`.execute(
    database.db,
  );
  expect(rows.rows).toEqual([
    { name: '–', asked: true },
    { name: 'Test', asked: true },
  ]);
});
