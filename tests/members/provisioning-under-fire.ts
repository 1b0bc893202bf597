import { randomUUID } from 'node:crypto';
import type { UpdateObject } from 'kysely';
import { type AdmissionDeps, admitBatch } from '../../sidecar/members/admission.service.ts';
import { newUserFor } from '../../sidecar/members/admission.rules.ts';
import { findMember } from '../../sidecar/members/member.store.ts';
import { setDeleted } from '../../sidecar/members/person.store.ts';
import { insertArea, readTree } from '../../sidecar/areas/area.store.ts';
import type { Database, Trx } from '../../sidecar/platform/db.ts';
import { openGateway } from '../../sidecar/keycloak/gateway.ts';
import type { Directory } from '../../sidecar/keycloak/port.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { bulkSecret } from '../keycloak/lanes.ts';
import { openRealm, type RealmFixture } from '../keycloak/realm-fixture.ts';
import { addProbeClient, hashed, signIn } from '../keycloak/tokens.ts';
import { type Books, accountProblems, groupProblems } from '../support/accounts.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import {
  type Fault,
  type FaultProxy,
  neverAnswers,
  openFaultProxy,
  type Plan,
} from '../support/fault-proxy.ts';
import { create, type Kind, planFor, type Situation, token } from './calls-under-fire.ts';
import { insertAreas, insertMember, network, north, south } from './import-fixtures.ts';

export type UnderFire = Books & {
  directory: Directory;
  proxy: FaultProxy;
  fixture: RealmFixture;
  /** One person in one situation, the fault at the first calls of one kind; answers what is wrong in the end. */
  tryOne(situation: Situation, at: Kind, fault: Fault): Promise<string[]>;
  /** Many people of all situations while Keycloak is away for so long; what is wrong a minute after it is back. */
  outage(seconds: number): Promise<string[]>;
  /** Somebody whose account is made; answers the member's id. */
  provisioned(): Promise<string>;
  close(): Promise<void>;
};

/** How long after the last fault everybody must be complete or absent, and how often the worker looks. */
const limitSeconds = 60;
const stepSeconds = 5;
const slugOf = (id: string): string => `werk-${id.slice(0, 18)}`;
const both = [north.id, south.id];

const person = (id: string) => ({
  id,
  firstName: 'Jörg',
  lastName: 'Müßig',
  username: `joerg.${id.slice(0, 18)}`,
});

/** Admission as the worker runs it, on a realm and a database of its own, with a proxy before Keycloak. */
export async function underFire(): Promise<UnderFire> {
  const fixture = await openRealm({ bulkSecret });
  const database: TestDatabase = await testDatabase();
  const { db } = database;
  const { realm, issuer, admin, currentKey } = fixture;
  await insertAreas(db);
  await addProbeClient(fixture);
  const proxy = await openFaultProxy(fixture.url);
  let now = new Date();
  const open = (limitMs: number) => openGateway({ url: proxy.url, realm, issuer, currentKey, limitMs });
  const depsWith = (directory: Directory): AdmissionDeps => ({
    db,
    directory,
    clock: () => now,
    log: openLog('silent', 'test'),
    leaseSeconds: 120,
    parallel: 8,
  });
  // A call that is merely late is a fault that nobody planned: the limit is short only where it is what ends the call.
  const [patientMs, hastyMs] = [10_000, 500];
  const [directory, hasty] = [open(patientMs), open(hastyMs)];
  const books: Books = { db, admin, realm };

  const change = (id: string, values: UpdateObject<Database, 'member'>) =>
    db.updateTable('member').set(values).where('id', '=', id).execute();
  const due = (id: string) => change(id, { sync_state: 'pending', sync_due_at: now });
  async function ended(id: string): Promise<boolean> {
    const { sync_state: state } = await db
      .selectFrom('member')
      .select('sync_state')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return state === 'done' || state === 'failed';
  }
  /** Runs admission as often as its worker does, until the row has ended or a minute is over. */
  async function admit(id: string, by: Directory): Promise<void> {
    for (let passed = 0; passed <= limitSeconds; passed += stepSeconds) {
      await admitBatch(depsWith(by), 10);
      if (await ended(id)) return;
      now = addSeconds(now, stepSeconds);
    }
  }
  const insert = (id: string, areaIds: readonly string[]) =>
    insertMember(
      db,
      { ...person(id), email: `joerg.${id}@muster.example`, employeeNumber: id.slice(0, 20) },
      areaIds.map((areaId) => ({ areaId, role: 'member' as const })),
    );
  async function newUser(id: string) {
    const member = await findMember(db, id);
    if (!member) throw new Error('not there');
    return newUserFor(member, []);
  }
  /** Somebody who is signed in. */
  async function signedIn(id: string): Promise<void> {
    await change(id, { state: 'active' });
    await fixture.directory.createUser({
      ...(await newUser(id)),
      requiredActions: [],
      credential: hashed(),
    });
    await due(id);
    await admit(id, fixture.directory);
    await signIn(fixture, person(id).username);
  }
  const prepare: Record<Situation, (id: string) => Promise<Plan | void>> = {
    new: (id) => insert(id, both),
    async 'answer lost'(id) {
      await insert(id, both);
      return planFor(create, 'reset after');
    },
    async 'half an account'(id) {
      await insert(id, both);
      const { federatedSubject: _later, ...bare } = await newUser(id);
      await fixture.directory.createUser(bare);
    },
    async changed(id) {
      await insert(id, both);
      await due(id);
      await admit(id, fixture.directory);
      await change(id, { first_name: 'Georg', sync_version: 2 });
      await db
        .updateTable('grant')
        .set({ role: 'editor' })
        .where('member_id', '=', id)
        .where('area_id', '=', north.id)
        .execute();
    },
    async suspended(id) {
      await insert(id, both);
      await signedIn(id);
      await change(id, { state: 'suspended', sync_version: 2 });
    },
    async reactivated(id) {
      await prepare.suspended(id);
      await due(id);
      await admit(id, fixture.directory);
      await change(id, { state: 'active', enable_due: true, sync_version: 3 });
    },
    async deleted(id) {
      await insert(id, both);
      await signedIn(id);
      await setDeleted(db as Trx, id, now);
      await change(id, { sync_version: 2 });
    },
    async 'role groups'(id) {
      const slug = slugOf(id);
      await insertArea(db as Trx, { slug, name: slug, kind: 'site', parentId: network.id });
      const area = (await readTree(db)).bySlug(slug);
      await insert(id, area ? [area.id] : []);
    },
  };
  async function problems(situation: Situation, id: string): Promise<string[]> {
    const wrong = await accountProblems(books, id, situation === 'reactivated');
    if (situation === 'role groups') wrong.push(...(await groupProblems(books, slugOf(id))));
    if (situation === 'suspended') {
      const { keycloakUserId } = (await findMember(db, id)) ?? {};
      const sessions = await admin.users.listSessions({ realm, id: String(keycloakUserId) });
      if (sessions.length > 0) wrong.push(`${sessions.length} sessions left`);
    }
    return wrong;
  }

  // the role groups are there before any fault
  await admitBatch(depsWith(fixture.directory), 1);
  const { syncRoleGroups } = await import('../../sidecar/areas/area.service.ts');
  await syncRoleGroups(db, fixture.directory as never);
  const fire: UnderFire = {
    ...books,
    directory,
    proxy,
    fixture,
    async tryOne(situation, at, fault) {
      const id = randomUUID();
      const first = await prepare[situation](id);
      const then = planFor(at, fault);
      let hit = false;
      proxy.plan((call) => {
        const before = first?.(call);
        if (before !== undefined) return before;
        const done = then(call);
        hit ||= done !== undefined;
        return done;
      });
      await due(id);
      // a token of its own where getting one is what fails
      const [held, limitMs] = neverAnswers(fault) ? [hasty, hastyMs] : [directory, patientMs];
      await admit(id, at === token ? open(limitMs) : held);
      // a refused write to one group keeps nobody waiting: the next sweep or admission makes it good
      if (situation === 'role groups') await fire.provisioned();
      proxy.seen.length = 0;
      return hit ? problems(situation, id) : [`no call "${at.name}" was made`];
    },
    async outage(seconds) {
      const people = (Object.keys(prepare) as Situation[]).map((situation) => ({
        situation,
        id: randomUUID(),
      }));
      proxy.plan(() => undefined);
      for (const { situation, id } of people) await prepare[situation](id);
      for (const { id } of people) await due(id);
      await proxy.down();
      for (let passed = 0; passed < seconds; passed += stepSeconds) {
        await admitBatch(depsWith(directory), 50);
        now = addSeconds(now, stepSeconds);
      }
      await proxy.up();
      for (let passed = 0; passed < limitSeconds; passed += stepSeconds) {
        await admitBatch(depsWith(directory), 50);
        now = addSeconds(now, stepSeconds);
      }
      const wrong: string[] = [];
      for (const { situation, id } of people)
        for (const problem of await problems(situation, id)) wrong.push(`${situation}: ${problem}`);
      return wrong;
    },
    async provisioned() {
      const id = randomUUID();
      await prepare.new(id);
      await due(id);
      await admit(id, fixture.directory);
      return id;
    },
    async close() {
      await proxy.close();
      await database.close();
      await fixture.close();
    },
  };
  return fire;
}
