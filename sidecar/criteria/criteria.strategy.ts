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
import { matchFacts, nearHits } from './match.service.ts';
import { grantedAreas } from './named.store.ts';
import { type NoticeDeps, tellAlarms, tellUsedAgain } from './notice.service.ts';
import type { Match, MatchedRecord, NearHit } from './record.ts';
import { dropFacts } from './record.store.ts';
import { readSets } from './set.store.ts';
import { countMiss } from './slowing.store.ts';

/** Counts tries before anything is compared (registration/tries.store.ts). */
type Counting = {
  mayTry(trx: Trx, trier: { email: string; visitor: Buffer; now: Date }): Promise<boolean>;
  giveBack(trx: Trx, trier: { email: string; visitor: Buffer; now: Date }): Promise<void>;
};
export type CriteriaDeps = NoticeDeps & { ring: KeyRing; tries: Counting };

const areasOf = (record: MatchedRecord): string[] => record.grants.map(({ areaId }) => areaId);

/** Somebody is being let in by it at this moment, so it lets in nobody else; no guess, for all facts are right. */
const isTaken = (match: Match): boolean => match.kind === 'one' && match.record.state !== 'open';

/** Whether a wrong try of these facts may name nobody although it could have been right: some record is stored by too little. */
async function couldGoUnnamed(trx: Trx, facts: Facts): Promise<boolean> {
  const sets = await readSets(trx);
  return sets.some(
    ({ keys }) => nearSets(keys).length === 0 && keys.every((key) => facts[key] !== undefined),
  );
}

/** Whom a try that misses names: the one who was let in by these facts, those who share them, or those it comes near. */
async function namedBy(trx: Trx, ring: KeyRing, facts: Facts, match: Match): Promise<NearHit[]> {
  if (match.kind === 'ambiguous') return grantedAreas(trx, match.recordIds);
  if (match.kind === 'none' && !match.closed) return nearHits(trx, ring, facts);
  const met = match.kind === 'none' ? match.closed : match.record;
  return met ? [{ recordId: met.id, areaIds: areasOf(met) }] : [];
}

type Standing = { unnamed: boolean; networkId: string };

/** Pays for a miss before it is answered; while any budget is spent every miss waits, whatever it named. */
async function decideMiss(
  deps: CriteriaDeps,
  trx: Trx,
  { facts, released }: Applicant,
  match: Exclude<Match, { kind: 'one' }>,
  standing: Standing,
  now: Date,
): Promise<Decision> {
  if (released) return refusal(match.kind);
  const named = await namedBy(trx, deps.ring, facts, match);
  const near = match.kind === 'none' && !match.closed;
  const charged = chargedAreas(
    match.kind,
    named.flatMap(({ areaIds }) => areaIds),
    standing,
  );
  const paid = await spend(trx, charged, now);
  const slowedUntil = near ? await countMiss(trx, named.map(({ recordId }) => recordId), now) : null;
  await tellAlarms(deps, trx, paid, now);
  const unpaid = charged.filter((areaId) => !paid.some((budget) => budget.areaId === areaId));
  const spentElsewhere = (await allSpent(trx, now)).filter((areaId) => !charged.includes(areaId));
  const waitsFor = [...unpaid, ...spentElsewhere];
  const verdict = verdictOf(match.kind, { spent: waitsFor.length > 0, slowedUntil, released }, now);
  if (verdict.kind === 'hold')
    return { kind: 'hold', recordId: null, areaIds: charged.length > 0 ? charged : waitsFor, until: verdict.until };
  return refusal(match.kind);
}

function refusal(found: Exclude<Found, 'one'>): Decision {
  return { kind: 'refuse', reason: found === 'none' ? 'mismatch' : found };
}

/** Lets somebody in by an open record, unless its budgets or strangers' tries make everybody wait. */
async function decideMatch(
  trx: Trx,
  { registrationId, facts, released }: Applicant,
  record: MatchedRecord,
  standing: Standing,
  now: Date,
): Promise<Decision> {
  const areaIds = areasOf(record);
  const spent = released ? [] : await spentAmong(trx, matchBudgets(areaIds, standing), now);
  const verdict = verdictOf('one', { spent: spent.length > 0, slowedUntil: record.slowedUntil, released }, now);
  if (verdict.kind === 'hold') return { kind: 'hold', recordId: record.id, areaIds, until: verdict.until };
  const stored = await claimRecord(trx, record, registrationId, now);
  if (!stored) return refusal('used');
  const names = { ...facts, ...stored };
  return { kind: 'admit', grants: record.grants, origin: 'criteria', recordId: record.id, names };
}

/**
 * Registration by stored facts (screens.md "Abuse", docs/adr/042). Tries are counted first; a miss is paid from the budget of the areas it
 * names before it is answered; while a budget is spent hit and miss wait alike; an open record is claimed by one guarded UPDATE.
 */
export function criteriaStrategy(deps: CriteriaDeps): Strategy {
  return {
    async decide(trx, applicant, now) {
      const { facts, email, memberId, registrationId, visitor, released } = applicant;
      const trier = { email: email ?? memberId ?? registrationId, visitor, now };
      if (!released && !(await deps.tries.mayTry(trx, trier))) return { kind: 'refuse', reason: 'tooMany' };
      const match = await matchFacts(trx, deps.ring, facts, now);
      if (isTaken(match)) return refusal('used');
      if (match.kind === 'used') await tellUsedAgain(deps, trx, { record: match.record, registrationId }, now);
      const networkId = (await readTree(trx)).network?.id ?? '';
      const standing = { unnamed: await couldGoUnnamed(trx, facts), networkId };
      if (match.kind !== 'one') return decideMiss(deps, trx, applicant, match, standing, now);
      const decision = await decideMatch(trx, applicant, match.record, standing, now);
      if (decision.kind === 'admit' && !released) await deps.tries.giveBack(trx, trier);
      return decision;
    },
    async confirm(trx, registrations, now) {
      const used = await useRecords(trx, registrations, now);
      if (used.length === 0) return;
      if (!(await keepsFacts(trx))) await dropFacts(trx, used.map(({ recordId }) => recordId));
      await record(
        trx,
        { kind: 'system' },
        used.map((each) => ({ act: 'criteria.redeemed' as const, ...each })),
      );
    },
    release: (trx, registrationIds) => releaseRecords(trx, registrationIds),
  };
}
