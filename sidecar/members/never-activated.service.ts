import { record } from '../audit/audit.store.ts';
import type { Trx } from '../platform/db.ts';
import { countOver, type Forgetting } from '../platform/forgetting.ts';
import {
  holdSome,
  markTold,
  noticeDays,
  signInsAreKnown,
  toDelete,
  toTell,
  type WayIn,
} from './never-activated.store.ts';
import type { PersonDeps } from './person-change.service.ts';
import { removeTaken } from './person-state.service.ts';
import { holdMember, otherNetworkManagerStays, takeMember } from './person.store.ts';

export type NeverActivatedDeps = Pick<PersonDeps, 'endInvitations'> & {
  waysIn: readonly WayIn[];
  /** The last mail to somebody who was invited and has an address: its link opens for so many days. Nothing to anybody else. */
  lastCall(trx: Trx, memberId: string, validDays: number): Promise<void>;
};

/** Nobody is told or deleted for not having come in while that cannot be known. */
class SignInsUnknown extends Error {
  readonly code = 'sign_ins_unknown';
}

async function mustKnow(trx: Trx, ids: readonly string[], now: Date): Promise<readonly string[]> {
  if (ids.length > 0 && !(await signInsAreKnown(trx, now))) throw new SignInsUnknown();
  return ids;
}

/** Each means some mails, or grants and links that end. */
const people = 50;
const system = { kind: 'system' } as const;

async function tell(trx: Trx, deps: NeverActivatedDeps, since: Date, now: Date): Promise<number> {
  const ids = await mustKnow(trx, await holdSome(trx, toTell(since, deps.waysIn), people), now);
  await markTold(trx, ids, now);
  for (const id of ids) await deps.lastCall(trx, id, noticeDays);
  return ids.length;
}

/** As *Löschen* by hand, by nobody; false for whoever is the last one who could manage the network. */
async function remove(trx: Trx, deps: NeverActivatedDeps, id: string, now: Date): Promise<boolean> {
  const held = await holdMember(trx, id);
  if (!held) return false;
  const manages = held.grants.some(({ role }) => role === 'network_manager');
  if (manages && !(await otherNetworkManagerStays(trx, id))) return false;
  const person = await takeMember(trx, id, held.version, now);
  if (!person) return false;
  await record(
    trx,
    system,
    await removeTaken(trx, deps, person, { actor: system, origin: 'retention', now }),
  );
  return true;
}

/**
 * Accounts that nobody ever signed in to: first their people are told, `noticeDays` later they are deleted, unless they came in or were
 * given another way in meanwhile. The account at Keycloak goes with the next synchronisation.
 */
export function neverActivated(deps: NeverActivatedDeps): Forgetting {
  return {
    due: (db, before, now) => countOver(db, 'member', toDelete(before, now, deps.waysIn)),
    toTell: (db, before) => countOver(db, 'member', toTell(before, deps.waysIn)),
    async forget(trx, before, now) {
      if ((await tell(trx, deps, before, now)) > 0) return { forgotten: 0, more: true };
      let forgotten = 0;
      for (const id of await mustKnow(
        trx,
        await holdSome(trx, toDelete(before, now, deps.waysIn), people),
        now,
      ))
        if (await remove(trx, deps, id, now)) forgotten += 1;
      return { forgotten, more: forgotten > 0 };
    },
  };
}
