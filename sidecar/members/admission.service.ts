import { carefulLane } from '../keycloak/careful-lane.ts';
import type { Lane, Outcome } from '../keycloak/lane.port.ts';
import { type Load, openLoad } from '../keycloak/load.ts';
import type { Directory, NewUser } from '../keycloak/port.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { toAppError } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { adjustAccount, provision } from './admission-account.service.ts';
import { groupsFor } from './admission-groups.ts';
import { type Confirmation, openRound, type Ready, type Round } from './admission-round.ts';
import type { Begin, InitialPasswords } from './admission-password.service.ts';
import { isNew, newUserFor } from './admission.rules.ts';
import { claimMembers } from './due.store.ts';
import type { WaitingFor } from './waiting-for.ts';
import { type ClaimedMember, returnClaims } from './sync.store.ts';

export type AdmissionDeps = {
  db: Db;
  directory: Directory;
  clock: Clock;
  log: Log;
  leaseSeconds: number;
  /** Turns at once where no `load` says how many. */
  parallel: number;
  /** How people get their first account; the careful lane where left out. */
  lane?: Lane;
  load?: Load;
  /** Whoever waits until accounts are there. */
  waiting?: WaitingFor;
  /** Initial passwords of people without e-mail; where left out, whoever has one waits. */
  passwords?: InitialPasswords;
};

/** Everybody but new people, on their own. */
async function admitOne(deps: AdmissionDeps, round: Round, ready: Ready): Promise<Confirmation[]> {
  const { member } = ready;
  try {
    const begin: Begin = (due) => round.note(member, due);
    return [{ member, ...(await provision(deps.directory, ready, round.groups, begin)) }];
  } catch (thrown) {
    await round.giveBack(member, toAppError(thrown));
    return [];
  }
}

/** The people whom the lane is to make; whose groups are not there yet waits. */
async function newUsers(round: Round, ready: readonly Ready[]): Promise<NewUser[]> {
  const users = [];
  for (const { member, grants, credential } of ready) {
    try {
      users.push(newUserFor(member, groupsFor(round.groups, grants), credential));
    } catch (thrown) {
      await round.giveBack(member, toAppError(thrown));
    }
  }
  return users;
}

/** First accounts, together. */
async function admitNew(
  deps: AdmissionDeps,
  round: Round,
  lane: Lane,
  ready: readonly Ready[],
): Promise<Confirmation[]> {
  const held = new Map(ready.map((one) => [one.member.id, one]));
  const users = await newUsers(round, ready);
  const outcomes = await lane.createUsers(users, async (memberId) => {
    const before = held.get(memberId);
    const [now] = before ? await round.renew([before.member]) : [];
    // Suspended or deleted meanwhile: no case for a first account any more.
    if (!now || !isNew(now.member)) return undefined;
    held.set(memberId, now);
    return newUserFor(now.member, groupsFor(round.groups, now.grants), now.credential);
  });
  const made: Confirmation[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    const one = held.get(users[index]?.memberId ?? '');
    if (one) made.push(...(await settle(deps, round, one, outcome)));
  }
  return made;
}

async function settle(
  deps: AdmissionDeps,
  round: Round,
  ready: Ready,
  outcome: Outcome | undefined,
): Promise<Confirmation[]> {
  const { member, credential } = ready;
  try {
    if (!outcome) await returnClaims(deps.db, [member]);
    if (!outcome) return [];
    if ('error' in outcome) throw outcome.error;
    const { userId, created } = outcome;
    // Made by a try whose answer was lost: the row may have changed since.
    const password = created
      ? credential && 'given'
      : await adjustAccount(deps.directory, userId, ready, round.groups, (due) => round.note(member, due));
    return [{ member, userId, password }];
  } catch (thrown) {
    await round.giveBack(member, toAppError(thrown));
    return [];
  }
}

/** One turn: those whose claim still holds, as they are now. */
async function act(deps: AdmissionDeps, round: Round, lane: Lane, claimed: readonly ClaimedMember[]) {
  const ready = (await round.renew(claimed)).filter((one) => one !== undefined);
  const fresh = ready.filter(({ member }) => isNew(member));
  const made = fresh.length > 0 ? await admitNew(deps, round, lane, fresh) : [];
  for (const one of ready.filter(({ member }) => !isNew(member)))
    made.push(...(await admitOne(deps, round, one)));
  return made;
}

/** A batch by turns: new people in groups as large as the lane likes them, everybody else alone. */
function turnsOf(claimed: readonly ClaimedMember[], batchSize: number): ClaimedMember[][] {
  const fresh = claimed.filter(isNew);
  const turns = claimed.filter((member) => !isNew(member)).map((member) => [member]);
  for (let first = 0; first < fresh.length; first += batchSize)
    turns.push(fresh.slice(first, first + batchSize));
  return turns;
}

async function confirm(round: Round, made: readonly Confirmation[]): Promise<void> {
  if (made.length === 0) return;
  try {
    await round.confirm(made);
  } catch (thrown) {
    for (const { member } of made) await round.giveBack(member, toAppError(thrown));
  }
}

/**
 * Claims and provisions one batch; answers how many it took, 0 also while Keycloak is to be left alone. Claim, act outside a
 * transaction, confirm (architecture.md 3).
 */
export async function admitBatch(deps: AdmissionDeps, limit: number): Promise<number> {
  const load = deps.load ?? openLoad(deps.parallel);
  if (!load.open()) return 0;
  const claimed = await claimMembers(deps.db, deps.clock(), deps.leaseSeconds, limit);
  if (claimed.length === 0) return 0;
  const round = await openRound(deps, claimed.length);
  const lane = deps.lane ?? carefulLane(deps.directory);
  const turn = async (members: readonly ClaimedMember[]): Promise<void> => {
    const made = await load.run(async () => {
      if (load.open()) return act(deps, round, lane, members);
      await returnClaims(deps.db, members);
      return [];
    });
    // Outside, so that the place at Keycloak is free for the next one meanwhile.
    await confirm(round, made);
  };
  const settled = await Promise.allSettled(turnsOf(claimed, lane.batchSize).map(turn));
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return claimed.length;
}
