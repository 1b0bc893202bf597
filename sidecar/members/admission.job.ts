import type { Nudge } from '../platform/queue.ts';
import { type AdmissionDeps, admitBatch } from './admission.service.ts';
import { anySyncDue } from './sync.store.ts';

export const admissionQueue = 'admission';
const batchSize = 50;

/** Whatever nudges it, the job takes what is due until nothing is; many at once share the rows between them. */
export function admissionJob(deps: AdmissionDeps): {
  handle(nudge: Nudge): Promise<void>;
  sweep(): Promise<Nudge[]>;
} {
  return {
    async handle() {
      while ((await admitBatch(deps, batchSize)) > 0);
    },
    async sweep() {
      const now = deps.clock();
      return (await anySyncDue(deps.db, now)) ? [{ row: 'due', attempt: now.getTime() }] : [];
    },
  };
}
