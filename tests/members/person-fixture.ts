import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { insertArea, readTree } from '../../sidecar/areas/area.store.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { endInvitations } from '../../sidecar/invitations/life.store.ts';
import type { Directory } from '../../sidecar/keycloak/port.ts';
import { admitBatch } from '../../sidecar/members/admission.service.ts';
import { addMember } from '../../sidecar/members/member-add.service.ts';
import type { GivenGrant } from '../../sidecar/members/member.ts';
import { findMember } from '../../sidecar/members/member.store.ts';
import type { PersonDeps } from '../../sidecar/members/person-change.service.ts';
import type { PersonForm } from '../../sidecar/members/person-add.service.ts';
import { actorById } from '../../sidecar/members/sign-in.service.ts';
import { systemClock } from '../../sidecar/platform/clock.ts';
import type { Db } from '../../sidecar/platform/db.ts';

export type Network = Awaited<ReturnType<typeof network>>;

/** Muster AG with two sites, and people who act in it. */
export async function network(db: Db) {
  const root = await insertArea(db, { slug: 'muster', name: 'Muster AG', kind: 'network', parentId: null });
  const site = (slug: string, name: string) => insertArea(db, { slug, name, kind: 'site', parentId: root });
  const [north, south] = [await site('nord', 'Werk Nord'), await site('sued', 'Werk Süd')];
  const deps: PersonDeps = {
    db,
    clock: systemClock,
    nudge: async () => {},
    endInvitations: async (trx, id, actor, now) =>
      (await endInvitations(trx, [id], { ending: 'obsolete', actor, now })).length,
  };
  async function person(username: string, grants: readonly GivenGrant[], active = true): Promise<string> {
    const names = { firstName: username, lastName: 'Test', username, locale: 'de' as const, origin: 'test' };
    const id = await addMember(db, { kind: 'operator' }, { ...names, grants });
    if (active)
      await db
        .updateTable('member')
        .set({ state: 'active', activated_at: new Date() })
        .where('id', '=', id)
        .execute();
    return id;
  }
  async function scope(memberId: string): Promise<AdminScope> {
    const actor = await actorById(db, memberId);
    if (!actor) throw new Error('nobody');
    return { actor, tree: await readTree(db) };
  }
  const boss = await person('netz.manager', [{ areaId: root, role: 'network_manager' }]);
  const nora = await person('nora.nord', [{ areaId: north, role: 'newsroom_manager' }]);
  return {
    root,
    north,
    south,
    deps,
    boss,
    nora,
    person,
    scope,
    async member(id: string) {
      const member = await findMember(db, id);
      if (!member) throw new Error('no such member');
      return member;
    },
    form: (more: Partial<PersonForm> = {}): PersonForm => ({
      salutation: undefined,
      firstName: 'Erika',
      lastName: 'Mustermann',
      email: undefined,
      username: undefined,
      employeeNumber: undefined,
      locale: 'de',
      areaId: north,
      role: 'member',
      formKey: randomUUID(),
      ...more,
    }),
  };
}

/** Runs admission until nothing is due, as the worker does. */
export async function admitAll(db: Db, directory: Directory): Promise<void> {
  const deps = {
    db,
    directory,
    clock: systemClock,
    log: pino({ level: 'silent' }),
    leaseSeconds: 60,
    parallel: 8,
  };
  while ((await admitBatch(deps, 50)) > 0);
}

/** What each of many attempts answered: its value, or the code and fields of its refusal. */
export async function outcomes<T>(attempts: readonly Promise<T>[]) {
  const settled = await Promise.allSettled(attempts);
  const done = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const refused = settled.flatMap((one) =>
    one.status === 'rejected'
      ? [one.reason as { code?: string; fields?: { field: string; text: string }[] }]
      : [],
  );
  return { done, refused };
}
