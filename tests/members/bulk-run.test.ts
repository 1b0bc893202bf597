import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { stopAct } from '../../sidecar/members/bulk-start.service.ts';
import { lockWaits } from '../support/lock-waits.ts';
import { until } from '../support/processes.ts';
import { type BulkHouse, bulkHouse } from './bulk-house.ts';

let house: BulkHouse;
beforeAll(async () => {
  house = await bulkHouse();
});
afterAll(() => house?.database.close());

const north = () => [{ areaId: house.north, role: 'member' }] as const;
const suspend = { act: 'suspend' } as const;
const suspensions = async (ids: readonly string[]) =>
  (
    await house.db
      .selectFrom('audit')
      .select('id')
      .where('act', '=', 'member.suspended')
      .where('member_id', 'in', [...ids])
      .execute()
  ).length;

/** A worker that dies at the nth person: its transaction is rolled back and nothing more is heard of it. */
function dyingJob(at: number) {
  let seen = 0;
  return house.job({
    endInvitations: async () => {
      seen += 1;
      if (seen === at) throw new Error('killed');
      return 0;
    },
  });
}

test('killed in the middle of a batch and again: nobody is lost, nobody is changed twice', async () => {
  const ids = await house.people('kill', 40, north());
  const { id } = await house.start(house.nora, suspend, ids);
  for (const at of [7, 1, 20]) {
    await expect(dyingJob(at).handle({ row: id, attempt: 0 })).rejects.toThrow('killed');
    expect(await house.job().sweep()).toEqual([]);
    house.later(61);
    expect((await house.job().sweep()).map(({ row }) => row)).toEqual([id]);
  }
  await house.run(id);
  expect(await house.result(id)).toEqual({ waiting: 0, done: 40, skipped: 0, reasons: [] });
  expect(await suspensions(ids)).toBe(40);
  expect(await house.stateOf(id)).toBe('done');
});

test('five workers at one act share nobody, and one that lost its lease changes nobody any more', async () => {
  const ids = await house.people('race', 60, north());
  const { id } = await house.start(house.nora, suspend, ids);
  const late = Promise.withResolvers<void>();
  let seen = 0;
  // The first worker stalls at its fifth person for longer than its lease; the others take the act over.
  const stalled = house.job({
    endInvitations: async () => {
      seen += 1;
      if (seen !== 5) return 0;
      house.later(61);
      late.resolve();
      await until('somebody else wants the act', async () => (await lockWaits(house.db)) > 0);
      return 0;
    },
  });
  await Promise.all([
    stalled.handle({ row: id, attempt: 0 }),
    late.promise.then(() => Promise.all(Array.from({ length: 4 }, () => house.run(id)))),
  ]);
  house.later(61);
  await house.run(id);
  expect(await house.result(id)).toEqual({ waiting: 0, done: 60, skipped: 0, reasons: [] });
  expect(await suspensions(ids)).toBe(60);
});

test('an administrator who is demoted in the middle changes nobody from then on', async () => {
  const ids = await house.people('demoted', 30, north());
  const editor = await house.person('bald.editor', [{ areaId: house.north, role: 'newsroom_manager' }]);
  const { id } = await house.start(editor, suspend, ids);
  let seen = 0;
  const job = house.job({
    endInvitations: async () => {
      seen += 1;
      // by somebody else, while the act runs
      if (seen === 11)
        await sql`update "grant" set role = 'editor' where member_id = ${editor}`.execute(house.db);
      return 0;
    },
  });
  await job.handle({ row: id, attempt: 0 });
  const { done, skipped, reasons } = await house.result(id);
  expect([done, skipped]).toEqual([11, 19]);
  expect(reasons).toEqual([{ reason: 'gone', count: 19 }]);
  expect(await suspensions(ids)).toBe(11);
});

test('an administrator who is suspended in the middle changes nobody from then on', async () => {
  const ids = await house.people('out', 6, north());
  const gone = await house.person('bald.weg', [{ areaId: house.north, role: 'newsroom_manager' }]);
  const { id } = await house.start(gone, suspend, ids);
  await sql`update member set state = 'suspended', state_before = 'active' where id = ${gone}`.execute(
    house.db,
  );
  await house.run(id);
  expect((await house.result(id)).reasons).toEqual([{ reason: 'rights', count: 6 }]);
});

test('stopped: not one more is changed, and the act does not begin again', async () => {
  const ids = await house.people('stop', 30, north());
  const { id } = await house.start(house.nora, suspend, ids);
  const scope = await house.scope(house.nora);
  let seen = 0;
  let stopping: Promise<void> | undefined;
  let over = false;
  const job = house.job({
    endInvitations: async () => {
      seen += 1;
      if (seen !== 5) return 0;
      // waits for the person who is being changed, so it cannot be awaited here
      stopping = stopAct(house.deps, scope, id).finally(() => {
        over = true;
      });
      await until('the stop waits', async () => over || (await lockWaits(house.db)) > 0);
      return 0;
    },
  });
  await job.handle({ row: id, attempt: 0 });
  await stopping;
  const { waiting, done } = await house.result(id);
  expect([waiting, done, await house.stateOf(id)]).toEqual([25, 5, 'stopped']);
  house.later(61);
  expect((await house.job().sweep()).map(({ row }) => row)).not.toContain(id);
  await house.run(id);
  expect((await house.result(id)).done).toBe(done);
  expect(await suspensions(ids)).toBe(done);
});

test('somebody whom it breaks every time is left out in the end, and the others are done', async () => {
  const ids = await house.people('broken', 4, north());
  const { id } = await house.start(house.nora, suspend, ids);
  const job = house.job({
    endInvitations: async (_trx, memberId) => {
      if (memberId === ids[1]) throw new Error('broken');
      return 0;
    },
  });
  for (let attempt = 1; attempt < 5; attempt += 1) {
    await expect(job.handle({ row: id, attempt: 0 })).rejects.toThrow('broken');
    house.later(61);
  }
  await job.handle({ row: id, attempt: 0 });
  expect(await house.result(id)).toMatchObject({ done: 3, reasons: [{ reason: 'failed', count: 1 }] });
  expect(await house.stateOf(id)).toBe('done');
});
