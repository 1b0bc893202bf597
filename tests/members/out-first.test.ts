import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import type { Directory, NewUser } from '../../sidecar/keycloak/port.ts';
import { admissionJob } from '../../sidecar/members/admission.job.ts';
import { admitBatch } from '../../sidecar/members/admission.service.ts';
import { deletePerson, suspendPerson } from '../../sidecar/members/person-state.service.ts';
import { claimMembers } from '../../sidecar/members/due.store.ts';
import { releaseSync } from '../../sidecar/members/sync.store.ts';
import { addSeconds, systemClock } from '../../sidecar/platform/clock.ts';
import { openRealm, type RealmFixture } from '../keycloak/realm-fixture.ts';
import { until } from '../support/processes.ts';
import { admitAll } from './person-fixture.ts';
import { database, house, row, state } from './person-house.ts';

let realm: RealmFixture;
beforeAll(async () => {
  realm = await openRealm();
});
afterAll(() => realm?.close());
beforeEach(() =>
  database.db.updateTable('member').set({ sync_state: 'done' }).where('sync_open', '=', true).execute(),
);

/** What an import leaves behind: so many people with an account whose change is to reach Keycloak, due for an hour. */
const backlog = (count: number) =>
  sql`
    insert into member (first_name, last_name, username, locale, state, origin, keycloak_user_id, sync_state, sync_due_at)
    select 'Jo', 'Due', 'waiting.' || gen_random_uuid(), 'de', 'active', 'import', gen_random_uuid()::text, 'pending', now() - interval '1 hour'
    from generate_series(1, ${sql.lit(count)})`.execute(database.db);

const claim = (now: Date, limit = 10) => claimMembers(database.db, now, 60, limit);
const ids = (claimed: Awaited<ReturnType<typeof claim>>) => claimed.map(({ id }) => id).toSorted();

/** Who is taken up and not confirmed yet. */
const takenUp = async () =>
  new Set(
    (await database.db.selectFrom('member').select('id').where('sync_state', '=', 'claimed').execute()).map(
      ({ id }) => id,
    ),
  );

/** Somebody with an account at Keycloak; nobody is due. */
async function somebody(username: string): Promise<string> {
  const id = await house.person(username, [{ areaId: house.north, role: 'member' }]);
  await admitAll(database.db, realm.directory);
  return id;
}

/** Every call to Keycloak in its order, by name and account. */
function written(
  directory: Directory,
  calls: string[],
  notice: (name: string, first: unknown) => Promise<void> = async () => {},
): Directory {
  return new Proxy(directory, {
    get(target, name: keyof Directory) {
      const call = target[name] as (...all: unknown[]) => unknown;
      return async (...all: unknown[]) => {
        calls.push(`${name} ${String(all[0])}`);
        await notice(name, all[0]);
        return call.apply(target, all);
      };
    },
  });
}

test('whoever is suspended or deleted is claimed before hundreds that an import left behind', async () => {
  const [suspended, deleted] = [await somebody('sven.raus'), await somebody('dora.raus')];
  await backlog(300);
  await state(suspendPerson, house.boss, suspended);
  await state(deletePerson, house.boss, deleted);
  expect(ids(await claim(new Date()))).toEqual([suspended, deleted].toSorted());
  expect(await claim(new Date())).toHaveLength(10);
});

test('the first batch closes the account and ends its sessions, before anybody else is looked at', async () => {
  const id = await somebody('sina.raus');
  const userId = (await row(id)).keycloak_user_id;
  await backlog(100);
  await state(suspendPerson, house.boss, id);
  const calls: string[] = [];
  const deps = { clock: systemClock, log: pino({ level: 'silent' }), leaseSeconds: 60, parallel: 8 };
  const directory = written(realm.directory, calls);
  expect(await admitBatch({ db: database.db, directory, ...deps }, 50)).toBe(1);
  const own = calls.filter((call) => !call.startsWith('ensureRoleGroup') && !call.startsWith('setGroup'));
  expect(own.slice(0, 2)).toEqual([`setEnabled ${userId}`, `logout ${userId}`]);
  expect((await realm.directory.getUser(userId ?? ''))?.enabled).toBe(false);
});

test('while an import makes accounts, only the two batches under way come before a suspension', async () => {
  const id = await somebody('ida.raus');
  const userId = (await row(id)).keycloak_user_id;
  for (let each = 0; each < 120; each += 1) await house.person(`neu.${each}`, [], false);
  const calls: string[] = [];
  /** Who had been taken up when the suspension was stored. */
  let underWay: Set<string> | undefined;
  const overtook: string[] = [];
  const suspend = async () => {
    await until('both batches are taken up', async () => (await takenUp()).size > 16);
    await state(suspendPerson, house.boss, id);
    underWay = await takenUp();
  };
  let suspended: Promise<void> | undefined;
  let job: ReturnType<typeof admissionJob> | undefined;
  const noticed = written(realm.directory, calls, async (name, first) => {
    if (name === 'logout') job?.stop();
    if (name !== 'createUser') return;
    if (calls.filter((call) => call.startsWith('createUser')).length === 10) suspended = suspend();
    // Neither batch can end meanwhile, so that no third one begins.
    await suspended;
    const { memberId } = first as NewUser;
    if (underWay?.has(memberId) === false && (await row(id)).sync_state === 'pending')
      overtook.push(memberId);
  });
  const deps = { db: database.db, directory: noticed, clock: systemClock, log: pino({ level: 'silent' }) };
  job = admissionJob({ ...deps, leaseSeconds: 60, parallel: 4 });
  await job.handle({ row: 'due', attempt: 0 });
  expect(underWay?.size).toBeGreaterThan(0);
  // Two batches of four turns for each of four places.
  expect(underWay?.size).toBeLessThanOrEqual(32);
  expect(overtook).toEqual([]);
  expect(calls).toContain(`logout ${userId}`);
});

test('an attempt that failed waits for its time, and is first again then', async () => {
  const id = await somebody('resi.raus');
  await backlog(100);
  await state(suspendPerson, house.boss, id);
  const now = new Date();
  const [held] = await claim(now);
  if (!held) throw new Error('nobody was due');
  await releaseSync(database.db, held, 'keycloak_unavailable', addSeconds(now, 8));
  expect(ids(await claim(addSeconds(now, 7)))).not.toContain(id);
  expect(ids(await claim(addSeconds(now, 8)))).toEqual([id]);
});

test('a suspension that comes while another change fails at Keycloak does not wait for its retry', async () => {
  const id = await somebody('udo.raus');
  await database.db.updateTable('member').set({ sync_state: 'pending' }).where('id', '=', id).execute();
  const [held] = await claim(new Date());
  if (!held) throw new Error('nobody was due');
  await state(suspendPerson, house.boss, id);
  await releaseSync(database.db, held, 'keycloak_unavailable', addSeconds(new Date(), 300));
  expect(ids(await claim(new Date()))).toEqual([id]);
});
