import { record } from '../audit/audit.store.ts';
import type { Decision } from '../members/decision.ts';
import { holdMember } from '../members/person.store.ts';
import { addRegisteredGrants, insertRegistered } from '../members/registered.service.ts';
import type { Clock } from '../platform/clock.ts';
import { gather } from '../platform/gather.ts';
import { type Db, isUniqueViolation, type Trx } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import { claimRegistrations, holdClaimed } from './claim.store.ts';
import { decideTogether, isPlain } from './decide-together.service.ts';
import { applicantOf, personOf } from './applicant.rules.ts';
import { holderOf, type KnownDeps, tellKnown } from './known.service.ts';
import { fileAtEnd, fileForAccount } from './file-at-end.service.ts';
import { requestArea } from './mismatch.read-model.ts';
import { setAdmitting, setHeld, setKnown, setRefused } from './outcome.store.ts';
import { tellRefused } from './refused.message.ts';
import type { Registration } from './registration.store.ts';
import type { Strategies } from './settle.service.ts';

export type DecideDeps = KnownDeps & {
  db: Db;
  clock: Clock;
  strategies: Strategies;
  leaseSeconds: number;
  nudgeAdmission(): Promise<void>;
  nudgeMail(nudges: readonly Nudge[]): Promise<void>;
};
type Admit = Extract<Decision, { kind: 'admit' }>;
/** What is to be nudged once the decision is stored. */
type After = { admitted: boolean; mails: readonly Nudge[] };
const nothing: After = { admitted: false, mails: [] };

/** How often somebody else may be faster by one of the keys before it is left to the next attempt. */
const rounds = 3;

/** Adds to the account that they signed in with; where that is closed by now, the evidence is let go. */
async function addToAccount(
  deps: DecideDeps,
  trx: Trx,
  row: Registration,
  memberId: string,
  { grants, origin, recordId }: Admit,
  now: Date,
): Promise<After> {
  const { id, way } = row;
  const released = row.state === 'held';
  if (await addRegisteredGrants(trx, memberId, { grants, origin, now })) {
    await setAdmitting(trx, [{ id, memberId, recordId: recordId ?? null, released }], now);
    return { admitted: true, mails: [] };
  }
  await deps.strategies[way].release(trx, [id], now);
  await setRefused(trx, [id], 'failed', now);
  return nothing;
}

/** A new account, unless somebody has the address or the number already: then there is no second one, and the evidence is let go. */
async function addAccount(
  deps: DecideDeps,
  trx: Trx,
  row: Registration,
  decision: Admit,
  now: Date,
): Promise<After> {
  const { id, way } = row;
  const person = personOf(row, decision);
  const known = await holderOf(trx, person);
  if (known) {
    await deps.strategies[way].release(trx, [id], now);
    await setKnown(trx, id, known, now);
    const told = { registrationId: id, memberId: known, email: person.email };
    return { admitted: false, mails: await tellKnown(deps, trx, told, now) };
  }
  const released = row.state === 'held';
  const memberId = await insertRegistered(trx, person, { waits: !released, now });
  const mails = await fileAtEnd(deps, trx, row, memberId, now);
  await setAdmitting(trx, [{ id, memberId, recordId: decision.recordId ?? null, released }], now);
  return { admitted: true, mails: mails ?? [] };
}

async function hold(
  trx: Trx,
  row: Registration,
  { recordId, until, areaIds }: Extract<Decision, { kind: 'hold' }>,
  now: Date,
): Promise<After> {
  await setHeld(trx, row.id, { recordId, until, areaIds }, now);
  const event = { act: 'registration.held' as const, registrationId: row.id, way: row.way };
  const events = areaIds.length > 0 ? areaIds.map((areaId) => ({ ...event, areaId })) : [event];
  await record(trx, { kind: 'system' }, events);
  return nothing;
}

/** The whole decision: evidence, person, grants, audit and the row, or nothing of it. */
async function decideOnce(deps: DecideDeps, trx: Trx, claimed: Registration, now: Date): Promise<After> {
  const [row] = await holdClaimed(trx, [claimed]);
  if (!row) return nothing;
  const { account_member_id: account } = row;
  // People before evidence, as who approves their request takes them, so that neither waits for the other.
  if (account) await holdMember(trx, account);
  const decided = await deps.strategies[row.way].decide(trx, applicantOf(row), now);
  if (decided.kind === 'register' && account)
    return { admitted: false, mails: await fileForAccount(deps, trx, row, account, now) };
  const decision = decided.kind === 'register' ? { ...decided, kind: 'admit' as const, grants: [] } : decided;
  if (decision.kind === 'admit')
    return account
      ? addToAccount(deps, trx, row, account, decision, now)
      : addAccount(deps, trx, row, decision, now);
  if (decision.kind === 'hold') return hold(trx, row, decision, now);
  const keeps =
    (await requestArea(trx, { ...row, state: 'refused', outcome: decision.reason }, now)) !== undefined;
  await setRefused(trx, [row.id], decision.reason, now, keeps);
  // Nobody sits before a page any more.
  const mails = row.state === 'held' ? await tellRefused(trx, [row], { origin: deps.origin, now }) : [];
  return { admitted: false, mails };
}

/** Once more where somebody else was faster by a key: then their person is there to be seen. */
async function attempt(deps: DecideDeps, claimed: Registration, round = 1): Promise<After> {
  try {
    return await deps.db.transaction().execute((trx) => decideOnce(deps, trx, claimed, deps.clock()));
  } catch (error) {
    if (!isUniqueViolation(error) || round === rounds) throw error;
    return attempt(deps, claimed, round + 1);
  }
}

/** Decides one that is claimed, whatever it is. */
async function decideAlone(deps: DecideDeps, claimed: Registration): Promise<void> {
  const { admitted, mails } = await attempt(deps, claimed);
  if (mails.length > 0) await deps.nudgeMail(mails);
  if (admitted) await deps.nudgeAdmission();
}

/**
 * Decides registrations, whoever nudged: those that come at the same moment are claimed together, and those of links are decided
 * together; others take turns. Answers whether there was one to decide; an error leaves it due again once its lease has run out.
 */
export function openDecide(
  deps: DecideDeps,
  turn: (work: () => Promise<void>) => Promise<void> = (work) => work(),
): (id: string) => Promise<boolean> {
  const claim = gather(async (ids: readonly string[]) => {
    const claimed = await claimRegistrations(deps.db, ids, deps.clock(), deps.leaseSeconds);
    const byId = new Map(claimed.map((row) => [row.id, row]));
    return ids.map((id) => {
      const row = byId.get(id);
      byId.delete(id);
      return row;
    });
  }, 0);
  const together = gather((claimed: readonly Registration[]) => decideTogether(deps, claimed), 0);
  return async (id) => {
    const [claimed] = await claim([id]);
    if (!claimed) return false;
    const [decided] = isPlain(claimed) ? await together([claimed]) : [];
    if (!decided) await turn(() => decideAlone(deps, claimed));
    return true;
  };
}
