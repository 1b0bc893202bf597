import { record } from '../audit/audit.store.ts';
import { readTree } from '../areas/area.store.ts';
import type { Facts } from '../areas/field.ts';
import type { Applicant, Decision, Strategy } from '../members/decision.ts';
import type { Trx } from '../platform/db.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { allSpent, spend, spentAmong } from './budget.store.ts';
import { claimRecord, keepsFacts, releaseRecords, useRecords } from './claim.store.ts';
import { chargedAreas, type Found, matchBudgets, verdictOf } from './guessing.rules.ts';
import { nearSets } from './lookup.rules.ts';
import { matchFacts, nearOf } from './match.service.ts';
import { readNear } from './match.store.ts';
import { grantedAreas, keysInUse } from './named.store.ts';
import { type NoticeDeps, tellAlarms, tellUsedAgain } from './notice.service.ts';
import type { Match, MatchedRecord, NearHit } from './record.ts';
import { dropFacts } from './record.store.ts';
import { countMiss, slowedUntil } from './slowing.store.ts';

/** Counts tries before anything is compared (registration/tries.store.ts). */
type Counting = {
  mayTry(trx: Trx, trier: { email: string; visitor: Buffer; now: Date }): Promise<boolean>;
  giveBack(trx: Trx, trier: { email: string; visitor: Buffer; now: Date }): Promise<void>;
};
export type CriteriaDeps = NoticeDeps & { ring: KeyRing; tries: Counting };

const areasOf = (record: MatchedRecord): string[] => record.grants.map(({ areaId }) => areaId);

/** Stored by so little that a wrong try comes near nobody. */
const isBare = (keys: readonly string[]): boolean => nearSets(keys).length === 0;

/** Whether a wrong try of these facts may name nobody although it could have been right. */
async function couldGoUnnamed(trx: Trx, facts: Facts): Promise<boolean> {
  const stored = await keysInUse(trx);
  return stored.some((keys) => isBare(keys) && keys.every((key) => facts[key] !== undefined));
}

/** Whom a try that misses names: the one who was let in by these facts, those who share them, or those it comes near. */
async function namedBy(trx: Trx, near: readonly Buffer[], match: Match): Promise<NearHit[]> {
  if (match.kind === 'ambiguous') return grantedAreas(trx, match.recordIds);
  if (match.kind === 'none' && !match.closed) return readNear(trx, near);
  const met = match.kind === 'none' ? match.closed : match.record;
  return met ? [{ recordId: met.id, areaIds: areasOf(met) }] : [];
}

/**
 * Pays for a miss before it is answered; while any budget is spent every miss waits, whatever it named. A record by which somebody is
 * being let in at this moment lets in nobody else, but its facts were right: that is no guess and costs nothing.
 */
async function decideMiss(
  deps: CriteriaDeps,
  trx: Trx,
  { facts, released }: Applicant,
  match: Match,
  networkId: string,
  now: Date,
): Promise<Decision> {
  const found = match.kind === 'one' ? 'used' : match.kind;
  if (released) return refusal(found);
  const near = await nearOf(trx, deps.ring, facts);
  const named = await namedBy(trx, near, match);
  const areaIds = named.flatMap((each) => each.areaIds);
  const charged = chargedAreas(match.kind, areaIds, {
    networkId,
    unnamed: await couldGoUnnamed(trx, facts),
  });
  const paid = await spend(trx, charged, now);
  const slowed = await (found === 'none' ? countMiss : slowedUntil)(trx, near, now);
  await tellAlarms(deps, trx, paid, now);
  const unpaid = charged.filter((areaId) => !paid.some((budget) => budget.areaId === areaId));
  const others = (await allSpent(trx, now)).filter((areaId) => !charged.includes(areaId));
  const spent = unpaid.length + others.length > 0;
  const verdict = verdictOf(found, { spent, slowedUntil: slowed, released }, now);
  if (verdict.kind !== 'hold') return refusal(found);
  const heldIn = charged.length > 0 ? charged : others;
  return { kind: 'hold', recordId: null, areaIds: heldIn, until: verdict.until };
}

function refusal(found: Exclude<Found, 'one'>): Decision {
  return { kind: 'refuse', reason: found === 'none' ? 'mismatch' : found };
}

/** Lets somebody in by an open record, unless its budgets or strangers' tries make everybody wait; undefined where it changed meanwhile. */
async function decideMatch(
  { ring }: CriteriaDeps,
  trx: Trx,
  { facts, registrationId, released }: Applicant,
  record: MatchedRecord,
  networkId: string,
  now: Date,
): Promise<Decision | undefined> {
  const areaIds = areasOf(record);
  const budgets = matchBudgets(areaIds, { networkId, unnamed: isBare(record.keys) });
  const spent = released ? [] : await spentAmong(trx, budgets, now);
  const slowed = released ? null : await slowedUntil(trx, await nearOf(trx, ring, facts), now);
  const verdict = verdictOf('one', { spent: spent.length > 0, slowedUntil: slowed, released }, now);
  if (verdict.kind === 'hold') return { kind: 'hold', recordId: record.id, areaIds, until: verdict.until };
  const stored = await claimRecord(trx, record, registrationId, now);
  return (
    stored && { kind: 'admit', grants: record.grants, origin: 'criteria', recordId: record.id, names: stored }
  );
}

/** Compares once; undefined where the record changed between reading and claiming it. */
async function compare(
  deps: CriteriaDeps,
  trx: Trx,
  applicant: Applicant,
  now: Date,
): Promise<Decision | undefined> {
  const match = await matchFacts(trx, deps.ring, applicant.facts, now);
  const networkId = (await readTree(trx)).network?.id ?? '';
  if (match.kind === 'one' && match.record.state === 'open')
    return decideMatch(deps, trx, applicant, match.record, networkId, now);
  if (match.kind === 'used') {
    // Whoever came in by it and is signed in tells nobody anything new.
    if (applicant.memberId !== null && applicant.memberId === match.record.memberId) return refusal('used');
    await tellUsedAgain(deps, trx, match.record, now);
  }
  return decideMiss(deps, trx, applicant, match, networkId, now);
}

/**
 * Registration by stored facts (screens.md "Abuse", docs/adr/042). Tries are counted first; a miss is paid from the budget of the areas it
 * names before it is answered; while a budget is spent hit and miss wait alike; an open record is claimed by one guarded UPDATE.
 */
export function criteriaStrategy(deps: CriteriaDeps): Strategy {
  return {
    async decide(trx, applicant, now) {
      const { email, memberId, registrationId, visitor, released } = applicant;
      const trier = { email: email ?? memberId ?? registrationId, visitor, now };
      if (!released && !(await deps.tries.mayTry(trx, trier))) return { kind: 'refuse', reason: 'tooMany' };
      const decision =
        (await compare(deps, trx, applicant, now)) ??
        (await compare(deps, trx, applicant, now)) ??
        refusal('used');
      if (decision.kind === 'admit' && !released) await deps.tries.giveBack(trx, trier);
      return decision;
    },
    async confirm(trx, registrations, now) {
      const used = await useRecords(trx, registrations, now);
      const ids = used.map(({ recordId }) => recordId);
      if (!(await keepsFacts(trx))) await dropFacts(trx, ids);
      const events = used.map(({ recordId, memberId }) => ({
        act: 'criteria.redeemed' as const,
        recordId,
        memberId,
      }));
      await record(trx, { kind: 'system' }, events);
    },
    release: (trx, registrationIds) => releaseRecords(trx, registrationIds),
  };
}
