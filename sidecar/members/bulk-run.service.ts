import { readTree } from '../areas/area.store.ts';
import type { AdminScope } from '../areas/scope.ts';
import { addSeconds } from '../platform/clock.ts';
import type { Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Nudge } from '../platform/queue.ts';
import {
  type BulkAct,
  factsOf,
  type SkipReason,
  whySkipped,
  type WhyNotInvitable,
} from './bulk-act.rules.ts';
import {
  type ClaimedAct,
  closeItem,
  finishBulkAct,
  holdAct,
  keepLease,
  waitingItems,
} from './bulk-act.store.ts';
import type { MemberWithGrants } from './member.ts';
import { changeWithin, type PersonAct, type PersonDeps } from './person-change.service.ts';
import { granting } from './person-grants.service.ts';
import { deleting, reactivating, suspending } from './person-state.service.ts';
import { sees } from './person.rules.ts';
import { holdMember } from './person.store.ts';
import { actorById } from './sign-in.service.ts';

export type BulkDeps = PersonDeps & {
  /** Brought by whoever sends invitations. */
  invite: {
    whyNot: WhyNotInvitable;
    /** A new link for the person whose row the transaction holds; what was open before dies. Answers the mails to nudge. */
    within(trx: Trx, scope: AdminScope, person: MemberWithGrants): Promise<Nudge[]>;
    nudgeMail(nudges: readonly Nudge[]): Promise<void>;
  };
};
type Item = { number: number; memberId: string };
type Ended = { lost: boolean; mails: readonly Nudge[] };
const ended: Ended = { lost: false, mails: [] };

/** How many people are changed between two signs of life. */
const batchSize = 25;
/** How often an act is taken up again before somebody who breaks it is left out. */
const mostAttempts = 5;

async function scopeOf(trx: Trx, memberId: string): Promise<AdminScope | undefined> {
  const actor = await actorById(trx, memberId);
  return actor && { actor, tree: await readTree(trx) };
}

function personAct(deps: BulkDeps, scope: AdminScope, act: Exclude<BulkAct, { act: 'invite' }>): PersonAct {
  if (act.act === 'grant') return granting(scope, [{ areaId: act.areaId, role: act.role }]);
  if (act.act === 'revoke') return granting(scope, [{ areaId: act.areaId, role: undefined }]);
  if (act.act === 'suspend') return suspending(deps, scope);
  if (act.act === 'reactivate') return reactivating(scope);
  return deleting(deps, scope, { erase: act.act === 'erase' });
}

/** One person's part: rights and state as they are in this transaction, which also says that it happened. */
async function actOn(deps: BulkDeps, trx: Trx, claimed: ClaimedAct, item: Item): Promise<Ended> {
  if (!(await holdAct(trx, claimed))) return { lost: true, mails: [] };
  const skip = async (reason: SkipReason): Promise<Ended> => {
    await closeItem(trx, claimed.id, item.number, reason);
    return ended;
  };
  const { act } = claimed;
  const scope = await scopeOf(trx, claimed.createdBy);
  if (!scope) return skip('rights');
  const person = await holdMember(trx, item.memberId);
  if (!person || !sees(scope, person)) return skip('gone');
  const reason = whySkipped(scope, act, factsOf(scope, act, person), deps.invite.whyNot);
  if (reason) return skip(reason);
  if (!(await closeItem(trx, claimed.id, item.number))) return ended;
  if (act.act === 'invite') return { ...ended, mails: await deps.invite.within(trx, scope, person) };
  await changeWithin(trx, deps.clock, scope, person, personAct(deps, scope, act));
  return ended;
}

/** What the act itself refused, after everything that could be known before; what breaks it every time is given up, so that the others come. */
function refusalOf(thrown: unknown, { attempt }: ClaimedAct): SkipReason {
  if (!(thrown instanceof AppError)) {
    if (attempt < mostAttempts) throw thrown;
    return 'failed';
  }
  if (thrown.fields.some(({ text }) => text === 'members.person.problem.lastNetworkManager'))
    return 'lastNetworkManager';
  if (thrown.code === 'conflict' || thrown.code === 'not_found') return 'gone';
  return 'rights';
}

async function actOnOne(deps: BulkDeps, claimed: ClaimedAct, item: Item): Promise<Ended> {
  const within = <T>(work: (trx: Trx) => Promise<T>) => deps.db.transaction().execute(work);
  try {
    return await within((trx) => actOn(deps, trx, claimed, item));
  } catch (thrown) {
    const reason = refusalOf(thrown, claimed);
    return within(async (trx) => {
      const held = await holdAct(trx, claimed);
      if (held) await closeItem(trx, claimed.id, item.number, reason);
      return { lost: !held, mails: [] };
    });
  }
}

/** Goes on with an act until nobody waits, it is stopped, or somebody else has it; killed anywhere and called again, it does nobody twice. */
export async function runBulkAct(deps: BulkDeps, claimed: ClaimedAct, leaseSeconds: number): Promise<void> {
  const { db, clock } = deps;
  for (;;) {
    if (!(await keepLease(db, claimed, addSeconds(clock(), leaseSeconds)))) return;
    const items = await waitingItems(db, claimed.id, batchSize);
    if (items.length === 0) return finishBulkAct(db, claimed, clock());
    const mails: Nudge[] = [];
    let lost = false;
    for (const item of items) {
      const one = await actOnOne(deps, claimed, item);
      mails.push(...one.mails);
      lost = one.lost;
      if (lost) break;
    }
    await deps.invite.nudgeMail(mails);
    if (claimed.act.act !== 'invite') await deps.nudge();
    if (lost) return;
  }
}
