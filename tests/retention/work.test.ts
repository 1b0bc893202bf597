import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { keptLinks } from '../../sidecar/access-links/forget.store.ts';
import { namedUntil, unusedRecords } from '../../sidecar/criteria/forget.store.ts';
import { endedImports } from '../../sidecar/imports/forget-ended.store.ts';
import { markUndoing } from '../../sidecar/imports/import-life.store.ts';
import { endedCampaigns, keptInvitations } from '../../sidecar/invitations/forget.store.ts';
import { endedMessages } from '../../sidecar/mail/forget.store.ts';
import { decidedDeviations, endedBulkActs } from '../../sidecar/members/forget.store.ts';
import { before, count, db, forgetAll, left, mia, rows } from './kinds-house.ts';
import { daysAgo, now, put } from './rows.ts';

test('an import that is forgotten leaves its records as fresh as it was', async () => {
  const record = await rows.record();
  await rows.importRow(await rows.import({ finished_at: daysAgo(101) }), 1, record);
  await forgetAll(endedImports(new Map([['criteria', { named: namedUntil }]])));
  expect(await unusedRecords.due(db, daysAgo(101), now)).toBe(0);
  expect(await unusedRecords.due(db, daysAgo(99), now)).toBe(1);
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
