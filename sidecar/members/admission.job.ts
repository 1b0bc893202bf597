import type { Nudge } from '../platform/queue.ts';
import { type AdmissionDeps, admitBatch } from './admission.service.ts';
import { anySyncDue } from './due.store.ts';

export const admissionQueue = 'admission';
/** Claimed at once, in turns for each place at Keycloak: enough that none stands idle, few enough that a killed worker holds up few. */
const turnsAPlace = 4;
/** While one batch runs out the next has begun. */
const batchesAtOnce = 2;

/** Whatever nudges it, the job takes what is due until nothing is; many at once share the rows between them. */
export function admissionJob(deps: AdmissionDeps): {
  handle(nudge: Nudge): Promise<void>;
  sweep(): Promise<Nudge[]>;
  /** Nothing new is taken up any more. */
  stop(): void;
} {
  let stopped = false;
  const batchSize = turnsAPlace * deps.parallel * (deps.lane?.batchSize ?? 1);
  const untilNothingIsDue = async (): Promise<void> => {
    while (!stopped && (await admitBatch(deps, batchSize)) > 0);
  };
  return {
    async handle() {
      await Promise.all(Array.from({ length: batchesAtOnce }, untilNothingIsDue));
    },
    async sweep() {
      const now = deps.clock();
      return (await anySyncDue(deps.db, now)) ? [{ row: 'due', attempt: now.getTime() }] : [];
    },
    stop() {
      stopped = true;
    },
  };
}
