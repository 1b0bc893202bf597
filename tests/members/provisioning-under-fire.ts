import { randomUUID } from 'node:crypto';
import { type AdmissionDeps, admitBatch } from '../../sidecar/members/admission.service.ts';
import { newUserFor } from '../../sidecar/members/admission.rules.ts';
import { findMember } from '../../sidecar/members/member.store.ts';
import { openGateway } from '../../sidecar/keycloak/gateway.ts';
import type { Directory } from '../../sidecar/keycloak/port.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { openRealm, type RealmFixture } from '../keycloak/realm-fixture.ts';
import { type Books, accountProblems } from '../support/accounts.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Fault, type FaultProxy, openFaultProxy, type Plan } from '../support/fault-proxy.ts';
import { insertAreas, insertMember, north, south } from './import-fixtures.ts';

/** One kind of call to Keycloak. */
export type Kind = { name: string; matches(method: string, path: string): boolean };
const kind = (name: string, method: string, path: RegExp): Kind => ({
  name,
  matches: (sent, where) => sent === method && path.test(where),
});

export const token = kind('token', 'POST', /\/token$/);
export const create = kind('create', 'POST', /\/users\/?$/);
const lookUp = kind('look-up', 'GET', /\/users\/?\?.*q=member_id/);
const groupsOf = kind("account's groups", 'GET', /\/users\/[^/]+\/groups/);
const linksOf = kind("account's links", 'GET', /\/federated-identity$/);
const credentialsOf = kind("account's credentials", 'GET', /\/credentials$/);
const groupByPath = kind('group by path', 'GET', /\/group-by-path\//);
const join = kind('join', 'PUT', /\/users\/[^/]+\/groups\//);
const leave = kind('leave', 'DELETE', /\/users\/[^/]+\/groups\//);
const findSubject = kind('find by subject', 'GET', /\/users\/?\?.*idpUserId/);
const link = kind('link', 'POST', /\/federated-identity\/access$/);
const readProfile = kind('read account', 'GET', /\/users\/[0-9a-f-]{36}$/);
export const writeAccount = kind('write account', 'PUT', /\/users\/[0-9a-f-]{36}$/);

/** How Keycloak and the row stand when the fault comes, and which calls are made from there. */
export type Situation = 'new' | 'answer lost' | 'half an account' | 'changed';
export const situations: Readonly<Record<Situation, readonly Kind[]>> = {
  new: [token, create],
  'answer lost': [lookUp, groupsOf, linksOf, credentialsOf],
  'half an account': [create, lookUp, groupsOf, linksOf, groupByPath, join, findSubject, link],
  changed: [readProfile, writeAccount, groupsOf, join, leave],
};

export type UnderFire = Books & {
  directory: Directory;
  proxy: FaultProxy;
  fixture: RealmFixture;
  /** One person in one situation, the fault at the first calls of one kind; answers what is wrong in the end. */
  tryOne(situation: Situation, at: Kind, fault: Fault): Promise<string[]>;
  /** Somebody whose account is made; answers the member's id. */
  provisioned(): Promise<string>;
  close(): Promise<void>;
};

/** The fault for the first call of a kind, for the first two where the first is made good silently. */
export function planFor(at: Kind, fault: Fault): Plan {
  let left = fault === 401 ? 2 : 1;
  return ({ method, path }) => (at.matches(method, path) && left-- > 0 ? fault : undefined);
}

const person = (id: string) => ({
  id,
  firstName: 'Jörg',
  lastName: 'Müßig',
  username: `joerg.${id.slice(0, 18)}`,
});

/** Admission as the worker runs it, on a realm and a database of its own, with a proxy before Keycloak. */
export async function underFire(limitMs = 300): Promise<UnderFire> {
  const fixture = await openRealm();
  const database: TestDatabase = await testDatabase();
  const { db } = database;
  const { realm, issuer, admin, currentKey } = fixture;
  await insertAreas(db);
  const proxy = await openFaultProxy(fixture.url);
  let now = new Date();
  const open = () => openGateway({ url: proxy.url, realm, issuer, currentKey, limitMs });
  const depsWith = (directory: Directory): AdmissionDeps => ({
    db,
    directory,
    clock: () => now,
    log: openLog('silent', 'test'),
    leaseSeconds: 120,
    parallel: 8,
  });
  const directory = open();
  const books: Books = { db, admin, realm };

  async function due(id: string): Promise<void> {
    await db
      .updateTable('member')
      .set({ sync_state: 'pending', sync_due_at: now })
      .where('id', '=', id)
      .execute();
  }
  /** Runs admission, time passing between its tries, until the row has ended. */
  async function admit(id: string, by: Directory): Promise<void> {
    for (let round = 0; round < 12; round += 1) {
      await admitBatch(depsWith(by), 10);
      const row = await db
        .selectFrom('member')
        .select('sync_state')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      if (row.sync_state === 'done' || row.sync_state === 'failed') return;
      now = addSeconds(now, 301);
    }
  }
  async function prepare(situation: Situation, id: string): Promise<Plan | undefined> {
    const grants = [north, south].map(({ id: areaId }) => ({ areaId, role: 'member' as const }));
    const details = { email: `joerg.${id}@muster.example`, employeeNumber: id.slice(0, 20) };
    await insertMember(db, { ...person(id), ...details }, grants);
    if (situation === 'answer lost') return planFor(create, 'reset after');
    if (situation === 'half an account') {
      const member = await findMember(db, id);
      if (!member) throw new Error('not there');
      const { federatedSubject: _later, ...bare } = newUserFor(member, []);
      await fixture.directory.createUser(bare);
    }
    if (situation === 'changed') {
      await due(id);
      await admit(id, fixture.directory);
      await db
        .updateTable('member')
        .set({ first_name: 'Georg', sync_version: 2 })
        .where('id', '=', id)
        .execute();
      await db
        .updateTable('grant')
        .set({ role: 'editor' })
        .where('member_id', '=', id)
        .where('area_id', '=', north.id)
        .execute();
    }
    return undefined;
  }

  // the role groups are there before any fault
  await admitBatch(depsWith(fixture.directory), 1);
  const { syncRoleGroups } = await import('../../sidecar/areas/area.service.ts');
  await syncRoleGroups(db, fixture.directory as never);
  return {
    ...books,
    directory,
    proxy,
    fixture,
    async tryOne(situation, at, fault) {
      const id = randomUUID();
      const first = await prepare(situation, id);
      const then = planFor(at, fault);
      proxy.plan((call) => first?.(call) ?? then(call));
      await due(id);
      // a token of its own where getting one is what fails
      await admit(id, at === token ? open() : directory);
      const hit = proxy.seen.some((call) => call.fault === fault && at.matches(call.method, call.path));
      proxy.seen.length = 0;
      return hit ? accountProblems(books, id) : [`no call "${at.name}" was made`];
    },
    async provisioned() {
      const id = randomUUID();
      await prepare('new', id);
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
}
