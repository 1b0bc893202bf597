import { randomBytes, randomUUID } from 'node:crypto';
import type { Facts } from '../../sidecar/areas/field.ts';
import { criteriaStrategy } from '../../sidecar/criteria/criteria.strategy.ts';
import type { Applicant, Decision, Strategy } from '../../sidecar/members/decision.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import type { KeyRing } from '../../sidecar/platform/secrets.ts';
import { openTries } from '../../sidecar/registration/tries.store.ts';

export const strategyOf = (ring: KeyRing): Strategy =>
  criteriaStrategy({ ring, publicUrl: 'http://localhost:3000', tries: openTries(ring) });

/** Somebody with an address and a place of their own. */
export const applicant = (facts: Facts, more: Partial<Applicant> = {}): Applicant => ({
  registrationId: randomUUID(),
  facts,
  email: `${randomBytes(6).toString('hex')}@example.com`,
  memberId: null,
  visitor: randomBytes(32),
  accessLinkId: null,
  accessLinkGeneration: null,
  areaId: null,
  request: null,
  released: false,
  ...more,
});

/** One decision in a transaction of its own. */
export const decideAt = (
  db: Db,
  strategy: Strategy,
  now: Date,
): ((facts: Facts, more?: Partial<Applicant>) => Promise<Decision>) => {
  return (facts, more) =>
    db.transaction().execute((trx) => strategy.decide(trx, applicant(facts, more), now));
};

/** What an applicant can tell of a decision: let in, turned away or waiting, and how long. */
export function seen(decision: Decision): string {
  if (decision.kind === 'hold') return decision.until ? `held until ${decision.until.toISOString()}` : 'held';
  return decision.kind === 'refuse' && decision.reason === 'tooMany' ? 'too many' : decision.kind;
}
