import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  claim,
  completed,
  redeem,
  type RedemptionDeps,
} from '../../sidecar/invitations/redemption.service.ts';
import { acceptInvitation, findInvitation } from '../../sidecar/invitations/invitation.store.ts';
import '../../sidecar/audit/audit.table.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { openDb } from '../../sidecar/platform/db.ts';
import { AppError } from '../../sidecar/platform/errors.ts';
import { insertAreas } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { invited, now, ring } from './invited.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await insertAreas(database.db);
});
afterAll(() => database.close());

const leaseSeconds = 120;

/** Redemption at a moment; `enable` stands where Keycloak is asked to open the account. */
function at(moment: Date, enable: (userId: string) => Promise<void> = async () => {}): RedemptionDeps {
  return {
    db: database.db,
    directory: { enableVerified: enable, setEnabled: async () => {}, addFederatedLink: async () => {} },
    ring,
    clock: () => moment,
    origin: 'https://einlass.muster.example',
    leaseSeconds,
  };
}

const stateOf = async (id: string) => (await findInvitation(database.db, id))?.state;
const accepted = (id: string) =>
  database.db
    .selectFrom('audit')
    .select(['member_id', 'actor_kind'])
    .where('act', '=', 'invitation.accepted')
    .where('subject_id', '=', id)
    .execute();

test('of many browsers at once one takes the link, and it alone redeems it', async () => {
  const { id, memberId, userId } = await invited(database.db);
  const enabled: string[] = [];
  const deps = at(now, async (user) => void enabled.push(user));
  const leases = Array.from({ length: 40 }, (_, number) => `browser-${number}`);
  const claims = await Promise.all(leases.map((lease) => claim(deps, id, lease)));
  expect(claims.filter((one) => 'subject' in one)).toEqual([{ subject: memberId }]);
  expect(claims.filter((one) => 'gone' in one && one.gone === 'taken')).toHaveLength(39);
  const ends = await Promise.allSettled(leases.map((lease) => redeem(deps, id, lease)));
  expect(ends.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  expect(enabled).toEqual([userId]);
  expect(await stateOf(id)).toBe('accepted');
  expect(await accepted(id)).toEqual([{ member_id: memberId, actor_kind: 'employee' }]);
});

test('the same browser may come again before it has redeemed, another one only after the lease', async () => {
  const { id } = await invited(database.db);
  expect(await claim(at(now), id, 'mine')).toHaveProperty('subject');
  expect(await claim(at(addSeconds(now, 60)), id, 'mine')).toHaveProperty('subject');
  expect(await claim(at(addSeconds(now, 100)), id, 'other')).toEqual({ gone: 'taken' });
  expect(await claim(at(addSeconds(now, 181)), id, 'other')).toHaveProperty('subject');
  expect(await claim(at(addSeconds(now, 182)), id, 'mine')).toEqual({ gone: 'taken' });
});

test('an expired link is not taken', async () => {
  const { id } = await invited(database.db);
  expect(await claim(at(addSeconds(now, 3601)), id, 'late')).toEqual({ gone: 'expired' });
  expect(await stateOf(id)).toBe('open');
});

test('who lost the link to another browser while Keycloak was slow confirms nothing', async () => {
  const { id } = await invited(database.db);
  await claim(at(now), id, 'slow');
  const later = addSeconds(now, leaseSeconds + 1);
  const slow = at(now, async () => {
    expect(await claim(at(later), id, 'other')).toHaveProperty('subject');
  });
  await expect(redeem(slow, id, 'slow')).rejects.toMatchObject({ code: 'gone' });
  expect(await findInvitation(database.db, id)).toMatchObject({ state: 'redeeming', leaseId: 'other' });
  expect(await accepted(id)).toEqual([]);
  await redeem(at(later), id, 'other');
  expect(await accepted(id)).toHaveLength(1);
});

test('a confirmation without the lease changes nothing', async () => {
  const { id } = await invited(database.db);
  await claim(at(now), id, 'mine');
  expect(await acceptInvitation(database.db, id, 'other', now)).toBe(false);
  expect(await stateOf(id)).toBe('redeeming');
});

test('an account that could not be opened leaves the link unspent, for any browser, at once', async () => {
  const { id } = await invited(database.db);
  await claim(at(now), id, 'mine');
  const down = at(now, () => Promise.reject(new AppError('keycloak_unavailable')));
  await expect(redeem(down, id, 'mine')).rejects.toMatchObject({ code: 'keycloak_unavailable' });
  expect(await stateOf(id)).toBe('open');
  expect(await accepted(id)).toEqual([]);
  expect(await claim(at(now), id, 'other')).toHaveProperty('subject');
});

test('the account is open before the link counts as accepted', async () => {
  const { id } = await invited(database.db);
  await claim(at(now), id, 'mine');
  let during: string | undefined;
  await redeem(
    at(now, async () => {
      during = await stateOf(id);
    }),
    id,
    'mine',
  );
  expect([during, await stateOf(id)]).toEqual(['redeeming', 'accepted']);
});

test('where its audit row cannot be written, the acceptance is not either', async () => {
  const { id } = await invited(database.db);
  await claim(at(now), id, 'mine');
  const owner = openDb(database.migrateUrl, 1);
  try {
    await sql`alter table audit rename to audit_away`.execute(owner);
    await expect(redeem(at(now), id, 'mine')).rejects.toThrow(/audit/);
    await sql`alter table audit_away rename to audit`.execute(owner);
  } finally {
    await owner.destroy();
  }
  expect(await stateOf(id)).toBe('open');
  expect(await claim(at(now), id, 'mine')).toHaveProperty('subject');
  await redeem(at(now), id, 'mine');
  expect(await accepted(id)).toHaveLength(1);
});

test('whoever is signed in already and presses their own link has used it', async () => {
  const { id, memberId } = await invited(database.db);
  expect(await completed(at(now), id)).toBe(memberId);
  expect(await stateOf(id)).toBe('accepted');
  expect(await accepted(id)).toEqual([{ member_id: memberId, actor_kind: 'employee' }]);
  expect(await claim(at(now), id, 'anybody')).toEqual({ gone: 'accepted' });
});
