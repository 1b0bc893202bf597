import { readAreaGroups } from '../areas/area.store.ts';
import { isRole } from '../areas/role.ts';
import { record } from '../audit/audit.store.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { Observed, Observer } from '../keycloak/observer.port.ts';
import { addSeconds, type Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { Log } from '../platform/log.ts';
import {
  compareAccount,
  compareGroups,
  hasOwnPassword,
  type Difference,
  type KnownGroup,
} from './deviation.rules.ts';
import { lostGroupIds, storeDifferences } from './deviation.store.ts';
import {
  copyFromKeycloak,
  emailIsTaken,
  provisionAgain,
  type RecordRow,
  recordOf,
} from './feed-record.store.ts';
import { dueLooks, endLook, type Look, postponeLook } from './feed.store.ts';
import { isEnding } from './grant-end.store.ts';
import { grantsOf } from './member.store.ts';

export type LookDeps = {
  db: Db;
  directory: Observer;
  clock: Clock;
  log: Log;
  /** Which of these members ever redeemed an invitation. */
  redeemedAmong(db: Db, memberIds: readonly string[]): Promise<Set<string>>;
  /** Ends the links that went to an address which is not the person's any more. */
  endForNewAddress(trx: Trx, memberId: string, now: Date): Promise<void>;
  /** These people chose a password of their own: what they were given first is redeemed. */
  ownPassword(trx: Trx, memberIds: readonly string[], now: Date): Promise<unknown>;
  /** Somebody without an address added this one and followed its link. */
  addressAdded(trx: Trx, memberId: string, email: string, now: Date): Promise<void>;
};
type Outcome = { writes: number; wait?: number; doubt?: boolean };

const parallel = 4;
const batch = 100;
/** An account is open a moment before its redemption is confirmed; the broker must answer within 4 s. */
const redemptionSeconds = 4;
const busySeconds = 3;
const failedSeconds = 60;

export async function knownGroups(db: Db): Promise<KnownGroup[]> {
  return (await readAreaGroups(db)).flatMap(({ areaId, role, groupId }) =>
    groupId && isRole(role) ? [{ areaId, role, groupId }] : [],
  );
}

const hasRedeemed = async (deps: LookDeps, db: Db, id: string): Promise<boolean> =>
  (await deps.redeemedAmong(db, [id])).has(id);

const single = (kind: Difference['kind']): Difference => ({
  kind,
  areaId: null,
  role: null,
  keycloakValue: null,
  ourValue: null,
});

/** The account is gone: a person's deed is reported; what nobody is known to have done to somebody who was never in is made again. */
async function accountGone(deps: LookDeps, trx: Db, ours: RecordRow, byConsole: boolean): Promise<number> {
  const now = deps.clock();
  const redeemed = await hasRedeemed(deps, trx, ours.id);
  const neverIn = (ours.state === 'created' || ours.state === 'invited') && !redeemed;
  if (byConsole || !neverIn) return storeDifferences(trx, ours.id, [single('accountDeleted')], now);
  await record(trx, { kind: 'system' }, [{ act: 'member.repaired', memberId: ours.id, fields: ['account'] }]);
  return provisionAgain(trx, [ours.id], now, { anew: true });
}

async function takeOver(deps: LookDeps, trx: Trx, ours: RecordRow, observed: Observed, look: Look) {
  const facts = { byConsole: look.byConsole, redeemed: await hasRedeemed(deps, trx, ours.id) };
  const { takeOver: taken, differences } = compareAccount(ours, observed.account, facts);
  if (differences.some(({ kind }) => kind === 'enabled') && !look.doubted)
    return { writes: 0, wait: redemptionSeconds, doubt: true };
  const { email, emailVerified, locale, suspend, reactivate, ownPassword } = taken;
  const foreign = email && (await emailIsTaken(trx, email, ours.id));
  // What Keycloak says of an address that is not taken over, it does not say of ours.
  const verified = foreign ? undefined : emailVerified;
  if (foreign) differences.push({ ...single('email'), keycloakValue: email, ourValue: ours.email });
  const back = ours.stateBefore ?? (ours.activatedAt ? 'active' : 'registered');
  const events: AuditEvent[] = [];
  const fields = [
    ...(email !== undefined && !foreign ? ['email'] : []),
    ...(verified === undefined ? [] : ['emailVerified']),
    ...(locale ? ['locale'] : []),
  ];
  if (fields.length > 0) events.push({ act: 'member.changed', memberId: ours.id, fields });
  if (suspend) events.push({ act: 'member.suspended', memberId: ours.id, origin: 'console' });
  if (reactivate) events.push({ act: 'member.reactivated', memberId: ours.id, origin: 'console' });
  if (
    fields.includes('email') &&
    !ours.activatedAt &&
    !(ours.passwordAccess && hasOwnPassword(observed.account))
  )
    await deps.endForNewAddress(trx, ours.id, deps.clock());
  if (ownPassword) await deps.ownPassword(trx, [ours.id], deps.clock());
  if (events.length > 0) {
    await copyFromKeycloak(trx, ours.id, {
      ...(fields.includes('email') ? { email: email ?? null } : {}),
      ...(verified === undefined ? {} : { email_verified: verified }),
      ...(locale ? { locale } : {}),
      ...(suspend ? { state: 'suspended' as const } : {}),
      ...(reactivate ? { state: back, state_before: null } : {}),
    });
    await record(trx, { kind: 'system' }, events);
  }
  if (email && !foreign && ours.email === null && verified && hasOwnPassword(observed.account))
    await deps.addressAdded(trx, ours.id, email, deps.clock());
  const grants = (await grantsOf(trx, [ours.id])).get(ours.id) ?? [];
  const held = new Set(observed.groups.map(({ groupId }) => groupId));
  differences.push(...compareGroups(grants, held, await knownGroups(trx), await lostGroupIds(trx)));
  return {
    writes:
      events.length +
      (ownPassword ? 1 : 0) +
      (await storeDifferences(trx, ours.id, differences, deps.clock())),
  };
}

/**
 * Compares one account with our record. What the record said before Keycloak was asked must still hold afterwards, else a
 * change of our own under way would look like somebody else's.
 */
async function lookAt(deps: LookDeps, look: Look): Promise<Outcome> {
  const { db, directory } = deps;
  const before = await recordOf(db, look.userId);
  if (!before) return { writes: 0 };
  // Somebody has to try again first; what happened at Keycloak meanwhile is looked at then.
  if (before.syncState === 'failed') return { writes: 0, wait: failedSeconds };
  if (before.syncState !== 'done') return { writes: 0, wait: busySeconds };
  const redeemed = await hasRedeemed(deps, db, before.id);
  const observed = await directory.observe(look.userId);
  let byConsole = look.byConsole;
  if (!observed && !byConsole) byConsole = await directory.touchedByConsole(look.userId);
  const outcome = await db.transaction().execute(async (trx): Promise<Outcome> => {
    const ours = await recordOf(trx, look.userId, { lock: true });
    const moved =
      ours?.syncVersion !== before.syncVersion ||
      ours.syncState !== 'done' ||
      ours.state !== before.state ||
      (await hasRedeemed(deps, trx, before.id)) !== redeemed ||
      (await isEnding(trx, before.id));
    if (!ours || moved) return { writes: 0, wait: busySeconds };
    if (!observed) return { writes: await accountGone(deps, trx, ours, byConsole) };
    return takeOver(deps, trx, ours, observed, { ...look, byConsole });
  });
  if (observed && !observed.account.memberId && outcome.wait === undefined) {
    await directory.claimAccount(look.userId, before.id);
    return { ...outcome, writes: outcome.writes + 1 };
  }
  return outcome;
}

async function lookOnce(deps: LookDeps, look: Look): Promise<number> {
  try {
    const { writes, wait, doubt } = await lookAt(deps, look);
    if (wait === undefined) await endLook(deps.db, look);
    else await postponeLook(deps.db, look, addSeconds(deps.clock(), wait), doubt);
    return writes;
  } catch (err) {
    deps.log.warn({ err, account: look.userId }, 'account could not be compared');
    await postponeLook(deps.db, look, addSeconds(deps.clock(), 10 * busySeconds));
    return 0;
  }
}

/** Looks at the accounts that are due, at most `limit` of them; answers how much was written. */
export async function lookAtDue(deps: LookDeps, limit: number): Promise<number> {
  let writes = 0;
  for (let done = 0; done < limit; done += batch) {
    const waiting = await dueLooks(deps.db, deps.clock(), batch);
    const last = waiting.length < batch;
    const lane = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const written = await lookOnce(deps, next);
        writes += written;
      }
    };
    await Promise.all(Array.from({ length: parallel }, lane));
    if (last) break;
  }
  return writes;
}
