import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { decidedRequests } from '../../sidecar/access-requests/forget.store.ts';
import { endedLinks } from '../../sidecar/access-links/forget.store.ts';
import { endedLetters } from '../../sidecar/credentials/forget.store.ts';
import { namedUntil, unusedRecords } from '../../sidecar/criteria/forget.store.ts';
import { endedInvitations } from '../../sidecar/invitations/forget.store.ts';
import { count, db, forgetAll, left, mia, rows } from './kinds-house.ts';
import { daysAgo, put } from './rows.ts';

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

test('access links made together go together, with their mails; one that is open, or that a kept registration came by, keeps all', async () => {
  const gone = await rows.linkBatch();
  const mailed = await rows.link(gone, 1, { email: 'mia@muster.example' });
  await put(db, 'access_link_former', { lookup: Buffer.from('f'), link_id: mailed });
  await rows.link(gone, 2, { state: 'revoked', used_at: null, ended_at: daysAgo(101) });
  await rows.message({ kind: 'accessLink', subject_id: mailed });
  const open = await rows.linkBatch();
  await rows.link(open, 1);
  await rows.link(open, 2, { state: 'redeeming', used_at: null });
  const fresh = await rows.linkBatch();
  await rows.link(fresh, 1, { used_at: daysAgo(99) });
  const registered = await rows.linkBatch();
  await rows.registration({ access_link_id: await rows.link(registered, 1) });
  expect(await forgetAll(endedLinks)).toBe(2);
  expect((await left('access_link_batch')).sort()).toEqual([open, fresh, registered].sort());
  expect([await count('access_link'), await count('message')]).toEqual([4, 0]);
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
