import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { decidedRequests } from '../../sidecar/access-requests/forget.store.ts';
import { endedLinks, keptLinks } from '../../sidecar/access-links/forget.store.ts';
import { endedLetters } from '../../sidecar/credentials/forget.store.ts';
import { namedUntil, unusedRecords } from '../../sidecar/criteria/forget.store.ts';
import { endedImports } from '../../sidecar/imports/forget-ended.store.ts';
import { markUndoing } from '../../sidecar/imports/import-life.store.ts';
import { endedCampaigns, endedInvitations, keptInvitations } from '../../sidecar/invitations/forget.store.ts';
import { endedMessages } from '../../sidecar/mail/forget.store.ts';
import { decidedDeviations, endedBulkActs } from '../../sidecar/members/forget.store.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import type { Forgetting } from '../../sidecar/platform/forgetting.ts';
import { id, insertAreas, north } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { daysAgo, now, put, type Rows, rowsOf } from './rows.ts';

let opened: TestDatabase;
let db: Db;
let rows: Rows;
/** Somebody who signed in long ago. */
const mia = id(700);
beforeAll(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
  rows = rowsOf(db, north.id, mia);
  await rows.member({ id: mia });
});
afterAll(() => opened?.close());
beforeEach(async () => {
  for (const table of emptied) await sql`delete from ${sql.table(table)}`.execute(db);
});

const emptied = [
  'account_merge',
  'access_request',
  'registration',
  'access_link_former',
  'access_link',
  'access_link_batch',
  'message',
  'invitation',
  'campaign',
  'message_batch',
  'criteria_record',
  'import',
  'bulk_act',
  'deviation',
  'letter_print_item',
  'access_letter',
];

const before = daysAgo(100);
/** Until there is no more; small steps, so that each thing takes several. Answers how many things went, and checks what was announced. */
async function forgetAll(what: Forgetting, limit = 3): Promise<number> {
  const announced = await what.due(db, before, now);
  let gone = 0;
  for (let more = true, steps = 0; more; steps += 1) {
    expect(steps).toBeLessThan(50);
    const step = await db.transaction().execute((trx) => what.forget(trx, before, now, limit));
    gone += step.forgotten;
    more = step.more;
  }
  expect(gone).toBe(announced);
  return gone;
}
const left = async (table: string): Promise<string[]> =>
  (await sql<{ id: string }>`select id from ${sql.table(table)}`.execute(db)).rows.map((row) => row.id);
const count = async (table: string): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(db)).rows[0]?.n ?? 0;

test('requests: decided ones go with their questions; who waits, may not ask again yet, or is being asked about stays', async () => {
  await rows.merge(await rows.request());
  await rows.request({ again_at: daysAgo(1) });
  const kept = [
    await rows.request({ state: 'pending', decided_at: null }),
    await rows.request({ again_at: daysAgo(-1) }),
    await rows.request({ decided_at: daysAgo(99) }),
  ];
  const asked = await rows.request();
  await rows.merge(asked, { state: 'open' });
  expect(await forgetAll(decidedRequests)).toBe(2);
  expect((await left('access_request')).sort()).toEqual([...kept, asked].sort());
  expect(await count('account_merge')).toBe(1);
});

test('records nobody came by go; who used one, uses one now, asks by one, or is named by a file that is kept does not', async () => {
  await rows.record();
  await rows.record({ state: 'locked' });
  const named = await rows.record();
  const asked = await rows.record();
  await rows.request({ state: 'pending', decided_at: null, record_id: asked });
  const listed = await rows.record();
  await rows.importRow(await rows.import(), 1, listed);
  const kept = [
    await rows.record({ state: 'used', member_id: mia }),
    await rows.record({ state: 'redeeming' }),
    await rows.record({ created_at: daysAgo(99) }),
  ];
  await db.transaction().execute((trx) => namedUntil(trx, [named], daysAgo(99)));
  expect(await forgetAll(unusedRecords)).toBe(2);
  expect((await left('criteria_record')).sort()).toEqual([...kept, named, asked, listed].sort());
});

test('an import that is forgotten leaves its records as fresh as it was', async () => {
  const record = await rows.record();
  await rows.importRow(await rows.import({ finished_at: daysAgo(101) }), 1, record);
  await forgetAll(endedImports(new Map([['criteria', { named: namedUntil }]])));
  expect(await unusedRecords.due(db, daysAgo(101), now)).toBe(0);
  expect(await unusedRecords.due(db, daysAgo(99), now)).toBe(1);
});

test('access links made together go together, with their mails; one that is open, or that a kept registration came by, keeps all', async () => {
  const gone = await rows.linkBatch();
  const mailed = await rows.link(gone, 1, { email: 'mia@muster.example' });
  await put(db, 'access_link_former', { lookup: Buffer.from('f'), link_id: mailed });
  await rows.link(gone, 2, { state: 'revoked', used_at: null, ended_at: daysAgo(101) });
  await rows.message({ kind: 'accessLink', subject_id: mailed });
  const open = await rows.linkBatch();
  await rows.link(open, 1);
  await rows.link(open, 2, { state: 'open', used_at: null, expires_at: daysAgo(-5) });
  const fresh = await rows.linkBatch();
  await rows.link(fresh, 1, { used_at: daysAgo(99) });
  const registered = await rows.linkBatch();
  await rows.registration({ access_link_id: await rows.link(registered, 1) });
  expect(await forgetAll(endedLinks)).toBe(2);
  expect((await left('access_link_batch')).sort()).toEqual([open, fresh, registered].sort());
  expect([await count('access_link'), await count('message')]).toEqual([4, 0]);
});

test('mails go, but not while they are on their way, nor those of links and invitations that are kept', async () => {
  const messages = endedMessages([keptInvitations, keptLinks]);
  await rows.message({ subject_id: randomUUID() });
  await rows.message({ state: 'bounced' });
  const batch = await put(db, 'message_batch', { id: randomUUID(), created_at: daysAgo(2000) });
  await rows.message({ subject_id: await rows.invitation() });
  await rows.message({ subject_id: await rows.link(await rows.linkBatch(), 1) });
  await rows.message({ batch_id: batch });
  await rows.message({ state: 'queued' });
  await rows.message({ state: 'sending' });
  await rows.message({ created_at: daysAgo(99) });
  expect(await forgetAll(messages)).toBe(2);
  expect(await count('message')).toBe(6);
});

test('invitations go with their mails; not what is open or still to be settled at Keycloak, nor what whoever never came in needs', async () => {
  const lena = await rows.member({ state: 'created', activated_at: null });
  const gone = await rows.invitation();
  await rows.message({ subject_id: gone, kind: 'invitation' });
  await rows.invitation({
    state: 'accepted',
    accepted_at: daysAgo(200),
    link_removed_at: daysAgo(199),
    ended_at: null,
  });
  await rows.invitation({ member_id: lena });
  const kept = [
    await rows.invitation({ member_id: lena }),
    await rows.invitation({
      member_id: await rows.member({ state: 'invited', activated_at: null }),
      state: 'open',
      ended_at: null,
    }),
    await rows.invitation({
      member_id: await rows.member({ state: 'invited', activated_at: null }),
      state: 'accepted',
      accepted_at: daysAgo(200),
      link_removed_at: daysAgo(199),
      ended_at: null,
    }),
    await rows.invitation({ state: 'accepted', accepted_at: daysAgo(200), ended_at: null }),
    await rows.invitation({ close_due_at: daysAgo(1) }),
    await rows.invitation({ ended_at: daysAgo(99) }),
    await rows.invitation({ campaign_id: await rows.campaign({ state: 'paused' }) }),
  ];
  expect(await forgetAll(endedInvitations)).toBe(3);
  expect((await left('invitation')).sort()).toEqual(kept.sort());
  expect(await count('message')).toBe(0);
});

test('a campaign goes with its mails and addresses, also where somebody of it never came in: their invitation stays theirs', async () => {
  const lena = await rows.member({ state: 'created', activated_at: null });
  const campaign = await rows.campaign();
  await put(db, 'message_batch', { id: campaign });
  const hers = await rows.invitation({ campaign_id: campaign, member_id: lena });
  const his = await rows.invitation({ campaign_id: campaign });
  for (const subject of [hers, his])
    await rows.message({ kind: 'invitation', subject_id: subject, batch_id: campaign });
  await rows.message({ kind: 'reminder', subject_id: his, batch_id: campaign });
  const open = await rows.campaign();
  await rows.invitation({ campaign_id: open, state: 'open', member_id: await rows.member(), ended_at: null });
  const running = await rows.campaign({ state: 'running' });
  expect(await forgetAll(endedCampaigns)).toBe(1);
  expect((await left('campaign')).sort()).toEqual([open, running].sort());
  const kept = await db
    .selectFrom('invitation')
    .select(['id', 'campaign_id'])
    .where('id', 'in', [hers, his])
    .execute();
  expect(kept).toEqual([{ id: hers, campaign_id: null }]);
  const mails = await db.selectFrom('message').select(['subject_id', 'batch_id']).execute();
  expect(mails).toEqual([{ subject_id: hers, batch_id: null }]);
  expect(await count('message_batch')).toBe(0);
});

test('letters go with what was printed of them; one that opens, or whose person never came in, stays', async () => {
  const letter = await rows.letter();
  const print = await put(db, 'letter_print', { id: randomUUID(), made_by: mia, made_at: daysAgo(20_000) });
  await put(db, 'letter_print_item', { print_id: print, letter_id: letter, generation: 1 });
  const never = await rows.member({ state: 'created', activated_at: null });
  const kept = [
    await rows.letter({ member_id: never, state: 'expired', redeemed_at: null, ended_at: daysAgo(200) }),
    await rows.letter({ member_id: await rows.member(), state: 'printed', redeemed_at: null }),
    await rows.letter({ member_id: await rows.member(), redeemed_at: daysAgo(99) }),
  ];
  expect(await forgetAll(endedLetters)).toBe(1);
  expect((await left('access_letter')).sort()).toEqual(kept.sort());
  expect(await count('letter_print')).toBe(0);
});

test('imports go with file and rows; what runs, waits or is paused stays, and what has begun to go is not taken back', async () => {
  const imports = endedImports(new Map());
  const gone = await rows.import();
  for (let number = 1; number <= 7; number += 1) await rows.importRow(gone, number, mia);
  await put(db, 'import_words', { import_id: gone, number: 1, words: 'mia' });
  await rows.import({ state: 'ready', finished_at: null });
  const kept = [
    await rows.import({ state: 'running', finished_at: null }),
    await rows.import({ state: 'paused', finished_at: null }),
    await rows.import({ state: 'staged', finished_at: null }),
    await rows.import({ finished_at: daysAgo(99) }),
    await rows.import({ state: 'undone', undone_at: daysAgo(99) }),
  ];
  await db.transaction().execute((trx) => imports.forget(trx, before, now, 1));
  const begun = await db
    .selectFrom('import')
    .select('id')
    .where('state', '=', 'undone')
    .where('undone_at', 'is', null)
    .execute();
  expect(begun).toHaveLength(1);
  const back = await db.transaction().execute((trx) => markUndoing(trx, begun[0]?.id ?? '', mia));
  expect(back).toBeUndefined();
  expect(await forgetAll(imports)).toBe(2);
  expect((await left('import')).sort()).toEqual(kept.sort());
  expect([await count('import_row'), await count('import_words')]).toEqual([0, 0]);
});

test('bulk acts that run and open deviations stay', async () => {
  const act = await rows.bulkAct();
  for (let number = 1; number <= 5; number += 1) await rows.bulkItem(act, number, await rows.member());
  const running = await rows.bulkAct({ state: 'running', finished_at: null });
  await rows.deviation();
  await rows.deviation({ state: 'settled', decided_at: null });
  const open = await rows.deviation({ state: 'open', decided_at: null });
  expect(await forgetAll(endedBulkActs)).toBe(1);
  expect(await forgetAll(decidedDeviations)).toBe(2);
  expect([await left('bulk_act'), await left('deviation')]).toEqual([[running], [open]]);
});
