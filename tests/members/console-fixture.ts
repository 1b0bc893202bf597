import { addArea, syncRoleGroups } from '../../sidecar/areas/area.service.ts';
import { readTree } from '../../sidecar/areas/area.store.ts';
import type { Role } from '../../sidecar/areas/role.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { redeemed } from '../../sidecar/credentials/letter-life.service.ts';
import { tellAddressAdded } from '../../sidecar/members/address-added.message.ts';
import { endForNewAddress } from '../../sidecar/invitations/console.store.ts';
import { redeemedAmong } from '../../sidecar/invitations/redeemed.read-model.ts';
import type { Admin } from '../../sidecar/keycloak/admin-client.ts';
import { admitBatch } from '../../sidecar/members/admission.service.ts';
import { type FeedDeps, pollFeed } from '../../sidecar/members/feed.job.ts';
import { lookAtDue } from '../../sidecar/members/feed-look.service.ts';
import { addMember } from '../../sidecar/members/member-add.service.ts';
import { findMember } from '../../sidecar/members/member.store.ts';
import { actorById } from '../../sidecar/members/sign-in.service.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { openRealm, type RealmFixture } from '../keycloak/realm-fixture.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

export type Person = { id: string; userId: string };
export type ConsoleSide = {
  db: Db;
  /** As the console acts: the administrator of `master`. */
  admin: Admin;
  realm: RealmFixture;
  database: TestDatabase;
  deps: FeedDeps;
  /** A person with an account; `active` as after the first sign-in, with a password. */
  person(name: string, area: string, role: Role, options?: { active?: boolean }): Promise<Person>;
  scope(person: Person): Promise<AdminScope>;
  /** What Keycloak was told by a nudge. */
  provision(): Promise<void>;
  /** Polls as a worker does, and once more after what is looked at twice. */
  feed(): Promise<void>;
  advance(seconds: number): void;
  groupId(area: string, role: Role): Promise<string>;
  open(): Promise<{ kind: string; keycloak: string | null; ours: string | null; id: string }[]>;
  state(person: Person): Promise<string>;
  close(): Promise<void>;
};

const operator = { kind: 'operator' } as const;
export const password = 'Ein-langes-Passwort-1';

/** Einlass's database beside a realm of its own, with areas nord and sued. */
export async function openConsoleSide(): Promise<ConsoleSide> {
  const [realm, database] = await Promise.all([openRealm(), testDatabase()]);
  const { db } = database;
  const { directory, admin } = realm;
  admin.realmName = realm.realm;
  const log = openLog('silent', 'test');
  let ahead = 0;
  const clock = () => addSeconds(new Date(), ahead);
  const deps: FeedDeps = {
    db,
    directory,
    clock,
    log,
    redeemedAmong,
    endForNewAddress,
    ownPassword: redeemed,
    addressAdded: (trx, memberId, email, now) =>
      tellAddressAdded(trx, { memberId, email, publicUrl: 'https://einlass.muster.example', now }),
    feedSeconds: 0,
  };
  await addArea(db, operator, { name: 'Muster AG', slug: 'muster' });
  await addArea(db, operator, { name: 'Werk Nord', slug: 'nord' });
  await addArea(db, operator, { name: 'Werk Süd', slug: 'sued' });
  await syncRoleGroups(db, directory);
  const areaId = async (slug: string) => (await readTree(db)).bySlug(slug)?.id ?? '';
  const provision = async () => {
    while ((await admitBatch({ db, directory, clock, log, leaseSeconds: 60, parallel: 4 }, 50)) > 0);
  };
  const side: ConsoleSide = {
    db,
    admin,
    realm,
    database,
    deps,
    provision,
    async person(name, area, role, { active = false } = {}) {
      const [firstName = '', lastName = ''] = name.split(' ');
      const username = `${firstName}.${lastName}`.toLowerCase();
      const grants = [{ areaId: await areaId(area), role }];
      const email = `${username}@muster.example`;
      const values = { firstName, lastName, username, email, locale: 'de', origin: 'test', grants } as const;
      const id = await addMember(db, operator, values);
      await provision();
      const userId = (await findMember(db, id))?.keycloakUserId ?? '';
      if (active) {
        await admin.users.resetPassword({
          id: userId,
          credential: { type: 'password', temporary: false, value: password },
        });
        await admin.users.update({ id: userId }, { enabled: true, emailVerified: true, requiredActions: [] });
        await db
          .updateTable('member')
          .set({ state: 'active', activated_at: clock() })
          .where('id', '=', id)
          .execute();
      }
      return { id, userId };
    },
    async scope({ id }) {
      const actor = await actorById(db, id);
      if (!actor) throw new Error('no actor');
      return { actor, tree: await readTree(db) };
    },
    async feed() {
      await pollFeed(deps);
      ahead += 5;
      await lookAtDue(deps, 1000);
      ahead -= 5;
    },
    advance(seconds) {
      ahead += seconds;
    },
    async groupId(area, role) {
      const row = await db
        .selectFrom('area_group')
        .select('keycloak_group_id')
        .where('area_id', '=', await areaId(area))
        .where('role', '=', role)
        .executeTakeFirstOrThrow();
      return row.keycloak_group_id ?? '';
    },
    async open() {
      const rows = await db
        .selectFrom('deviation')
        .selectAll()
        .where('state', '=', 'open')
        .orderBy('kind')
        .execute();
      return rows.map(({ kind, id, keycloak_value: keycloak, our_value: ours }) => ({
        kind,
        keycloak,
        ours,
        id,
      }));
    },
    async state({ id }) {
      const row = await db
        .selectFrom('member')
        .select('state')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return row.state;
    },
    async close() {
      await database.close();
      await realm.close();
    },
  };
  return side;
}
