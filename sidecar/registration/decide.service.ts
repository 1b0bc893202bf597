import { fileRequest } from '../access-requests/file.service.ts';
import { record } from '../audit/audit.store.ts';
import type { Decision } from '../members/decision.ts';
import { addRegisteredGrants, insertRegistered } from '../members/registered.service.ts';
import type { Clock } from '../platform/clock.ts';
import { type Db, isUniqueViolation, type Trx } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import { claimRegistration, holdClaimed } from './claim.store.ts';
import { applicantOf, personOf } from './applicant.rules.ts';
import { holderOf, type KnownDeps, tellKnown } from './known.service.ts';
import { requestArea } from './mismatch.read-model.ts';
import { setAdmitting, setFiled, setHeld, setKnown, setRefused } from './outcome.store.ts';
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
    await setAdmitting(trx, id, { memberId, recordId: recordId ?? null, released }, now);
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
  const mails = await file(deps, trx, row, memberId, now);
  await setAdmitting(trx, id, { memberId, recordId: decision.recordId ?? null, released }, now);
  return { admitted: true, mails: mails ?? [] };
}

/** The request that the registration ends in, if it does; undefined where this person may ask for nothing. */
async function file(
  { origin }: DecideDeps,
  trx: Trx,
  { id: registrationId, area_id: areaId, request: form, values }: Registration,
  memberId: string,
  now: Date,
): Promise<readonly Nudge[] | undefined> {
  if (!form || areaId === null) return [];
  const facts = values ?? {};
  return (await fileRequest(trx, { memberId, areaId, form, facts, registrationId, publicUrl: origin, now }))
    ?.nudges;
}

/** Whoever is signed in asks with the account that they have; it gets nothing by that, so nothing is to be synchronised. */
async function fileForAccount(
  deps: DecideDeps,
  trx: Trx,
  row: Registration,
  memberId: string,
  now: Date,
): Promise<After> {
  const mails = row.request && (await file(deps, trx, row, memberId, now));
  if (mails) await setFiled(trx, row.id, now);
  else await setRefused(trx, [row.id], 'failed', now);
  return { admitted: false, mails: mails ?? [] };
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
  const row = await holdClaimed(trx, claimed);
  if (!row) return nothing;
  const decided = await deps.strategies[row.way].decide(trx, applicantOf(row), now);
  const { account_member_id: account } = row;
  if (decided.kind === 'register' && account) return fileForAccount(deps, trx, row, account, now);
  const decision = decided.kind === 'register' ? { ...decided, kind: 'admit' as const, grants: [] } : decided;
  if (decision.kind === 'admit')
    return account
      ? addToAccount(deps, trx, row, account, decision, now)
      : addAccount(deps, trx, row, decision, now);
  if (decision.kind === 'hold') return hold(trx, row, decision, now);
  const keeps =
    (await requestArea(trx, { ...row, state: 'refused', outcome: decision.reason }, now)) !== undefined;
  await setRefused(trx, [row.id], decision.reason, now, keeps);
  return nothing;
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

/**
 * Decides one registration, whoever nudged: claim, then everything in one transaction. Answers whether there was one to decide; an
 * error leaves it due again once its lease has run out.
 */
export async function decide(deps: DecideDeps, id: string): Promise<boolean> {
  const claimed = await claimRegistration(deps.db, id, deps.clock(), deps.leaseSeconds);
  if (!claimed) return false;
  const { admitted, mails } = await attempt(deps, claimed);
  if (mails.length > 0) await deps.nudgeMail(mails);
  if (admitted) await deps.nudgeAdmission();
  return true;
}
