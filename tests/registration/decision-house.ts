import { randomBytes, randomUUID } from 'node:crypto';
import type { HeldGrant } from '../../sidecar/areas/policy.rules.ts';
import type { Strategy } from '../../sidecar/members/decision.ts';
import { claimMembers } from '../../sidecar/members/due.store.ts';
import {
  type ClaimedMember,
  confirmSyncs,
  releaseSync,
  returnClaims,
} from '../../sidecar/members/sync.store.ts';
import type { WaitingFor } from '../../sidecar/members/waiting-for.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { inviteAgain } from '../../sidecar/invitations/invite-one.service.ts';
import { type DecideDeps, openDecide } from '../../sidecar/registration/decide.service.ts';
import type { RegistrationState, Way } from '../../sidecar/registration/registration.table.ts';
import { waitingRegistrations } from '../../sidecar/registration/settle.service.ts';
import { ring } from '../invitations/invited.ts';
import { insertAreas, insertMember, north } from '../members/import-fixtures.ts';
import { testDatabase } from '../support/database.ts';
import '../../sidecar/criteria/criteria.table.ts';

export const leaseSeconds = 60;
const origin = 'https://einlass.muster.example';

/** Evidence of the tests' own: one stored record admits once, told by its id; `hold` waits until it is released. */
function recordStrategy(granted: readonly HeldGrant[]): Strategy {
  return {
    async decide(trx, { registrationId, facts, released }) {
      if (facts['hold'] && !released)
        return { kind: 'hold', recordId: null, areaIds: [north.id], until: null };
      const record = await trx
        .updateTable('criteria_record')
        .set({ state: 'redeeming', registration_id: registrationId })
        .where('id', '=', facts['record'] ?? randomUUID())
        .where('state', '=', 'open')
        .returning(['id', 'values'])
        .executeTakeFirst();
      if (!record) return { kind: 'refuse', reason: 'mismatch' };
      const { id: recordId, values } = record;
      return {
        kind: 'admit',
        grants: granted,
        origin: 'criteria',
        recordId,
        ...(values ? { names: values } : {}),
      };
    },
    async confirm(trx, registrations, now) {
      for (const { id, memberId } of registrations)
        await trx
          .updateTable('criteria_record')
          .set({ state: 'used', member_id: memberId, used_at: now })
          .where('registration_id', '=', id)
          .where('state', '=', 'redeeming')
          .execute();
    },
    async release(trx, registrationIds) {
      await trx
        .updateTable('criteria_record')
        .set({ state: 'open', registration_id: null })
        .where('registration_id', 'in', [...registrationIds])
        .where('state', '=', 'redeeming')
        .execute();
    },
  };
}

export type House = Awaited<ReturnType<typeof decisionHouse>>;

/** Decisions over a database of their own, with everything but Keycloak; the clock stands until it is moved. */
export async function decisionHouse(granted: readonly HeldGrant[] = [{ areaId: north.id, role: 'editor' }]) {
  const database = await testDatabase();
  const { db } = database;
  await insertAreas(db);
  const { id: setId } = await db
    .insertInto('criteria_set')
    .values({ version: 1, key_id: 1, keys: ['record'], rules: {} })
    .returning('id')
    .executeTakeFirstOrThrow();
  let now = new Date();
  const clock = () => now;
  const strategy = recordStrategy(granted);
  const strategies = { criteria: strategy, link: strategy, open: strategy };
  const inviteDeps = { ring, clock, origin, validDays: 14, db };
  const nudged: string[] = [];
  const deps: DecideDeps = {
    db,
    clock,
    ring,
    origin,
    strategies,
    leaseSeconds,
    inviteAgain: (trx, memberId) => inviteAgain(inviteDeps, trx, memberId),
    nudgeAdmission: async () => void nudged.push('admission'),
    nudgeMail: async (nudges) => void nudged.push(...nudges.map(() => 'mail')),
  };
  const waiting: WaitingFor = waitingRegistrations(deps);
  const one = <T>(rows: readonly T[]): T => {
    const [row] = rows;
    if (!row) throw new Error('no such row');
    return row;
  };
  return {
    db,
    database,
    deps,
    waiting,
    nudged,
    close: () => database.close(),
    now: () => now,
    advance(seconds: number) {
      now = addSeconds(now, seconds);
    },
    /** A stored record; answers its id. */
    async record(
      values: Record<string, string> = { firstName: 'Erika', lastName: 'Muster' },
    ): Promise<string> {
      const row = {
        set_id: setId,
        lookup: randomBytes(32),
        values: JSON.stringify(values),
        origin: 'manual',
      };
      const added = await db
        .insertInto('criteria_record')
        .values(row as never)
        .returning('id')
        .executeTakeFirstOrThrow();
      return added.id;
    },
    /** A registration that waits for its decision. */
    async registration(
      facts: Record<string, string>,
      more: Partial<{
        email: string;
        account_member_id: string;
        state: RegistrationState;
        way: Way;
      }> = {},
    ): Promise<string> {
      const row = {
        way: 'criteria',
        state: 'deciding',
        locale: 'de',
        browser: randomBytes(32),
        own_start: true,
        visitor: randomBytes(32),
        values: JSON.stringify(facts),
        email: more.account_member_id ? null : `p.${randomUUID()}@privat.example`,
        created_at: now,
        expires_at: addSeconds(now, 1500),
        due_at: now,
        ...more,
      };
      const added = await db
        .insertInto('registration')
        .values(row as never)
        .returning('id')
        .executeTakeFirstOrThrow();
      return added.id;
    },
    decide: openDecide(deps),
    row: async (id: string) =>
      one(await db.selectFrom('registration').selectAll().where('id', '=', id).execute()),
    recordRow: async (id: string) =>
      one(await db.selectFrom('criteria_record').selectAll().where('id', '=', id).execute()),
    member: async (id: string | null) =>
      one(
        await db
          .selectFrom('member')
          .selectAll()
          .where('id', '=', id ?? '')
          .execute(),
      ),
    grants: (memberId: string) =>
      db
        .selectFrom('grant')
        .select(['area_id', 'role', 'origin'])
        .where('member_id', '=', memberId)
        .execute(),
    mails: () => db.selectFrom('message').select(['kind', 'to_address', 'subject_id']).execute(),
    /** What admission does once Keycloak has answered well, for everybody who is due; `meanwhile`: between asking and confirming. */
    async provisioned(meanwhile = async (): Promise<void> => {}): Promise<void> {
      const members = await everybodyDue(db, addSeconds(now, 3600));
      await meanwhile();
      await db.transaction().execute(async (trx) => {
        const ended = members.map((member) => {
          const userId = member.state === 'deleted' ? null : (member.keycloakUserId ?? randomUUID());
          return { member, userId };
        });
        const confirmed = await confirmSyncs(trx, ended, { wait: true });
        await waiting.settled(trx, [...confirmed], now);
      });
    },
    /** What admission does where Keycloak refuses this person for good. */
    async refusedByKeycloak(memberId: string): Promise<void> {
      const claimed = await everybodyDue(db, addSeconds(now, 3600));
      const [refused] = claimed.filter(({ id }) => id === memberId);
      await returnClaims(
        db,
        claimed.filter((member) => member !== refused),
      );
      await db.transaction().execute(async (trx) => {
        if (refused) await releaseSync(trx, refused, 'conflict', undefined);
        await waiting.failed(trx, memberId, now);
      });
    },
    /** Somebody who has an account and was in. */
    async employee(email: string, held: readonly HeldGrant[] = []): Promise<string> {
      const id = randomUUID();
      const names = { id, firstName: 'Erika', lastName: 'Muster', username: `e.${id}`, email };
      await insertMember(db, { ...names, state: 'active' }, [...held]);
      await db.updateTable('member').set({ keycloak_user_id: randomUUID() }).where('id', '=', id).execute();
      return id;
    },
  };
}

/** Claims all who are due: whoever is to be out comes as a batch of their own, before the others. */
async function everybodyDue(db: Db, now: Date): Promise<ClaimedMember[]> {
  const members: ClaimedMember[] = [];
  for (;;) {
    const batch = await claimMembers(db, now, 60, 1000);
    if (batch.length === 0) return members;
    members.push(...batch);
  }
}
